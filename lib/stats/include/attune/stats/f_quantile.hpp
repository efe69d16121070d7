#pragma once

namespace attune::stats {

/// The f with P(F <= f) = `probability` of Fisher's F with `num_df` > 0 and `den_df` > 0 degrees of freedom (not
/// necessarily whole); 0 < probability < 1. NaN gives NaN.
double f_quantile(double probability, double num_df, double den_df);

}  // namespace attune::stats
