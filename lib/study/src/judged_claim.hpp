#pragma once

#include <limits>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/verdict.hpp"
#include "attune/study/claim_file.hpp"

namespace attune::study {

/// A claim's verdict and the numbers it rests on; NaN where there is none.
struct JudgedClaim {
  double estimate = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  double p = std::numeric_limits<double>::quiet_NaN();
  double bf10 = std::numeric_limits<double>::quiet_NaN();
  stats::Judgement judgement;
};

/// As `stats::judge`, but inconclusive where the estimate has no interval. A claim of a size (`at_least`) is
/// contradicted before all else where the whole interval of the estimate, seen in the claim's direction, lies below
/// that size, and supported only where the whole interval reaches it; between these a difference from zero is
/// inconclusive. An end that equals the size reaches it. A claim of no effect is supported by equivalence alone,
/// contradicted by a difference from zero without it, and else inconclusive.
JudgedClaim judge_claim(const Claim& claim, const stats::Comparison& comparison);
JudgedClaim judge_claim(const Claim& claim, const stats::Correlation& correlation);

}  // namespace attune::study
