#include "attune/stats/claimed_effect.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

Direction side_of(const ClaimedEffect& claimed) { return claimed.positive ? Direction::greater : Direction::less; }

/// A verdict rests on an interval; without one the claim stays open.
Judgement without_interval() {
  return {Verdict::inconclusive, "the estimate has no confidence interval: too few values"};
}

/// What a claimed size changes. The interval is seen in the claim's direction: its far end must reach the size, or the
/// claim is contradicted; support needs its near end to reach it as well.
Judgement weigh_size(Judgement judged, const Interval& interval, const ClaimedEffect& claimed) {
  const double size = *claimed.at_least;
  const double farthest = claimed.positive ? interval.high : -interval.low;
  const double nearest = claimed.positive ? interval.low : -interval.high;
  const auto because = [&](const char* what) {
    return fmt::format("the interval [{:.4g}, {:.4g}] {} the claimed size of {}{}", interval.low, interval.high, what,
                       format_double(size), claimed.unit.empty() ? "" : " " + claimed.unit);
  };
  const bool negligible = judged.verdict == Verdict::equivalent_to_none;
  if (farthest < size)
    return {Verdict::contradicted,
            because("lies below") + (negligible ? "; the effect is equivalent to none as well" : "")};
  if (judged.verdict == Verdict::supported && nearest < size)
    return {Verdict::inconclusive, because("holds sizes below")};
  return judged;
}

/// A claim of no effect: equivalence bears it out, a difference that is not too small to matter speaks against it.
Judgement judge_none(const Comparison& comparison) {
  Judgement found = judge(comparison, Direction::different);
  if (found.verdict == Verdict::equivalent_to_none) return {Verdict::supported, found.reason};
  if (found.verdict == Verdict::supported) return {Verdict::contradicted, found.reason};
  return {Verdict::inconclusive, found.reason + ", which is not evidence of no effect"};
}

}  // namespace

Judgement judge(const Comparison& comparison, const ClaimedEffect& claimed) {
  if (std::isnan(comparison.interval.low) || std::isnan(comparison.interval.high)) return without_interval();
  if (claimed.none) return judge_none(comparison);
  Judgement judged = judge(comparison, side_of(claimed));
  return claimed.at_least ? weigh_size(std::move(judged), comparison.interval, claimed) : judged;
}

Judgement judge(const Correlation& correlation, const ClaimedEffect& claimed) {
  const bool known =
      correlation.interval && !std::isnan(correlation.interval->low) && !std::isnan(correlation.interval->high);
  return known ? judge(correlation, side_of(claimed)) : without_interval();
}

}  // namespace attune::stats
