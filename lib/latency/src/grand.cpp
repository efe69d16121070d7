// Averages over people, resampled.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "attune/erp/columns_needed.hpp"
#include "people_waves.hpp"

namespace attune::latency {
namespace {

constexpr std::uint64_t kPermutationPart = 2010, kBootstrapPart = 2011;  // of the seed
constexpr std::size_t kChunk = 16;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kGrand = "grand averages";

// Rows of A and B under one arrangement, which item of the seed draws.
struct Arrangement {
  std::vector<std::size_t> a, b;
};

Arrangement arrange(const PeopleWaves& people, parallel::Stream& stream) {
  Arrangement out{people.side(0), people.side(1)};
  if (people.paired) {
    for (std::size_t i = 0; i < out.a.size(); ++i)
      if (stream.below(2) == 1) std::swap(out.a[i], out.b[i]);
    return out;
  }
  std::vector<std::size_t> everyone(people.of_a + people.of_b);
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  parallel::shuffle(std::span(everyone), stream);
  std::copy_n(everyone.begin(), people.of_a, out.a.begin());
  std::copy_n(everyone.begin() + static_cast<std::ptrdiff_t>(people.of_a), people.of_b, out.b.begin());
  return out;
}

bool exists(const stats::WithError& x) { return std::isfinite(x.estimate) && x.standard_error > 0; }

void set_observed(Method& out, const stats::WithError& observed) {
  if (std::isfinite(observed.estimate)) out.estimate = observed.estimate;
  if (!exists(observed)) {
    out.remark = "the grand averages, or those without one person, have no reading or do not vary";
    return;
  }
  out.standard_error = observed.standard_error;
  out.t = observed.estimate / observed.standard_error;
}

}  // namespace

std::vector<std::size_t> PeopleWaves::side(std::size_t which) const {
  std::vector<std::size_t> out(which == 0 ? of_a : of_b);
  std::iota(out.begin(), out.end(), which == 0 ? std::size_t{0} : of_a);
  return out;
}

PeopleWaves cropped(const PeopleWaves& people, const Target& target) {
  erp::MeasureOptions read = target.reading;
  read.components = {target.component};
  read.kinds = {target.kind};
  const erp::Columns needed = erp::columns_needed(people.times, read);
  PeopleWaves out = people;
  out.times.first += needed.first;
  out.times.samples = needed.last - needed.first + 1;
  out.rows = people.rows.middleCols(needed.first, out.times.samples);
  return out;
}

stats::WithError grand_difference(const PeopleWaves& people, const Reader& reader, std::span<const std::size_t> a,
                                  std::span<const std::size_t> b) {
  const Jackknife of_a = jackknife(people.rows, a, people.times, reader);
  if (of_a.without.empty() || !of_a.whole.reason.empty()) return {kNone, kNone};
  const Jackknife of_b = jackknife(people.rows, b, people.times, reader);
  if (of_b.without.empty() || !of_b.whole.reason.empty()) return {kNone, kNone};
  const double estimate = of_a.whole.value - of_b.whole.value;
  if (!people.paired) return {estimate, std::hypot(standard_error(of_a.without), standard_error(of_b.without))};
  std::vector<double> differences(of_a.without);
  for (std::size_t i = 0; i < differences.size(); ++i) differences[i] -= of_b.without[i];
  return {estimate, standard_error(differences)};
}

Method permute_grand(const PeopleWaves& people, const Reader& reader, const CompareOptions& options) {
  Method out{.name = "permutation_grand", .of = kGrand};
  const stats::WithError observed = grand_difference(people, reader, people.side(0), people.side(1));
  set_observed(out, observed);
  if (!out.t) return out;
  constexpr double kTie = 1e-10;  // rounding, as the sums are added in another order
  const double threshold = std::abs(*out.t) * (1.0 - kTie);
  const auto count = static_cast<std::size_t>(options.permutations);
  const parallel::Seed seed = parallel::derive(options.seed, kPermutationPart);
  std::vector<char> extreme(count), undefined(count);
  parallel::for_chunks(count, kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(seed, item);
      const Arrangement arrangement = arrange(people, stream);
      const stats::WithError drawn = grand_difference(people, reader, arrangement.a, arrangement.b);
      undefined[item] = exists(drawn) ? 0 : 1;
      extreme[item] = undefined[item] == 1 || std::abs(drawn.estimate) >= threshold * drawn.standard_error ? 1 : 0;
    }
  });
  out.draws = options.permutations;
  out.undefined = std::count(undefined.begin(), undefined.end(), 1);
  const auto extremes = static_cast<double>(std::count(extreme.begin(), extreme.end(), 1));
  out.p = (extremes + 1.0) / (static_cast<double>(count) + 1.0);
  if (out.undefined > 0)
    out.remark = fmt::format("{} of {} arrangements have no answer and count as extreme", out.undefined, out.draws);
  return out;
}

Method bootstrap_grand(const PeopleWaves& people, const Reader& reader, const CompareOptions& options) {
  Method out{.name = "bootstrap_grand", .of = kGrand};
  std::vector<std::size_t> sizes{people.of_a};
  if (!people.paired) sizes.push_back(people.of_b);
  const auto estimate = [&](std::span<const std::size_t> units) {
    // Draws of one person side by side: the jackknife leaves each out once.
    std::vector<std::size_t> a(units.begin(), units.begin() + static_cast<std::ptrdiff_t>(people.of_a));
    std::sort(a.begin(), a.end());
    std::vector<std::size_t> b;
    if (people.paired)
      for (const std::size_t unit : a) b.push_back(unit + people.of_a);
    else
      b.assign(units.begin() + static_cast<std::ptrdiff_t>(people.of_a), units.end());
    std::sort(b.begin(), b.end());
    return grand_difference(people, reader, a, b);
  };
  const stats::StudentisedBootstrap drawn = stats::bootstrap_t(
      sizes, estimate,
      {options.bootstrap, options.confidence, parallel::derive(options.seed, kBootstrapPart), options.threads});
  set_observed(out, drawn.observed);
  out.interval = drawn.interval;
  out.p = drawn.p;
  out.draws = drawn.draws;
  out.undefined = drawn.undefined;
  if (out.remark.empty()) out.remark = drawn.remark;
  return out;
}

}  // namespace attune::latency
