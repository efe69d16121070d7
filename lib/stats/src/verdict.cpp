#include "attune/stats/verdict.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

struct Evidence {
  double side = 0.0;  // above 0: A above B
  double p = 1.0, alpha = 0.05;
  std::string text;  // estimate and interval
};

Judgement judge_difference(const Evidence& e, Direction direction) {
  const std::string text = fmt::format("p = {:.3g}, {}", e.p, e.text);
  if (!(e.p < e.alpha)) return {Verdict::inconclusive, text + "; 0 is not rejected"};
  if (direction != Direction::different && e.side == 0.0)
    return {Verdict::inconclusive, text + "; it lies neither way, so that no direction is shown"};
  const bool predicted = direction == Direction::different || (direction == Direction::greater) == (e.side > 0.0);
  if (!predicted) return {Verdict::contradicted, text + " against the predicted direction"};
  return {Verdict::supported, direction == Direction::different ? text : text + " in the predicted direction"};
}

}  // namespace

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::supported:
      return "supported";
    case Verdict::equivalent_to_none:
      return "equivalent to none";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::contradicted:
      return "contradicted";
  }
  return "";
}

Direction parse_direction(std::string_view text) {
  if (text == "greater") return Direction::greater;
  if (text == "less") return Direction::less;
  if (text == "different") return Direction::different;
  throw usage_error(fmt::format("direction is {}; expected greater, less or different", in_quotes(text)));
}

Judgement judge(const Comparison& c, Direction direction) {
  const double alpha = 1.0 - c.confidence;
  const double p = c.p_exact.value_or(c.p);
  Evidence evidence{c.rank_biserial.value_or(c.estimate), p, alpha,
                    fmt::format("{} - {} = {:.4g} [{:.4g}, {:.4g}]", c.levels[0], c.levels[1], c.estimate,
                                c.interval.low, c.interval.high)};
  if (evidence.side * c.estimate <= 0.0 && c.rank_biserial)
    evidence.text += fmt::format(", rank-biserial {:.3f}", *c.rank_biserial);
  const Judgement difference = judge_difference(evidence, direction);
  if (!c.equivalence || !(c.equivalence->p() < alpha)) return difference;
  std::string reason = fmt::format("{} lies within -{:.4g} and {:.4g} (equivalence p = {:.3g})", evidence.text,
                                   c.equivalence->bound, c.equivalence->bound, c.equivalence->p());
  if (difference.verdict != Verdict::inconclusive)
    reason += fmt::format("; it differs from 0 (p = {:.3g}) by less than the smallest effect of interest", p);
  return {Verdict::equivalent_to_none, reason};
}

Judgement judge(const Correlation& c, Direction direction) {
  const std::string interval =
      c.interval ? fmt::format(" [{:.3f}, {:.3f}]", c.interval->low, c.interval->high) : std::string();
  return judge_difference({c.r, c.p, 1.0 - c.confidence, fmt::format("r = {:.3f}{}", c.r, interval)}, direction);
}

}  // namespace attune::stats
