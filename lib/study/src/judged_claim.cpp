#include "judged_claim.hpp"

#include <fmt/format.h>

#include "attune/base/number_text.hpp"

namespace attune::study {
namespace {

stats::Direction direction_of(const Claim& claim) {
  return claim.positive ? stats::Direction::greater : stats::Direction::less;
}

}  // namespace

JudgedClaim judge_claim(const Claim& claim, const stats::Comparison& comparison) {
  JudgedClaim judged;
  judged.estimate = comparison.estimate;
  judged.low = comparison.interval.low;
  judged.high = comparison.interval.high;
  judged.p = comparison.p;
  judged.bf10 = comparison.bf10.value_or(judged.bf10);
  judged.judgement = stats::judge(comparison, direction_of(claim));
  const double farthest = claim.positive ? judged.high : -judged.low;
  if (claim.at_least && farthest < *claim.at_least)
    judged.judgement = {stats::Verdict::contradicted,
                        fmt::format("the interval [{:.4g}, {:.4g}] excludes the claimed size of {} {}", judged.low,
                                    judged.high, format_double(*claim.at_least), claim.unit)};
  const double nearest = claim.positive ? judged.low : -judged.high;
  if (claim.at_least && judged.judgement.verdict == stats::Verdict::supported && nearest < *claim.at_least)
    judged.judgement = {stats::Verdict::inconclusive,
                        fmt::format("the interval [{:.4g}, {:.4g}] reaches below the claimed size of {} {}", judged.low,
                                    judged.high, format_double(*claim.at_least), claim.unit)};
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
  judged.judgement = stats::judge(correlation, direction_of(claim));
  return judged;
}

}  // namespace attune::study
