#pragma once

namespace attune::stats {

/// P(F > f) of Fisher's F with `num_df` > 0 and `den_df` > 0 degrees of freedom (not necessarily whole); small
/// probabilities keep their relative precision. An infinite `den_df` is the chi-squared limit, an infinite f gives 0,
/// NaN gives NaN.
double f_upper(double f, double num_df, double den_df);

/// P(X > x) of chi-squared with `df` > 0 degrees of freedom.
double chi_squared_upper(double x, double df);

/// P(F <= f) of the noncentral F with noncentrality `ncp` >= 0: the sum of central terms weighted by Poisson
/// probabilities. NaN gives NaN.
double noncentral_f_lower(double f, double num_df, double den_df, double ncp);

}  // namespace attune::stats
