#include "judged_claim.hpp"

#include "attune/stats/claimed_effect.hpp"

namespace attune::study {
namespace {

stats::ClaimedEffect claimed_by(const Claim& claim) { return {claim.positive, claim.none, claim.at_least, claim.unit}; }

}  // namespace

JudgedClaim judge_claim(const Claim& claim, const stats::Comparison& comparison) {
  JudgedClaim judged;
  judged.estimate = comparison.estimate;
  judged.low = comparison.interval.low;
  judged.high = comparison.interval.high;
  judged.p = comparison.p_exact.value_or(comparison.p);
  judged.bf10 = comparison.bf10.value_or(judged.bf10);
  judged.judgement = stats::judge(comparison, claimed_by(claim));
  return judged;
}

JudgedClaim judge_claim(const Claim& claim, const stats::Correlation& correlation) {
  JudgedClaim judged;
  judged.estimate = correlation.r;
  if (correlation.interval) {
    judged.low = correlation.interval->low;
    judged.high = correlation.interval->high;
  }
  judged.p = correlation.p;
  judged.bf10 = correlation.bf10.value_or(judged.bf10);
  judged.judgement = stats::judge(correlation, claimed_by(claim));
  return judged;
}

}  // namespace attune::study
