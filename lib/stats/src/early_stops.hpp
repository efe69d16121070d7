#pragma once

#include <functional>

#include "attune/stats/distributions.hpp"
#include "attune/stats/intraclass.hpp"

namespace attune::stats {

/// Searches of R's packages that stop before the answer is exact, for `Compat::r`. They take the same steps as theirs,
/// so the place where they stop is the same to about nine digits.

/// A root of `f` between `a` and `b` by Brent's (1973) method, stopped when a step is below eps^(1/4) / 2, as `uniroot`
/// is. The ends must not have one sign.
double early_root(const std::function<double(double)>& f, double a, double b);

/// Both ends of the noncentrality of t at once by the simplex of Nelder & Mead (1965) in the form of Nash (1990,
/// Algorithm 19), stopped where both tails together are off by 1e-9 or the simplex is flat to 1.5e-8, as `effectsize`
/// has it.
Interval early_noncentrality_interval(double t, double df, double confidence);

/// Mean squares of a complete table from the variance components of a mixed model with crossed targets and raters whose
/// REML criterion was followed downhill (BOBYQA) until a step changed it by less than 1e-8, as `lme4` does for `psych`.
/// Takes and replaces the four mean squares.
void take_early_mean_squares(Intraclass& table);

}  // namespace attune::stats
