#include "attune/stats/reading.hpp"

#include <fmt/format.h>

namespace attune::stats {
namespace {

// What a sentence is made from.
struct Facts {
  std::string effect;     // "difference"
  std::string direction;  // "secure above insecure"
  std::string bound;      // "0.5 d"
  double alpha = 0.05, p = 1.0;
  std::string words;  // what it rests on: "p = 0.002"
  bool found = false;
  std::optional<double> p_perm;  // only where p is another one
  std::optional<double> bf10;
  std::optional<double> equivalence_p;  // the larger of both
  bool beyond = false;                  // the interval lies outside the bounds
  bool against = false;                 // one-sided, and the estimate lies the other way
  bool blocks = false;
  bool asked_for_bound = false;
};

std::string p_text(const char* name, double p) {
  if (p < 0.001) return fmt::format("{} < 0.001", name);
  return p > 0.999 ? fmt::format("{} > 0.999", name) : fmt::format("{} = {:.3g}", name, p);
}

std::string bayes_text(const Facts& f) { return f.bf10 ? fmt::format(", BF10 = {:.3g}", *f.bf10) : std::string(); }

std::string found(const Facts& f) {
  const std::string base = fmt::format("{}: {}", f.effect, f.direction);
  const std::string evidence = f.words + bayes_text(f);
  std::string out;
  if (!f.equivalence_p)
    out = fmt::format("{} ({})", base, evidence);
  else if (*f.equivalence_p < f.alpha)
    out = fmt::format("{}, smaller than the smallest effect of interest ({}; inside +-{}: {})", base, evidence, f.bound,
                      p_text("p", *f.equivalence_p));
  else if (f.beyond)
    out = fmt::format("{}, larger than the smallest effect of interest ({}; the interval lies beyond {})", base,
                      evidence, f.bound);
  else
    out = fmt::format("{}, not shown to be smaller or larger than the smallest effect of interest, {} ({})", base,
                      f.bound, evidence);
  if (f.bf10 && *f.bf10 < 1.0) out += "; p and the Bayes factor disagree: read both";
  return out;
}

std::string not_found(const Facts& f) {
  const std::string& p = f.words;
  if (f.equivalence_p && *f.equivalence_p < f.alpha)
    return fmt::format("equivalent: inside +-{} ({}; a {}: {}{})", f.bound, p_text("p", *f.equivalence_p), f.effect, p,
                       bayes_text(f));
  if (f.equivalence_p)
    return fmt::format("inconclusive: neither a {} ({}{}) nor its absence inside +-{} ({}) is shown{}", f.effect, p,
                       bayes_text(f), f.bound, p_text("p", *f.equivalence_p),
                       f.against ? "; the estimate lies the other way" : "");
  std::string out = fmt::format("inconclusive: {} is not evidence of no {}", p, f.effect);
  if (f.against) out += ", and the estimate lies the other way";
  constexpr double kModerate = 3.0;
  if (f.bf10) {
    if (*f.bf10 * kModerate < 1.0)
      out += fmt::format("; the Bayes factor favours none under its prior (BF10 = {:.3g})", *f.bf10);
    else if (*f.bf10 >= kModerate)
      out += fmt::format("; the Bayes factor favours a {} (BF10 = {:.3g}): read both", f.effect, *f.bf10);
    else
      out += fmt::format(" (BF10 = {:.3g})", *f.bf10);
  }
  if (!f.asked_for_bound && !f.blocks) out += "; name a smallest effect of interest with --sesoi to test for none";
  return out;
}

std::string sentence(const Facts& f) {
  std::string out = f.found ? found(f) : not_found(f);
  if (f.p_perm && (*f.p_perm <= f.alpha) != f.found) out += fmt::format("; {} disagrees", p_text("p_perm", *f.p_perm));
  if (f.blocks && f.asked_for_bound)
    out += "; equivalence is not judged, as its tests take values of one block as independent";
  return out;
}

// What permutation and blocks decide. Blocks make p_perm, or without it the bootstrap interval, the only judge.
void decide(Facts& f, const std::optional<PermutationResult>& permutation, bool blocks,
            const std::optional<BootstrapResult>& bootstrap) {
  f.found = f.p < f.alpha;
  f.words = p_text("p", f.p);
  f.blocks = blocks;
  if (!blocks) {
    if (permutation) f.p_perm = permutation->p;
    return;
  }
  f.bf10.reset();
  f.equivalence_p.reset();
  if (permutation) {
    f.found = permutation->p <= f.alpha;
    f.words = p_text("p_perm", permutation->p);
    return;
  }
  f.found = false;
  f.words = "a bootstrap of blocks without an interval";
  if (!bootstrap || !bootstrap->of[0].interval) return;
  const Interval& interval = *bootstrap->of[0].interval;
  f.found = interval.low > 0.0 || interval.high < 0.0;
  f.words = f.found ? "the bootstrap interval of blocks leaves 0 out" : "a bootstrap interval of blocks that holds 0";
}

// What the direction is told from: what the permutation tests, else the ranks, whose shift can be 0, else the estimate.
double side_of(const Comparison& c) {
  if (c.permutation && c.block_estimate) return *c.block_estimate;
  return c.rank_biserial.value_or(c.estimate);
}

double side_of(const Correlation& c) { return c.permutation && c.block_r ? *c.block_r : c.r; }

bool lies_beyond(const Interval& interval, double bound) { return interval.low >= bound || interval.high <= -bound; }

}  // namespace

std::string reading_of(const Comparison& c) {
  Facts f;
  f.effect = "difference";
  const double side = side_of(c);
  const bool a_above = side > 0.0;
  f.direction = side == 0.0 ? "neither above the other"
                            : fmt::format("{} above {}", c.levels[a_above ? 0 : 1], c.levels[a_above ? 1 : 0]);
  f.alpha = 1.0 - c.confidence;
  f.p = c.p_exact.value_or(c.p);
  f.bf10 = c.bf10;
  f.against = c.alternative != Alternative::two_sided && towards(c.alternative, side) < 0.0;
  f.asked_for_bound = c.smallest_effect.has_value();
  if (c.smallest_effect)
    f.bound = fmt::format("{:.4g}{}", c.smallest_effect->size, c.smallest_effect->standardised ? " d" : "");
  if (c.equivalence) {
    f.equivalence_p = c.equivalence->p();
    f.beyond = lies_beyond(c.interval, c.equivalence->bound);
  }
  decide(f, c.permutation, c.in_blocks, c.bootstrap);
  return sentence(f);
}

std::string reading_of(const Correlation& c) {
  Facts f;
  f.effect = "correlation";
  const double side = side_of(c);
  f.direction = side > 0.0 ? "positive" : side < 0.0 ? "negative" : "neither positive nor negative";
  f.alpha = 1.0 - c.confidence;
  f.p = c.p;
  f.bf10 = c.bf10;
  f.against = c.alternative != Alternative::two_sided && towards(c.alternative, side) < 0.0;
  f.asked_for_bound = c.equivalence.has_value();
  if (c.equivalence) {
    f.bound = fmt::format("{:.4g}", c.equivalence->bound);
    f.equivalence_p = c.equivalence->p();
    f.beyond = c.interval && lies_beyond(*c.interval, c.equivalence->bound);
  }
  decide(f, c.permutation, c.in_blocks, c.bootstrap);
  return sentence(f);
}

}  // namespace attune::stats
