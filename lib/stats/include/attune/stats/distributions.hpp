#pragma once

namespace attune::stats {

/// An interval of a parameter; an end may be infinite.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// P(T <= t) and P(T > t) of Student's t with `df` > 0 degrees of freedom (not necessarily whole). Each tail is
/// computed on its own side, so that small probabilities keep their relative precision. NaN gives NaN; infinite t gives
/// 0 or 1.
double student_t_lower(double t, double df);
double student_t_upper(double t, double df);
/// P(|T| >= |t|).
double student_t_two_sided(double t, double df);
/// The t with P(T <= t) = `probability`; 0 < probability < 1.
double student_t_quantile(double probability, double df);

/// P(Z > z), P(|Z| >= |z|) and the z with P(Z <= z) = `probability` of the standard normal.
double normal_upper(double z);
double normal_two_sided(double z);
double normal_quantile(double probability);

/// P(T <= t) of the noncentral t: T = (Z + ncp) / sqrt(X / df) with Z standard normal and X chi-squared. Integrated
/// numerically with the trapezoid rule, either over log sqrt(X / df) or over Z, where it converges exponentially;
/// absolute error below 1e-12 for any ncp. NaN gives NaN.
double noncentral_t_lower(double t, double df, double ncp);

/// Interval of the noncentrality whose t was observed, by inverting noncentral_t_lower (Steiger & Fouladi 1997): the
/// low end has P(T > t) = (1 - confidence) / 2, the high end P(T < t). `t` is finite, 0 < confidence < 1.
Interval noncentrality_interval(double t, double df, double confidence);

}  // namespace attune::stats
