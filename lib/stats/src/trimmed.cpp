#include "attune/stats/trimmed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "attune/stats/distributions.hpp"

namespace attune::stats {

double TrimmedSummary::winsorised_sd() const { return std::sqrt(variance); }

double TrimmedSummary::squared_error() const {
  return variance * (static_cast<double>(n) - 1.0) / (kept() * (kept() - 1.0));
}

std::size_t values_to_cut(std::size_t n, double trim) {
  constexpr double kRounding = 1e-9;
  return static_cast<std::size_t>(std::floor(trim * static_cast<double>(n) + kRounding));
}

TrimmedSummary summarise_trimmed(std::span<const double> ascending, double trim) {
  TrimmedSummary out;
  out.n = ascending.size();
  out.cut = values_to_cut(out.n, trim);
  if (out.n < 2 * out.cut + 2) {
    out.mean = out.variance = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  const std::span<const double> middle = ascending.subspan(out.cut, out.n - 2 * out.cut);
  out.low = middle.front();
  out.high = middle.back();
  // Deviations from a value of the middle keep the digits of data far from zero.
  const double origin = middle[middle.size() / 2], ends = static_cast<double>(out.cut);
  double sum = 0.0;
  for (const double x : middle) sum += x - origin;
  const double all = sum + ends * (out.low - origin) + ends * (out.high - origin);
  const double centre = all / static_cast<double>(out.n);
  const auto squared = [&](double x) { return (x - origin - centre) * (x - origin - centre); };
  double squares = ends * squared(out.low) + ends * squared(out.high);
  for (const double x : middle) squares += squared(x);
  out.mean = origin + sum / out.kept();
  out.variance = squares / (static_cast<double>(out.n) - 1.0);
  return out;
}

YuenTest yuen(const TrimmedSummary& a, const TrimmedSummary& b) {
  const double of_a = a.squared_error(), of_b = b.squared_error(), both = of_a + of_b;
  const double share_a = of_a / both, share_b = of_b / both;
  return {a.mean - b.mean, std::sqrt(both),
          1.0 / (share_a * share_a / (a.kept() - 1.0) + share_b * share_b / (b.kept() - 1.0))};
}

YuenTest yuen_pairs(std::span<const double> a, std::span<const double> b, const TrimmedSummary& of_a,
                    const TrimmedSummary& of_b) {
  // The variance of the Winsorised differences is var a + var b - 2 cov, without the cancellation.
  const auto n = static_cast<double>(a.size());
  const auto difference = [&](std::size_t i) {
    return (std::clamp(a[i], of_a.low, of_a.high) - of_a.mean) - (std::clamp(b[i], of_b.low, of_b.high) - of_b.mean);
  };
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += difference(i);
  const double mean = sum / n;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (difference(i) - mean) * (difference(i) - mean);
  const double kept = of_a.kept();
  return {of_a.mean - of_b.mean, std::sqrt(squares / (kept * (kept - 1.0))), kept - 1.0};
}

double winsorised_normal_sd(double trim) {
  if (!(trim > 0.0)) return 1.0;
  const double z = normal_quantile(1.0 - trim);
  const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
  return std::sqrt(1.0 - 2.0 * trim - 2.0 * z * density + 2.0 * trim * z * z);
}

double robust_sd(const TrimmedSummary& a, const TrimmedSummary& b, double trim) {
  const double of_a = static_cast<double>(a.n) - 1.0, of_b = static_cast<double>(b.n) - 1.0;
  return std::sqrt((of_a * a.variance + of_b * b.variance) / (of_a + of_b)) / winsorised_normal_sd(trim);
}

}  // namespace attune::stats
