#pragma once

#include "attune/stats/compat.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/stats/proportion.hpp"

namespace attune::stats {

/// What the hypergeometric distribution of a 2 x 2 table with fixed margins says. The odds ratio is odds of `a` over
/// odds of `b`, estimated by conditional maximum likelihood: 0 or infinite where a cell makes it so.
struct FisherExact {
  double p = 1.0;  ///< two-sided: the tables no more probable than the observed one (Fisher 1935; R's rule)
  double odds_ratio = 0.0;
  Interval interval;  ///< exact, both tails inverted
};

/// Needs n > 0 in both groups. Where both margins leave one table only (nobody or everybody succeeded) p is 1 and the
/// odds ratio NaN with the interval 0 to infinity. Ties of probability are told with a relative tolerance of 1e-7.
FisherExact fisher_exact(const Count& a, const Count& b, double confidence, Compat compat = Compat::none);

}  // namespace attune::stats
