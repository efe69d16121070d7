#pragma once

#include <optional>

#include "attune/stats/distributions.hpp"

namespace attune::stats {

/// Two one-sided tests (Schuirmann 1987) of the estimate against -bound and +bound, in units of the value. The interval
/// has confidence 1 - 2 alpha with alpha = 1 - confidence (90 % beside 95 %): inside the bounds is equivalence.
struct Equivalence {
  double bound = 0.0;
  std::optional<double> t_lower{}, t_upper{};  ///< absent for rank tests and correlations
  double p_lower = 1.0;                        ///< H0: difference <= -bound
  double p_upper = 1.0;                        ///< H0: difference >= +bound
  Interval interval{};
  double p() const { return p_lower > p_upper ? p_lower : p_upper; }
};

/// The Bayes factor under another width of its prior.
struct PriorWidth {
  double r_scale = 0.0, bf10 = 1.0;
};

}  // namespace attune::stats
