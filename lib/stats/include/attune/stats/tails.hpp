#pragma once

namespace attune::stats {

/// log P(Z > z) of the standard normal, also where the probability underflows. NaN gives NaN.
double log_normal_upper(double z);

/// log P(T > t) of Student's t with `df` > 0 degrees of freedom, also where the probability underflows. An infinite
/// `df` is the normal; NaN gives NaN.
double log_student_t_upper(double t, double df);

/// log P(F > f) of Fisher's F, also where the probability underflows. An infinite `den_df` is the chi-squared limit.
double log_f_upper(double f, double num_df, double den_df);

/// The z with log P(Z > z) = `log_probability` <= 0; 0 gives minus infinity. Accurate to about 1e-14 relative for any
/// z.
double normal_of_log_upper(double log_probability);

/// The z with the same tail as t: P(Z > z) = P(T > t), computed from the logarithm of the smaller tail, so that no t is
/// too large. NaN gives NaN, infinite t infinite z.
double z_of_t(double t, double df);

/// The z with P(Z > z) = P(F > f): negative where F is below its median.
double z_of_f(double f, double num_df, double den_df);

}  // namespace attune::stats
