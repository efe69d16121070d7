#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "attune/stats/bootstrap.hpp"
#include "attune/stats/rank_test.hpp"
#include "compare_parts.hpp"

namespace attune::stats {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// What is drawn together: a value, a pair (its A and its B), or the values of a block.
struct Unit {
  std::size_t stratum = 0;
  std::vector<double> a, b;
  bool operator<(const Unit& other) const {
    if (stratum != other.stratum) return stratum < other.stratum;
    return a != other.a ? a < other.a : b < other.b;
  }
};

// Blocks that hold A alone, B alone and both are strata of their own.
std::vector<Unit> units_of(std::span<const double> a, std::span<const double> b, const CompareOptions& options,
                           bool paired) {
  std::vector<Unit> out;
  if (!options.blocks) {
    for (std::size_t i = 0; i < a.size(); ++i) out.push_back(paired ? Unit{0, {a[i]}, {b[i]}} : Unit{0, {a[i]}, {}});
    if (!paired)
      for (const double x : b) out.push_back({1, {}, {x}});
  } else {
    std::map<std::string, Unit> blocks;
    const auto& names = options.blocks->of;
    for (std::size_t i = 0; i < a.size(); ++i) blocks[names[0][i]].a.push_back(a[i]);
    for (std::size_t i = 0; i < b.size(); ++i) blocks[names[paired ? 0 : 1][i]].b.push_back(b[i]);
    for (auto& [name, unit] : blocks) {
      unit.stratum = unit.a.empty() ? 1 : unit.b.empty() ? 0 : 2;
      out.push_back(std::move(unit));
    }
    if (!paired)
      for (Unit& unit : out)
        for (auto* values : {&unit.a, &unit.b}) std::sort(values->begin(), values->end());
  }
  std::sort(out.begin(), out.end());
  return out;
}

ResampledPair means_of(const std::vector<double>& a, const std::vector<double>& b) {
  const Summary x = summarise(a), y = summarise(b);
  return {x.mean - y.mean, (x.mean - y.mean) / pooled_sd(x, y)};
}

ResampledPair pair_means_of(const std::vector<double>& differences) {
  const Summary d = summarise(differences);
  return {d.mean, d.mean / d.sd()};
}

ResampledPair trimmed_of(std::vector<double> a, std::vector<double> b, double trim) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const TrimmedSummary x = summarise_trimmed(a, trim), y = summarise_trimmed(b, trim);
  return {x.mean - y.mean, (x.mean - y.mean) / robust_sd(x, y, trim)};
}

ResampledPair shift_of(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return {median_difference(a, b), kNone};
}

ResampledPair pair_shift_of(std::vector<double> differences) {
  std::sort(differences.begin(), differences.end());
  std::erase(differences, 0.0);
  return {differences.empty() ? 0.0 : median_walsh_average(differences), kNone};
}

ResampledPair statistics_of(CompareTest test, const std::vector<double>& a, const std::vector<double>& b, double trim) {
  if (a.size() < 2 || b.size() < 2) return {kNone, kNone};
  if (test == CompareTest::yuen || test == CompareTest::paired_yuen) return trimmed_of(a, b, trim);
  if (test == CompareTest::mann_whitney) return shift_of(a, b);
  if (!is_paired(test)) return means_of(a, b);
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  return test == CompareTest::signed_rank ? pair_shift_of(std::move(differences)) : pair_means_of(differences);
}

void warn(Comparison& out, std::size_t units, bool blocks) {
  constexpr std::size_t kFewBlocks = 20;
  if (blocks && units < kFewBlocks)
    out.warnings.push_back(fmt::format("the bootstrap has {} blocks to draw from; below {} its intervals are too short",
                                       units, kFewBlocks));
  const char* names[2] = {"the estimate", "the effect size"};
  std::string last;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string& remark = out.bootstrap->of[i].remark;
    if (!remark.empty() && remark != last) out.warnings.push_back(fmt::format("bootstrap of {}: {}", names[i], remark));
    last = remark;
  }
}

}  // namespace

void set_bootstrap(Comparison& out, std::span<const double> a, std::span<const double> b,
                   const CompareOptions& options) {
  const std::vector<Unit> units = units_of(a, b, options, is_paired(out.test));
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (i == 0 || units[i].stratum != units[i - 1].stratum) sizes.push_back(0);
    ++sizes.back();
  }
  const UnitStatistics statistics = [&](std::span<const std::size_t> drawn) {
    std::vector<double> x, y;
    for (const std::size_t i : drawn) {
      x.insert(x.end(), units[i].a.begin(), units[i].a.end());
      y.insert(y.end(), units[i].b.begin(), units[i].b.end());
    }
    return statistics_of(out.test, x, y, options.trim);
  };
  out.bootstrap =
      bootstrap_bca(sizes, statistics, {options.bootstrap, options.confidence, options.seed, options.threads});
  warn(out, units.size(), options.blocks.has_value());
}

}  // namespace attune::stats
