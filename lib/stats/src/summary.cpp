#include "attune/stats/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace attune::stats {

double Summary::sd() const { return std::sqrt(variance); }

Summary summarise(std::span<const double> values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Summary out{values.size(), kNaN, kNaN};
  if (values.empty()) return out;
  const auto n = static_cast<double>(values.size());
  double sum = 0.0;
  for (const double x : values) sum += x;
  const double rough = sum / n;
  double residual = 0.0;
  for (const double x : values) residual += x - rough;
  out.mean = rough + residual / n;
  if (values.size() < 2) return out;
  double squares = 0.0, rest = 0.0;
  for (const double x : values) {
    const double d = x - out.mean;
    squares += d * d;
    rest += d;
  }
  out.variance = std::max(0.0, (squares - rest * rest / n) / (n - 1.0));
  if (!std::isfinite(squares)) out.variance = kNaN;
  return out;
}

Ranks midranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
  Ranks out{std::vector<double>(values.size()), 0.0};
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t i = begin; i < end; ++i) out.ranks[order[i]] = rank;
    const auto size = static_cast<double>(end - begin);
    out.tie_sum += size * size * size - size;
    begin = end;
  }
  return out;
}

}  // namespace attune::stats
