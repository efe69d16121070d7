#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "attune/stats/summary.hpp"
#include "correlate_parts.hpp"
#include "kendall.hpp"

namespace attune::stats {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// Observations drawn together, stratum after stratum.
struct Units {
  std::vector<std::vector<std::size_t>> members;
  std::vector<std::size_t> stratum_sizes;
};

Units units_of(const ObservationLabels& labels, std::size_t n) {
  std::map<std::string, std::map<std::string, std::vector<std::size_t>>> strata;
  std::map<std::string, std::string> stratum_of_block;
  Units out;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string stratum = labels.stratum.empty() ? std::string() : labels.stratum[i];
    // Without blocks every observation is its own: names of one width keep their order.
    const std::string block = labels.block.empty() ? fmt::format("{:020}", i) : labels.block[i];
    const auto [known, fresh] = stratum_of_block.emplace(block, stratum);
    if (!fresh && known->second != stratum)
      throw analysis_error(fmt::format("block {} lies in the strata {} and {}; a block is drawn as a whole, from one",
                                       in_quotes(block), in_quotes(known->second), in_quotes(stratum)));
    strata[stratum][block].push_back(i);
  }
  for (auto& [name, blocks] : strata) {
    out.stratum_sizes.push_back(blocks.size());
    for (auto& [block, rows] : blocks) out.members.push_back(std::move(rows));
  }
  return out;
}

double plain_r(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = summarise(x).mean, mean_y = summarise(y).mean;
  double xx = 0.0, yy = 0.0, xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double u = x[i] - mean_x, v = y[i] - mean_y;
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  return xx > 0.0 && yy > 0.0 ? std::clamp(xy / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0) : kNone;
}

// The coefficient of a sample, NaN where it has none.
double coefficient(CorrelationMethod method, Columns columns) {
  if (method == CorrelationMethod::kendall) {
    const double tau = count_concordance(columns[0], columns[1]).tau();
    return std::isfinite(tau) ? tau : kNone;
  }
  if (method == CorrelationMethod::spearman)
    for (auto& column : columns) column = midranks(column).ranks;
  if (columns.size() == 2) return plain_r(columns[0], columns[1]);
  if (columns[0].size() < columns.size() + 1) return kNone;
  try {
    const Residuals left = residuals_given(columns);
    return std::clamp(left.x.normalized().dot(left.y.normalized()), -1.0, 1.0);
  } catch (const Error&) {
    return kNone;  // counted by the bootstrap
  }
}

}  // namespace

void set_bootstrap(Correlation& out, const Observations& o, const CorrelateOptions& options) {
  const Units units = units_of(o.labels, o.columns[0].size());
  const UnitStatistics statistics = [&](std::span<const std::size_t> drawn) -> ResampledPair {
    Columns columns(o.columns.size());
    for (const std::size_t u : drawn)
      for (const std::size_t i : units.members[u])
        for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(o.columns[c][i]);
    return {coefficient(out.method, std::move(columns)), kNone};
  };
  out.bootstrap = bootstrap_bca(units.stratum_sizes, statistics,
                                {options.bootstrap, options.confidence, options.seed, options.threads});
  constexpr std::size_t kFewBlocks = 20;
  if (!o.labels.block.empty() && units.members.size() < kFewBlocks)
    out.warnings.push_back(fmt::format("the bootstrap has {} blocks to draw from; below {} its intervals are too short",
                                       units.members.size(), kFewBlocks));
  if (!out.bootstrap->of[0].remark.empty()) out.warnings.push_back("bootstrap of r: " + out.bootstrap->of[0].remark);
}

}  // namespace attune::stats
