#pragma once

#include <optional>
#include <string_view>

#include "attune/stats/compat.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {

/// A standardised mean difference with its interval from the noncentral t.
struct EffectSize {
  double value = 0.0;
  Interval interval;
};

/// J(df) = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)), the exact small-sample correction of Hedges (1981),
/// df > 1; g = J d.
double hedges_correction(double df);

/// Standard deviation pooled over two samples, each weighted with n - 1.
double pooled_sd(const Summary& a, const Summary& b);

/// Cohen's d of two independent samples, (mean a - mean b) / pooled SD. Its interval inverts the noncentral t of the
/// pooled-variance t with n_a + n_b - 2 degrees of freedom, divided by sqrt(n_a n_b / (n_a + n_b)), whichever test
/// is asked for beside it (Steiger & Fouladi 1997; Cumming & Finch 2001).
EffectSize cohens_d(const Summary& a, const Summary& b, double confidence, Compat compat = Compat::none);
/// d_z of paired values, mean / SD of the differences, with n - 1 degrees of freedom.
EffectSize cohens_dz(const Summary& differences, double confidence, Compat compat = Compat::none);
/// The effect size and both ends of its interval multiplied by J(df).
EffectSize hedges_g(const EffectSize& d, double df);

/// The smallest effect size of interest: in units of the value, or of the standard deviation that d is divided by.
struct SmallestEffect {
  double size = 0.0;  ///< > 0
  bool standardised = false;
};
/// "8" (units of the value) or "0.5d" (standard deviations); anything else, or not above 0, is a usage error.
SmallestEffect parse_smallest_effect(std::string_view text);

}  // namespace attune::stats
