#include "attune/checks/variances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/stats/distributions.hpp"
#include "attune/stats/summary.hpp"

namespace attune::checks {
namespace {

std::vector<double> distances(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  const double median = sorted.size() % 2 == 1 ? sorted[half] : 0.5 * (sorted[half - 1] + sorted[half]);
  for (double& value : sorted) value = std::abs(value - median);
  std::sort(sorted.begin(), sorted.end());  // the same bits for any order of the values
  return sorted;
}

}  // namespace

SpreadTest compare_spread(std::span<const double> a, std::span<const double> b) {
  const stats::Summary sa = stats::summarise(a), sb = stats::summarise(b);
  const stats::Summary da = stats::summarise(distances(a)), db = stats::summarise(distances(b));
  SpreadTest test;
  test.sd = {sa.sd(), sb.sd()};
  const auto na = static_cast<double>(a.size()), nb = static_cast<double>(b.size());
  test.df = na + nb - 2.0;
  const double within = ((na - 1.0) * da.variance + (nb - 1.0) * db.variance) / test.df;
  const double between = (da.mean - db.mean) * (da.mean - db.mean) / (1.0 / na + 1.0 / nb);
  if (between == 0.0) return test;
  test.f = within == 0.0 ? std::numeric_limits<double>::infinity() : between / within;
  test.p = stats::student_t_two_sided(std::sqrt(test.f), test.df);
  return test;
}

std::optional<std::string> pooled_warning(std::span<const double> a, std::span<const double> b,
                                          const std::array<std::string, 2>& levels) {
  constexpr double kAlpha = 0.05, kRatio = 2.0;
  if (a.size() < 2 || b.size() < 2) return std::nullopt;
  const SpreadTest test = compare_spread(a, b);
  const double ratio = std::max(test.sd[0], test.sd[1]) / std::min(test.sd[0], test.sd[1]);
  if (test.p >= kAlpha && !(ratio >= kRatio)) return std::nullopt;
  return fmt::format(
      "the pooled t test assumes one spread, but the SD is {:.4g} in {} (n {}) and {:.4g} in {} (n {}), Brown-Forsythe "
      "p = {:.2g}; with unequal n its p is wrong: use test: welch",
      test.sd[0], levels[0], a.size(), test.sd[1], levels[1], b.size(), test.p);
}

}  // namespace attune::checks
