#include "attune/stats/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"
#include "chi_average.hpp"

namespace attune::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Upper critical value of a test at alpha; for two sides the lower one is its negative.
double tail(const PowerDesign& d) { return d.two_sided ? 0.5 * d.alpha : d.alpha; }

// A noncentrality so large that the test statistic is beyond its critical value but for 1e-19: S = sqrt(X / df) exceeds
// 1 + x / sqrt(df), and a normal value x, with probability below exp(-x^2 / 2). Spares integrals that grow with it.
bool is_certain(double ncp, double critical, double df) {
  constexpr double kReach = 9.5;
  return ncp - kReach > critical * (1.0 + kReach / std::sqrt(df));
}

double t_power(const PowerDesign& d, double df, double ncp) {
  const double critical = -student_t_quantile(tail(d), df);
  if (is_certain(std::abs(ncp), critical, df)) return d.two_sided || ncp > 0.0 ? 1.0 : 0.0;
  const double upper = noncentral_t_lower(-critical, df, -ncp);  // P(T > c) without a difference from 1
  return d.two_sided ? upper + noncentral_t_lower(-critical, df, ncp) : upper;
}

double two_group_power(const PowerDesign& d, double n, double effect) {
  const double n_a = n, n_b = d.ratio * n;
  if (d.test == PowerTest::student) return t_power(d, n_a + n_b - 2.0, effect * std::sqrt(n_a * n_b / (n_a + n_b)));
  // The effect is in units of the root mean square of both SDs: variance A + variance B = 2.
  const double variance_a = 2.0 / (1.0 + d.sd_ratio * d.sd_ratio), variance_b = 2.0 - variance_a;
  const double a = variance_a / n_a, b = variance_b / n_b;
  const double df = (a + b) * (a + b) / (a * a / (n_a - 1.0) + b * b / (n_b - 1.0));
  return t_power(d, df, effect / std::sqrt(a + b));
}

// Given the spread of x, r sqrt((n - 2) / (1 - r^2)) is a noncentral t with ncp = rho / sqrt(1 - rho^2) times the root
// of its sum of squares, which is chi-distributed with n - 1 degrees of freedom.
double correlation_power(const PowerDesign& d, double n, double rho) {
  const double slope = rho / std::sqrt((1.0 - rho) * (1.0 + rho)) * std::sqrt(n - 1.0);
  return chi_average(n - 1.0, [&](double s) { return t_power(d, n - 2.0, slope * s); });
}

double proportion_power(const PowerDesign& d, double n, double effect) {
  const double n_a = n, n_b = d.ratio * n, a = d.baseline, b = d.baseline + effect;
  const double pooled = (n_a * a + n_b * b) / (n_a + n_b);
  const double se_null = std::sqrt(pooled * (1.0 - pooled) * (1.0 / n_a + 1.0 / n_b));
  const double se = std::sqrt(a * (1.0 - a) / n_a + b * (1.0 - b) / n_b);
  const double reach = -normal_quantile(tail(d)) * se_null;
  const double upper = normal_upper((reach - effect) / se);
  return d.two_sided ? upper + normal_upper((reach + effect) / se) : upper;
}

double f_power(const PowerDesign& d, double num_df, double den_df, double ncp) {
  const boost::math::fisher_f_distribution<double> f(num_df, den_df);
  const double critical = boost::math::quantile(boost::math::complement(f, d.alpha));
  if (is_certain(std::sqrt(ncp), std::sqrt(num_df * critical), den_df)) return 1.0;
  return 1.0 - noncentral_f_lower(critical, num_df, den_df, ncp);
}

// Both tests reject where the mean lies within the bound by more than t_crit standard errors; given the standard
// deviation s that is a normal interval, empty from s = bound / (se t_crit) on.
double equivalence_power(const PowerDesign& d, double df, double standard_error, double bound) {
  const double critical = -student_t_quantile(d.alpha, df);
  const double high = (bound - d.true_effect) / standard_error, low = (-bound - d.true_effect) / standard_error;
  return chi_average(
      df, [&](double s) { return normal_upper(low + critical * s) - normal_upper(high - critical * s); },
      bound / (standard_error * critical));
}

bool in_range(const PowerDesign& d, double effect) {
  if (!std::isfinite(effect)) return false;
  switch (d.test) {
    case PowerTest::correlation:
      return std::abs(effect) < 1.0;
    case PowerTest::proportions:
      return d.baseline + effect > 0.0 && d.baseline + effect < 1.0;
    case PowerTest::anova:
    case PowerTest::regression:
      return effect >= 0.0;
    case PowerTest::equivalence:
    case PowerTest::equivalence_paired:
      return effect > 0.0;
    default:
      return true;
  }
}

const std::vector<std::string>& names() {
  static const std::vector<std::string> all{"student",     "welch", "one-sample", "paired",      "correlation",
                                            "proportions", "anova", "regression", "equivalence", "equivalence-paired"};
  return all;
}

}  // namespace

std::string name_of(PowerTest test) { return names()[static_cast<std::size_t>(test)]; }

PowerTest parse_power_test(std::string_view text) {
  const auto found = std::find(names().begin(), names().end(), text);
  if (found == names().end())
    throw usage_error(fmt::format("{} is no test{}", in_quotes(text), suggestion(text, names())));
  return static_cast<PowerTest>(found - names().begin());
}

bool PowerDesign::two_groups() const {
  return test == PowerTest::student || test == PowerTest::welch || test == PowerTest::proportions ||
         test == PowerTest::equivalence;
}

bool PowerDesign::is_equivalence() const {
  return test == PowerTest::equivalence || test == PowerTest::equivalence_paired;
}

bool PowerDesign::has_sides() const {
  return !is_equivalence() && test != PowerTest::anova && test != PowerTest::regression;
}

double PowerDesign::smallest_n() const {
  if (two_groups()) return std::max(2.0, 2.0 / ratio);
  if (test == PowerTest::correlation) return 3.0;
  if (test == PowerTest::regression) return predictors + covariates + 2.0;
  return 2.0;
}

double PowerDesign::total_n(double n) const {
  if (two_groups()) return n + ratio * n;
  return test == PowerTest::anova ? groups * n : n;
}

double power_of(const PowerDesign& d, double n, double effect) {
  if (!(n >= d.smallest_n()) || !in_range(d, effect)) return kNan;
  switch (d.test) {
    case PowerTest::student:
    case PowerTest::welch:
      return two_group_power(d, n, effect);
    case PowerTest::one_sample:
    case PowerTest::paired:
      return t_power(d, n - 1.0, effect * std::sqrt(n));
    case PowerTest::correlation:
      return correlation_power(d, n, effect);
    case PowerTest::proportions:
      return proportion_power(d, n, effect);
    case PowerTest::anova:
      return f_power(d, d.groups - 1.0, d.groups * (n - 1.0), effect * effect * d.groups * n);
    case PowerTest::regression:
      return f_power(d, d.predictors, n - d.predictors - d.covariates - 1.0, effect * effect * n);
    case PowerTest::equivalence:
      return equivalence_power(d, n + d.ratio * n - 2.0, std::sqrt(1.0 / n + 1.0 / (d.ratio * n)), effect);
    case PowerTest::equivalence_paired:
      return equivalence_power(d, n - 1.0, std::sqrt(1.0 / n), effect);
  }
  return kNan;
}

std::string method_of(PowerTest test) {
  switch (test) {
    case PowerTest::welch:
      return "approximate: noncentral t with Satterthwaite's degrees of freedom";
    case PowerTest::correlation:
      return "exact: distribution of r, bivariate normal";
    case PowerTest::proportions:
      return "approximate: normal, pooled z test";
    case PowerTest::anova:
    case PowerTest::regression:
      return "exact: noncentral F";
    case PowerTest::equivalence:
    case PowerTest::equivalence_paired:
      return "exact: two one-sided t that share one standard deviation";
    default:
      return "exact: noncentral t";
  }
}

}  // namespace attune::stats
