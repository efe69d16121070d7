#include "judged_claim.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::study {
namespace {

stats::Direction side_of(const Claim& claim) {
  return claim.positive ? stats::Direction::greater : stats::Direction::less;
}

/// A verdict rests on an interval; without one the claim stays open.
bool lacks_interval(JudgedClaim& judged) {
  if (!std::isnan(judged.low) && !std::isnan(judged.high)) return false;
  judged.judgement = {stats::Verdict::inconclusive, "the estimate has no confidence interval: too few values"};
  return true;
}

/// What a claimed size changes. The interval is seen in the claim's direction: its far end must reach the size, or the
/// claim is contradicted; support needs its near end to reach it as well.
void weigh_size(const Claim& claim, JudgedClaim& judged) {
  const double size = *claim.at_least;
  const double farthest = claim.positive ? judged.high : -judged.low;
  const double nearest = claim.positive ? judged.low : -judged.high;
  const auto because = [&](const char* what) {
    return fmt::format("the interval [{:.4g}, {:.4g}] {} the claimed size of {}{}", judged.low, judged.high, what,
                       format_double(size), claim.unit.empty() ? "" : " " + claim.unit);
  };
  if (farthest < size)
    judged.judgement = {stats::Verdict::contradicted, because("lies below")};
  else if (judged.judgement.verdict == stats::Verdict::supported && nearest < size)
    judged.judgement = {stats::Verdict::inconclusive, because("holds sizes below")};
}

/// A claim of no effect: equivalence bears it out, a difference that is not too small to matter speaks against it.
stats::Judgement judge_none(const stats::Comparison& comparison) {
  stats::Judgement found = stats::judge(comparison, stats::Direction::different);
  if (found.verdict == stats::Verdict::equivalent_to_none) return {stats::Verdict::supported, found.reason};
  if (found.verdict == stats::Verdict::supported) return {stats::Verdict::contradicted, found.reason};
  return {stats::Verdict::inconclusive, found.reason + ", which is not evidence of no effect"};
}

}  // namespace

JudgedClaim judge_claim(const Claim& claim, const stats::Comparison& comparison) {
  JudgedClaim judged;
  judged.estimate = comparison.estimate;
  judged.low = comparison.interval.low;
  judged.high = comparison.interval.high;
  judged.p = comparison.p_exact.value_or(comparison.p);
  judged.bf10 = comparison.bf10.value_or(judged.bf10);
  if (lacks_interval(judged)) return judged;
  if (claim.none) {
    judged.judgement = judge_none(comparison);
    return judged;
  }
  judged.judgement = stats::judge(comparison, side_of(claim));
  if (claim.at_least) weigh_size(claim, judged);
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
  if (lacks_interval(judged)) return judged;
  judged.judgement = stats::judge(correlation, side_of(claim));
  return judged;
}

}  // namespace attune::study
