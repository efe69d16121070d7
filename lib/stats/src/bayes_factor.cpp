#include "attune/stats/bayes_factor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "attune/base/error.hpp"
#include "student_t_tails.hpp"

namespace attune::stats {
namespace {

// log of sum of (b)_k^2 / ((c)_k k!) x^k: 2F1(b, b; c; x) for 0 <= x < 1, all terms positive.
double log_hypergeometric(double b, double c, double x) {
  constexpr double kLastTerms = 1e-17;  // relative to the sum
  constexpr int kLongest = 50'000'000;
  double sum = 1.0, term = 1.0, log_scale = 0.0;
  for (int k = 0; k < kLongest; ++k) {
    const double ratio = (b + k) * (b + k) / ((c + k) * (k + 1.0)) * x;
    term *= ratio;
    sum += term;
    if (ratio < 1.0 && term < kLastTerms * sum * (1.0 - ratio)) break;
    if (sum > 1e250) {
      log_scale += std::log(sum);
      term /= sum;
      sum = 1.0;
    }
  }
  return log_scale + std::log(sum);
}

// 2F1(1/2, 1/2; c; x) by its series, of which at least `least` terms are taken. What follows a term is at most about
// the term times 1 / (1 - x), or (k + c) / (c - 1) for c > 1, as terms fall off like x^k and like k^-c.
double half_series(double c, double x, int least) {
  constexpr double kLastTerms = 1e-17;  // relative to the sum
  constexpr int kLongest = 5000;
  double sum = 1.0, term = 1.0;
  for (int k = 0; k < kLongest; ++k) {
    const double powers = 1.0 / (1.0 - x), left = c > 1.0 ? std::min(powers, (k + c) / (c - 1.0)) : powers;
    if (k >= least && std::abs(term) * left <= kLastTerms * std::abs(sum)) break;
    term *= (k + 0.5) * (k + 0.5) / ((c + k) * (k + 1.0)) * x;
    sum += term;
  }
  return sum;
}

// log of 2F1(1/2, 1/2; c; x) for 0 <= x < 1, rest = 1 - x and c = n - 1/2: the slowly varying part of Hotelling's
// density. Of few pairs the series converges too slowly near x = 1; there it is taken about 1 (Abramowitz & Stegun
// 1964, 15.3.6 and, for its second part, 15.3.3; c - 1 is never whole).
double log_hotelling(double c, double x, double rest) {
  constexpr double kNear = 0.25, kFewPairs = 15.0;
  const double n = c + 0.5;
  if (rest >= kNear || n > kFewPairs) return std::log(half_series(c, x, 0));
  const double factor = std::tgamma(c) / std::tgamma(n - 1.0) * (std::tgamma(c - 1.0) / std::tgamma(n - 1.0));
  const double second = std::pow(rest / x, c - 1.0) * half_series(c, rest, 0);
  const bool odd = std::fmod(n, 2.0) == 1.0;
  return std::log(factor * half_series(2.0 - c, rest, static_cast<int>(n)) + (odd ? second : -second));
}

// BF+0 = int_0^1 f(r | rho) / f(r | 0) 2 p(rho) drho with f(r | rho) proportional to
// (1 - rho^2)^((n-1)/2) (1 - rho r)^(3/2 - n) 2F1(1/2, 1/2; n - 1/2; (1 + rho r) / 2) (Hotelling 1953) and p(rho)
// proportional to (1 - rho^2)^(1/kappa - 1). With rho = 1 / (1 + exp(-v)) the integrand is analytic and falls off
// exponentially both ways; the step is a fraction of the width of its peak.
double log_one_sided(double r, std::size_t n, double kappa) {
  constexpr double kNegligible = 45.0;
  const double shape = 1.0 / kappa, size = static_cast<double>(n), c = size - 0.5;
  const double step = std::min(0.1, 0.4 / std::sqrt(size));
  const double log_beta = 2.0 * std::lgamma(shape) - std::lgamma(2.0 * shape);
  const double constant =
      std::numbers::ln2 + (1.0 - 2.0 * shape) * std::numbers::ln2 - log_beta - log_hotelling(c, 0.5, 0.5);
  const auto log_integrand = [&](double v) {
    const double rho = 1.0 / (1.0 + std::exp(-v)), rest = 1.0 / (1.0 + std::exp(v));
    // 1 - rho r, with its digits where both are near 1.
    const double apart = r > 0.0 ? rest + rho * (1.0 - r) : 1.0 - rho * r;
    return std::log(rho) + std::log(rest) + (0.5 * (size - 1.0) + shape - 1.0) * (std::log(rest) + std::log1p(rho)) +
           (1.5 - size) * (apart < 0.5 ? std::log(apart) : std::log1p(-rho * r)) +
           log_hotelling(c, 0.5 * (1.0 + rho * r), 0.5 * apart);
  };
  const double start = r > 0.0 ? std::log(r / (1.0 - r)) : 0.0;
  std::vector<double> logs;
  double largest = -std::numeric_limits<double>::infinity();
  for (const double direction : {1.0, -1.0})
    for (double steps = direction > 0.0 ? 0.0 : 1.0;; ++steps) {
      logs.push_back(log_integrand(start + direction * steps * step));
      largest = std::max(largest, logs.back());
      if (steps * step > 1.0 && logs.back() < largest - kNegligible) break;
    }
  double sum = 0.0;
  for (const double value : logs) sum += std::exp(value - largest);
  return constant + largest + std::log(sum * step);
}

}  // namespace

double log_jzs_bayes_factor(double t, double df, double effective_n, double r_scale, Alternative alternative) {
  // BF10 = int (1 + N g r^2)^(-1/2) [(1 + t^2/df) / (1 + t^2/(df (1 + N g r^2)))]^((df+1)/2) p(g) dg with
  // p(g) = (2 pi)^(-1/2) g^(-3/2) exp(-1 / (2 g)). In u = log g the integrand is analytic in a strip of half-width
  // pi / 2: the trapezoid rule with this step is exact to rounding.
  constexpr double kStep = 0.2, kFirst = -8.0, kNegligible = 45.0;
  const double information = effective_n * r_scale * r_scale;
  const double t_squared_per_df = t / df * t;
  if (std::isinf(t_squared_per_df)) return std::numeric_limits<double>::infinity();
  const auto log_integrand = [&](double u) {
    const double g = std::exp(u), inflation = 1.0 + information * g;
    return -0.5 * u - 0.5 / g - 0.5 * std::log(2.0 * std::numbers::pi) - 0.5 * std::log(inflation) +
           0.5 * (df + 1.0) * (std::log1p(t_squared_per_df) - std::log1p(t_squared_per_df / inflation));
  };
  const double saturated = std::log(std::max({1.0, 1.0 / information, t_squared_per_df / information})) + 1.0;
  std::vector<double> logs;
  double largest = -std::numeric_limits<double>::infinity();
  for (double u = kFirst;; u = kFirst + kStep * static_cast<double>(logs.size())) {
    logs.push_back(log_integrand(u));
    largest = std::max(largest, logs.back());
    if (u > saturated && logs.back() < largest - kNegligible) break;
  }
  if (alternative != Alternative::two_sided) {
    std::vector<double> x;
    for (std::size_t i = 0; i < logs.size(); ++i) {
      const double g = std::exp(kFirst + kStep * static_cast<double>(i)), inflation = 1.0 + information * g;
      x.push_back(towards(alternative, t) *
                  std::sqrt(information * g / inflation * (df + 1.0) / (df * (1.0 + t_squared_per_df / inflation))));
    }
    const std::vector<double> tails = log_student_t_lower(x, df + 1.0);
    for (std::size_t i = 0; i < logs.size(); ++i) logs[i] += std::numbers::ln2 + tails[i];
    largest = *std::max_element(logs.begin(), logs.end());
  }
  double sum = 0.0;
  for (const double value : logs) sum += std::exp(value - largest);
  return largest + std::log(sum * kStep);
}

double log_correlation_bayes_factor(double r, std::size_t n, double kappa, Alternative alternative) {
  if (n < 3) throw analysis_error(fmt::format("a Bayes factor of a correlation of {} pairs; at least 3 are needed", n));
  if (std::abs(r) >= 1.0) return towards(alternative, r) * std::numeric_limits<double>::infinity();
  if (alternative != Alternative::two_sided) return log_one_sided(towards(alternative, r), n, kappa);
  const double shape = 1.0 / kappa, size = static_cast<double>(n);
  const double a = 0.5 * (size - 1.0), c = shape + 0.5 * size, b = c - a;
  // Where neither series below falls off fast near x = 1, the mean of the factors of both sides, which is the same.
  constexpr double kNear = 1e-3, kSlow = 6.0;
  if (1.0 - std::abs(r) < kNear && std::abs(c - 2.0 * b) < kSlow) {
    const double along = log_one_sided(std::abs(r), n, kappa), against = log_one_sided(-std::abs(r), n, kappa);
    return along + std::log1p(std::exp(against - along)) - std::numbers::ln2;
  }
  // 2F1(a, a; c; x) = (1 - x)^(c - 2a) 2F1(b, b; c; x): take the side whose series converges up to x = 1.
  const double log_rest = std::log1p(-std::abs(r)) + std::log1p(std::abs(r));
  const double log_f =
      c - 2.0 * b >= 0.0 ? (c - 2.0 * a) * log_rest + log_hypergeometric(b, c, r * r) : log_hypergeometric(a, c, r * r);
  const double log_beta = 2.0 * std::lgamma(shape) - std::lgamma(2.0 * shape);
  return (1.0 - 2.0 * shape) * std::numbers::ln2 + 0.5 * std::log(std::numbers::pi) - log_beta +
         std::log(boost::math::tgamma_delta_ratio(c - 0.5, 0.5)) + log_f;
}

}  // namespace attune::stats
