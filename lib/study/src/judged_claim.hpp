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

/// The claim put to `stats::judge` as a `stats::ClaimedEffect`, with the numbers that a report tells.
JudgedClaim judge_claim(const Claim& claim, const stats::Comparison& comparison);
JudgedClaim judge_claim(const Claim& claim, const stats::Correlation& correlation);

}  // namespace attune::study
