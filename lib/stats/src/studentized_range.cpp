#include "attune/stats/studentized_range.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace attune::stats {
namespace {

double normal_lower(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }
double normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi); }

// P(range of k standard normals > w) = 1 - k integral phi(z) (Phi(z) - Phi(z - w))^(k - 1) dz.
double range_upper(double w, double k) {
  constexpr double kReach = 8.5, kStep = 1.0 / 16.0;  // beyond it phi is below 1e-16
  double lower = 0.0;
  for (double z = -kReach; z <= kReach + w; z += kStep) {
    if (z > kReach) break;
    lower += normal_density(z) * std::pow(std::max(0.0, normal_lower(z) - normal_lower(z - w)), k - 1.0);
  }
  return std::max(0.0, 1.0 - k * kStep * lower);
}

}  // namespace

double studentized_range_upper(double q, double groups, double df) {
  if (std::isnan(q) || !(groups >= 2.0) || !(df > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  if (q <= 0.0) return 1.0;
  if (std::isinf(q)) return 0.0;
  if (std::isinf(df)) return range_upper(q, groups);
  // s = sqrt(chi-squared / df); over u = log s its density is exp(df u - df e^(2u) / 2) up to a constant.
  const double log_constant = df / 2.0 * std::log(df / 2.0) - std::lgamma(df / 2.0) + std::numbers::ln2;
  const double spread = 1.0 / std::sqrt(2.0 * df);
  // The left tail falls only as s^df.
  const double low = -std::max(12.0 * spread, 40.0 / df),
               high = std::max(12.0 * spread, std::log1p(12.0 / std::sqrt(df)));
  const double step = std::min(spread / 8.0, 0.02);
  double sum = 0.0;
  for (double u = low; u <= high; u += step) {
    const double log_density = log_constant + df * u - df / 2.0 * std::exp(2.0 * u);
    if (log_density > -45.0) sum += std::exp(log_density) * range_upper(q * std::exp(u), groups);
  }
  return std::min(1.0, sum * step);
}

}  // namespace attune::stats
