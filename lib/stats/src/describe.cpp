#include "attune/stats/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "double_double.hpp"

namespace attune::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNormalMad = 1.482602218505602;  // 1 / the 0.75 quantile of the standard normal

DoubleDouble mean_of(std::span<const double> values) {
  DoubleDouble sum;
  for (const double x : values) sum = sum + DoubleDouble{x, 0.0};
  return sum / static_cast<double>(values.size());
}

/// Sums of powers of the distances from the mean.
struct Moments {
  DoubleDouble second, third, fourth;
};

Moments moments_about(const DoubleDouble& mean, std::span<const double> values) {
  Moments out;
  for (const double x : values) {
    const DoubleDouble d = DoubleDouble{x, 0.0} + -mean, square = d * d;
    out.second = out.second + square;
    out.third = out.third + square * d;
    out.fourth = out.fourth + square * square;
  }
  return out;
}

// Between the order statistics; `sorted` is not empty.
double quantile_of(std::span<const double> sorted, double probability) {
  const double at = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double rest = at - static_cast<double>(below);
  if (rest == 0.0 || below + 1 == sorted.size()) return sorted[below];
  return sorted[below] + rest * (sorted[below + 1] - sorted[below]);
}

double mad_of(std::span<const double> sorted, double median) {
  std::vector<double> distances(sorted.begin(), sorted.end());
  for (double& x : distances) x = std::abs(x - median);
  std::sort(distances.begin(), distances.end());
  return kNormalMad * quantile_of(distances, 0.5);
}

double lag1_of(std::span<const double> values, const DoubleDouble& mean, double squares) {
  if (values.size() < 2 || !(squares > 0.0)) return kNaN;
  DoubleDouble sum, before = DoubleDouble{values[0], 0.0} + -mean;
  for (const double x : values.subspan(1)) {
    const DoubleDouble here = DoubleDouble{x, 0.0} + -mean;
    sum = sum + before * here;
    before = here;
  }
  return sum.value() / squares;
}

// G1 and G2 of Joanes & Gill (1998), from the sums of powers.
void set_shape(Description& out, const Moments& moments) {
  const auto n = static_cast<double>(out.n);
  const double m2 = moments.second.value() / n;
  out.skewness = out.kurtosis = kNaN;
  if (!(m2 > 0.0)) return;
  if (out.n > 2) out.skewness = moments.third.value() / n / std::pow(m2, 1.5) * std::sqrt(n * (n - 1.0)) / (n - 2.0);
  const double excess = moments.fourth.value() / n / (m2 * m2) - 3.0;
  if (out.n > 3) out.kurtosis = ((n + 1.0) * excess + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0));
}

}  // namespace

Description describe_values(std::span<const double> values, double confidence, double trim) {
  if (!(confidence > 0.5 && confidence < 1.0))
    throw usage_error(fmt::format("the confidence is {}; expected above 0.5 and below 1", confidence));
  if (!(trim >= 0.0 && trim <= kMostTrim))
    throw usage_error(fmt::format("the share trimmed at each end is {}; expected 0 to {}", trim, kMostTrim));
  Description out;
  out.n = static_cast<std::int64_t>(values.size());
  if (values.empty())
    return {0, kNaN, kNaN, kNaN, {kNaN, kNaN}, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const auto n = static_cast<double>(out.n);
  const DoubleDouble mean = mean_of(sorted);
  const Moments moments = moments_about(mean, sorted);
  out.mean = mean.value();
  out.sd = out.n > 1 ? std::sqrt((moments.second / (n - 1.0)).value()) : kNaN;
  out.se = out.sd / std::sqrt(n);
  const double reach = out.n > 1 ? student_t_quantile(0.5 + 0.5 * confidence, n - 1.0) * out.se : kNaN;
  out.interval = {out.mean - reach, out.mean + reach};
  out.median = quantile_of(sorted, 0.5);
  out.mad = mad_of(sorted, out.median);
  out.q1 = quantile_of(sorted, 0.25);
  out.q3 = quantile_of(sorted, 0.75);
  out.min = sorted.front();
  out.max = sorted.back();
  const auto cut = values_to_cut(sorted.size(), trim);
  out.trimmed_mean = mean_of(std::span<const double>(sorted).subspan(cut, sorted.size() - 2 * cut)).value();
  set_shape(out, moments);
  out.lag1 = lag1_of(values, mean, moments.second.value());
  return out;
}

}  // namespace attune::stats
