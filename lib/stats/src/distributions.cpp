#include "attune/stats/distributions.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace attune::stats {
namespace {

using StudentT = boost::math::students_t_distribution<double>;
using Normal = boost::math::normal_distribution<double>;

constexpr double kNegligible = -41.0;  // log weight below which a node cannot change a sum near 1: exp(-41) = 1.6e-18

double normal_lower(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

// Trapezoid over u = log S, S = sqrt(X / df): P = E Phi(t S - ncp). The density of u is proportional to
// exp(df (u - (e^2u - 1) / 2)) and is normalised by its own sum, which needs no gamma function. The step resolves the
// density (width 1 / sqrt(2 df), poles at distance pi / 2) and the step of Phi (width about 1 / ncp).
double over_log_scale(double t, double df, double ncp) {
  const double density_step = std::min(0.13, 0.5 / std::sqrt(df));
  const double normal_step = 0.7 / (std::abs(ncp) + 8.0);
  const double step = 1.0 / (1.0 / density_step + 1.0 / normal_step);
  double weights = 0.0, total = 0.0;
  const auto add = [&](double u) {
    const double exponent = df * (u - 0.5 * std::expm1(2.0 * u));
    const double weight = std::exp(exponent);
    weights += weight;
    total += weight * normal_lower(t * std::exp(u) - ncp);
    return exponent > kNegligible;
  };
  add(0.0);
  for (double k = 1.0; add(k * step);) ++k;
  for (double k = -1.0; add(k * step);) --k;
  return total / weights;
}

// Trapezoid over Z for t beyond sqrt(2 df), where S >= (Z + ncp) / t changes slowly with Z.
double over_normal(double t, double df, double ncp) {
  constexpr double kStep = 0.2, kReach = 9.2;
  double weights = 0.0, total = 0.0;
  for (double z = -kReach; z <= kReach; z += kStep) {
    const double weight = std::exp(-0.5 * z * z);
    const double s = (z + ncp) / t;
    weights += weight;
    total += s <= 0.0 ? weight : weight * boost::math::gamma_q(0.5 * df, 0.5 * df * s * s);
  }
  return total / weights;
}

// The ncp at which the lower tail of t has `probability`; the tail falls as ncp rises.
double solve_noncentrality(double t, double df, double probability) {
  const double spread = std::sqrt(1.0 + 0.5 * t * t / df);
  const auto excess = [&](double ncp) { return noncentral_t_lower(t, df, ncp) - probability; };
  double low = t - 2.0 * spread, high = t + 2.0 * spread;
  for (double reach = 2.0; excess(low) < 0.0; reach *= 1.5) low = t - reach * spread;
  for (double reach = 2.0; excess(high) > 0.0; reach *= 1.5) high = t + reach * spread;
  std::uintmax_t iterations = 200;
  const boost::math::tools::eps_tolerance<double> tolerance(50);
  const auto [below, above] = boost::math::tools::toms748_solve(excess, low, high, tolerance, iterations);
  return 0.5 * (below + above);
}

}  // namespace

double student_t_lower(double t, double df) { return student_t_upper(-t, df); }

double student_t_upper(double t, double df) {
  if (std::isnan(t) || std::isnan(df)) return std::numeric_limits<double>::quiet_NaN();
  if (std::isinf(t)) return t > 0.0 ? 0.0 : 1.0;
  return boost::math::cdf(boost::math::complement(StudentT(df), t));
}

double student_t_two_sided(double t, double df) { return std::min(1.0, 2.0 * student_t_upper(std::abs(t), df)); }

double student_t_quantile(double probability, double df) { return boost::math::quantile(StudentT(df), probability); }

double normal_upper(double z) { return normal_lower(-z); }

double normal_two_sided(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

double normal_quantile(double probability) { return boost::math::quantile(Normal(), probability); }

double noncentral_t_lower(double t, double df, double ncp) {
  if (std::isnan(t) || std::isnan(df) || std::isnan(ncp)) return std::numeric_limits<double>::quiet_NaN();
  if (t < 0.0) return 1.0 - noncentral_t_lower(-t, df, -ncp);
  if (t == 0.0) return normal_lower(-ncp);
  constexpr double kLargeNoncentrality = 10.0;  // beyond the reach of the normal: no kink at S = 0 inside
  if (std::abs(ncp) >= kLargeNoncentrality && t >= std::sqrt(2.0 * df)) return over_normal(t, df, ncp);
  return over_log_scale(t, df, ncp);
}

Interval noncentrality_interval(double t, double df, double confidence) {
  if (t < 0.0) {
    const Interval mirrored = noncentrality_interval(-t, df, confidence);
    return {-mirrored.high, -mirrored.low};
  }
  const double tail = 0.5 * (1.0 - confidence);
  return {solve_noncentrality(t, df, 1.0 - tail), solve_noncentrality(t, df, tail)};
}

}  // namespace attune::stats
