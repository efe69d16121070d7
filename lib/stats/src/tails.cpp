#include "attune/stats/tails.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"

namespace attune::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Probabilities above this keep all their digits in a double.
constexpr double kSafe = 1e-280;

// log of the regularised incomplete beta I_x(p, q) for an x so small that the value underflows: x^p (1-x)^q / (p B(p,
// q)) times the continued fraction of DLMF 8.17.22 (Lentz's method), which converges for x < (p + 1) / (p + q + 2).
double log_small_beta(double x, double one_less_x, double p, double q) {
  constexpr double kTiny = 1e-300;
  double c = 1.0;
  double d = 1.0 / (1.0 - (p + q) * x / (p + 1.0));
  double h = d;
  for (int m = 1; m < 10000; ++m) {
    const double even = m * (q - m) * x / ((p + 2.0 * m - 1.0) * (p + 2.0 * m));
    const double odd = -(p + m) * (p + q + m) * x / ((p + 2.0 * m) * (p + 2.0 * m + 1.0));
    for (const double term : {even, odd}) {
      d = 1.0 + term * d;
      c = 1.0 + term / c;
      if (std::abs(d) < kTiny) d = kTiny;
      if (std::abs(c) < kTiny) c = kTiny;
      d = 1.0 / d;
      h *= d * c;
    }
    if (std::abs(d * c - 1.0) < 1e-16) break;
  }
  const double log_beta = std::lgamma(p) + std::lgamma(q) - std::lgamma(p + q);
  return p * std::log(x) + q * std::log(one_less_x) - std::log(p) - log_beta + std::log(h);
}

// log of Mills' ratio by its continued fraction; z is large.
double log_normal_far(double z) {
  double fraction = z;
  for (int k = 60; k >= 1; --k) fraction = z + k / fraction;
  return -0.5 * z * z - 0.5 * std::log(2.0 * std::numbers::pi) - std::log(fraction);
}

}  // namespace

double log_normal_upper(double z) {
  if (std::isnan(z)) return kNaN;
  if (z == kInfinity) return -kInfinity;
  if (z > 20.0) return log_normal_far(z);
  return z < -1.0 ? std::log1p(-normal_upper(-z)) : std::log(normal_upper(z));
}

double log_student_t_upper(double t, double df) {
  if (std::isnan(t) || std::isnan(df)) return kNaN;
  if (std::isinf(df)) return log_normal_upper(t);
  if (std::isinf(t)) return t > 0 ? -kInfinity : 0.0;
  if (t < 0) return std::log1p(-student_t_upper(-t, df));
  const double tail = student_t_upper(t, df);
  if (tail > kSafe) return std::log(tail);
  // P(T > t) = I_x(df/2, 1/2) / 2 at x = df / (df + t^2).
  const double ratio = t / std::sqrt(df);
  const double x = 1.0 / (1.0 + ratio * ratio);
  return log_small_beta(x, ratio * ratio * x, 0.5 * df, 0.5) - std::numbers::ln2;
}

double log_f_upper(double f, double num_df, double den_df) {
  if (std::isnan(f) || std::isnan(num_df) || std::isnan(den_df)) return kNaN;
  if (f <= 0) return 0.0;
  if (std::isinf(f)) return -kInfinity;
  const double tail = f_upper(f, num_df, den_df);
  if (tail > kSafe) return std::log(tail);
  if (std::isinf(den_df)) {
    // Q(s, x) = x^s e^-x / (Gamma(s) (x - s + 1 - ...)): the continued fraction of DLMF 8.9.2.
    const double s = 0.5 * num_df, x = 0.5 * num_df * f;
    double fraction = x + 401.0 - s;
    for (int k = 200; k >= 1; --k) fraction = x + (2.0 * k - 1.0) - s - k * (k - s) / fraction;
    return s * std::log(x) - x - std::lgamma(s) - std::log(fraction);
  }
  const double x = 1.0 / (1.0 + num_df * f / den_df);
  return log_small_beta(x, num_df * f / den_df * x, 0.5 * den_df, 0.5 * num_df);
}

double normal_of_log_upper(double log_probability) {
  if (std::isnan(log_probability) || log_probability > 0) return kNaN;
  if (log_probability == 0.0) return -kInfinity;
  if (std::isinf(log_probability)) return kInfinity;
  if (log_probability > -600.0) {
    const double probability = std::exp(log_probability);
    // Above a half the distance from 1 has the digits.
    return probability > 0.5 ? normal_quantile(-std::expm1(log_probability)) : -normal_quantile(probability);
  }
  // Newton on log P, whose slope is minus the inverse of Mills' ratio, about -z.
  double z = std::sqrt(-2.0 * log_probability);
  for (int i = 0; i < 20; ++i) {
    const double value = log_normal_far(z);
    const double hazard = std::exp(-0.5 * z * z - 0.5 * std::log(2.0 * std::numbers::pi) - value);
    const double step = (value - log_probability) / hazard;
    z += step;
    if (std::abs(step) <= 1e-15 * z) break;
  }
  return z;
}

double z_of_t(double t, double df) {
  if (std::isnan(t) || std::isnan(df)) return kNaN;
  return t < 0 ? -z_of_t(-t, df) : t == 0 ? 0.0 : normal_of_log_upper(log_student_t_upper(t, df));
}

double z_of_f(double f, double num_df, double den_df) { return normal_of_log_upper(log_f_upper(f, num_df, den_df)); }

}  // namespace attune::stats
