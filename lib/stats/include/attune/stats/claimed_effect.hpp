#pragma once

#include <optional>
#include <string>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/verdict.hpp"

namespace attune::stats {

/// What a claim says of an estimate, be it A - B or r.
struct ClaimedEffect {
  bool positive = true;            ///< the side of zero on which the estimate lies if the claim is right
  bool none = false;               ///< there is no effect: only equivalence supports it
  std::optional<double> at_least;  ///< the claimed size, in the unit and without sign; absent: any size
  std::string unit;                ///< of `at_least`, for the reason
};

/// As `judge`, but inconclusive where the estimate has no interval. A claim of a size (`at_least`) is contradicted
/// before all else where the whole interval of the estimate, seen in the claim's direction, lies below that size (the
/// reason says if it is equivalent to none as well), and
/// supported only where the whole interval reaches it; between these a difference from zero is inconclusive. An end
/// that equals the size reaches it. A claim of no effect is supported by equivalence alone, contradicted by a
/// difference from zero without it, and else inconclusive.
Judgement judge(const Comparison& comparison, const ClaimedEffect& claimed);
/// The same of a correlation, whose claims have neither a size nor are they of no effect.
Judgement judge(const Correlation& correlation, const ClaimedEffect& claimed);

}  // namespace attune::stats
