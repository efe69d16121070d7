#include "attune/overlap/spline_basis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune::overlap {
namespace {

constexpr Eigen::Index kOrder = 4;  // cubic

std::vector<double> clamped(double low, double high, const std::vector<double>& inner) {
  std::vector<double> knots(kOrder, low);
  knots.insert(knots.end(), inner.begin(), inner.end());
  knots.insert(knots.end(), kOrder, high);
  return knots;
}

}  // namespace

double sorted_quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

SplineBasis SplineBasis::even(double low, double high, Eigen::Index count) {
  if (count < kOrder) throw usage_error(fmt::format("{} splines, expected at least {}", count, kOrder));
  std::vector<double> inner;
  for (Eigen::Index i = 1; i <= count - kOrder; ++i)
    inner.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(count - kOrder + 1));
  return SplineBasis(clamped(low, high, inner));
}

SplineBasis SplineBasis::at_quantiles(std::vector<double> values, Eigen::Index count) {
  if (count < kOrder) throw usage_error(fmt::format("{} splines, expected at least {}", count, kOrder));
  std::sort(values.begin(), values.end());
  std::vector<double> distinct = values;
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  if (static_cast<Eigen::Index>(distinct.size()) < count)
    throw analysis_error(
        fmt::format("{} distinct values carry no {} splines; expected at least as many values, or fewer "
                    "splines",
                    distinct.size(), count));
  std::vector<double> inner;
  for (Eigen::Index i = 1; i <= count - kOrder; ++i)
    inner.push_back(sorted_quantile(values, static_cast<double>(i) / static_cast<double>(count - kOrder + 1)));
  return SplineBasis(clamped(values.front(), values.back(), inner));
}

Eigen::RowVectorXd SplineBasis::at(double x) const {
  x = std::clamp(x, low(), high());
  // the interval [knot, next) that holds x; the last one holds its end too
  auto next = std::upper_bound(knots_.begin(), knots_.end() - kOrder, x);
  const auto interval = static_cast<Eigen::Index>(next - knots_.begin()) - 1;
  const auto knot = [&](Eigen::Index i) { return knots_[static_cast<std::size_t>(i)]; };
  Eigen::RowVectorXd out = Eigen::RowVectorXd::Zero(count());
  std::vector<double> value(kOrder, 0.0);  // of the functions interval - degree ... interval
  value[0] = 1.0;
  for (Eigen::Index degree = 1; degree < kOrder; ++degree) {
    std::vector<double> raised(kOrder, 0.0);
    for (Eigen::Index j = 0; j < degree; ++j) {
      const Eigen::Index i = interval - degree + 1 + j;  // the function of the degree below
      const double width = knot(i + degree) - knot(i);
      if (!(width > 0)) continue;
      const double share = (x - knot(i)) / width, part = value[static_cast<std::size_t>(j)];
      raised[static_cast<std::size_t>(j + 1)] += share * part;
      raised[static_cast<std::size_t>(j)] += (1.0 - share) * part;
    }
    value = raised;
  }
  for (Eigen::Index j = 0; j < kOrder; ++j) {
    const Eigen::Index function = interval - kOrder + 1 + j;
    if (function >= 0 && function < count()) out[function] = value[static_cast<std::size_t>(j)];
  }
  return out;
}

}  // namespace attune::overlap
