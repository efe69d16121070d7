// What the methods say together.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/precision/noise_share.hpp"
#include "attune/stats/describe.hpp"
#include "attune/stats/fisher_exact.hpp"
#include "attune/stats/summary.hpp"
#include "people_waves.hpp"

namespace attune::latency {
namespace {

const Method* method_named(const Comparison& comparison, const char* name) {
  for (const Method& method : comparison.methods)
    if (method.name == name) return &method;
  return nullptr;
}

bool is_significant(const Method& method, double confidence) { return method.p && *method.p < 1.0 - confidence; }

std::string number(double value) { return fmt::format("{:.4g}", value); }

void flag_missing(Comparison& out) {
  std::array<stats::Count, 2> counts;
  for (std::size_t s = 0; s < 2; ++s) {
    const Side& side = out.sides[s];
    counts[s] = {side.missing.total(), side.people};
    if (side.missing.total() == 0) continue;
    out.flags.push_back(fmt::format(
        "{}: {} of {} people have no score ({}); individual scores leave them out, the jackknife and the grand "
        "averages keep them",
        out.levels[s], side.missing.total(), side.people, fmt::join(stats::describe(side.missing), ", ")));
  }
  if (out.paired || counts[0].successes + counts[1].successes == 0) return;
  const double p = stats::fisher_exact(counts[0], counts[1], out.confidence).p;
  if (p < 1.0 - out.confidence)
    out.flags.push_back(fmt::format(
        "people without a score are not spread alike over the groups (Fisher's exact p {:.3g}): individual scores "
        "compare selected people",
        p));
}

// Scores of something else than the component, such as a crest of noise.
void flag_far(Comparison& out) {
  for (std::size_t s = 0; s < 2; ++s) {
    Side& side = out.sides[s];
    std::vector<double> scores;
    for (const double score : side.scores)
      if (std::isfinite(score)) scores.push_back(score);
    if (scores.size() < 3) continue;
    const stats::Description described = stats::describe_values(scores);
    if (!(described.mad > 0)) continue;
    side.far = std::count_if(scores.begin(), scores.end(), [&](double score) {
      return std::abs(score - described.median) > kFarScore * described.mad;
    });
    if (side.far == 0) continue;
    out.flags.push_back(fmt::format(
        "{}: {} of {} scores are more than {:g} robust SDs (1.4826 MAD) from the median of {:.4g} {} and may be of "
        "noise instead of the component; Welch's t finds too little then, and permutation keeps its level: look at "
        "these people, and at the window",
        out.levels[s], side.far, scores.size(), kFarScore, described.median, out.unit));
  }
}

void flag_edges(Comparison& out, const Target& target) {
  constexpr double kHigh = 0.5;
  // Peaks do not move with the window's ends, and the mean of a narrow window is meant to be one.
  if (target.kind != erp::Kind::fractional_area_latency && target.kind != erp::Kind::centroid_latency) return;
  for (std::size_t s = 0; s < 2; ++s)
    if (out.sides[s].edge > kHigh)
      out.flags.push_back(fmt::format(
          "{}: at an end of the window ({:g} to {:g} ms) the grand average still has {:.0f} % of its peak; the window "
          "cuts the component, and its latency is pulled towards the middle",
          out.levels[s], target.component.window.from.count(), target.component.window.to.count(),
          100.0 * out.sides[s].edge));
}

void flag_grand_average(Comparison& out) {
  const Method* individual = method_named(out, "individual");
  const Side &a = out.sides[0], &b = out.sides[1];
  for (std::size_t s = 0; s < 2; ++s)
    if (!out.sides[s].grand_average.reason.empty())
      out.flags.push_back(fmt::format("{}: the grand average has no {} ({})", out.levels[s], out.measure,
                                      out.sides[s].grand_average.reason));
  if (!individual->estimate || !individual->standard_error) return;
  const double grand = a.grand_average.value - b.grand_average.value;
  if (std::abs(grand - *individual->estimate) > *individual->standard_error)
    out.flags.push_back(
        fmt::format("the grand averages differ by {} {}, the means of individual scores by {}: more than one standard "
                    "error apart",
                    number(grand), out.unit, number(*individual->estimate)));
}

std::string listed(const Comparison& out, bool significant) {
  std::vector<std::string> names;
  for (const Method& method : out.methods)
    if (method.p && is_significant(method, out.confidence) == significant)
      names.push_back(fmt::format("{} (p {:.3g})", method.name, *method.p));
  return fmt::format("{}", fmt::join(names, ", "));
}

bool excludes_zero_too(const Comparison& out, const Method& method) {
  return method.says == Says::equivalent && is_significant(method, out.confidence);
}

// Equivalent by the methods that test it, a difference by those that test against zero alone: no contradiction, but not
// the same words.
void flag_small_difference(Comparison& out) {
  std::vector<std::string> small, nonzero;
  for (const Method& method : out.methods) {
    if (excludes_zero_too(out, method)) small.push_back(method.name);
    if (method.says == Says::difference && !method.equivalence) nonzero.push_back(method.name);
  }
  if (small.empty()) return;
  out.flags.push_back(fmt::format(
      "a difference that is smaller than {:g} {} by {}, which exclude zero as well{}", *out.smallest_effect, out.unit,
      fmt::join(small, ", "),
      nonzero.empty() ? "" : fmt::format("; {} test against zero alone and say difference", fmt::join(nonzero, ", "))));
}

void flag_disagreement(Comparison& out) {
  const auto with_p = std::count_if(out.methods.begin(), out.methods.end(), [](const Method& m) { return m.p; });
  const auto found = std::count_if(out.methods.begin(), out.methods.end(),
                                   [&](const Method& m) { return is_significant(m, out.confidence); });
  out.agree = found == 0 || found == with_p;
  if (!out.agree)
    out.flags.push_back(
        fmt::format("methods disagree: a difference by {}; none shown by {}", listed(out, true), listed(out, false)));
  const Method *individual = method_named(out, "individual"), *retrieved = method_named(out, "jackknife");
  const auto is_equivalent = [&](const Method& m) { return m.says == Says::equivalent; };
  if (out.smallest_effect && individual->p && retrieved->p && is_equivalent(*individual) != is_equivalent(*retrieved)) {
    out.agree = false;
    out.flags.push_back(fmt::format("methods disagree: equivalent within {:g} {} by {} alone", *out.smallest_effect,
                                    out.unit, is_equivalent(*individual) ? "individual scores" : "the jackknife"));
  }
  flag_small_difference(out);
  constexpr double kSubstantial = 3.0;
  if (individual->log_bf10) {
    const double bf10 = std::exp(*individual->log_bf10);
    const bool found_one = is_significant(*individual, out.confidence);
    if ((found_one && bf10 < 1.0) || (!found_one && bf10 > kSubstantial)) {
      out.agree = false;
      out.flags.push_back(fmt::format("p {:.3g} and the Bayes factor {:.3g} of individual scores point different ways",
                                      *individual->p, bf10));
    }
  }
}

std::string reading_of(const Comparison& out) {
  const Method* individual = method_named(out, "individual");
  const Method* first = individual->p ? individual : method_named(out, "jackknife");
  if (!first->p) return "no answer: neither individual scores nor the jackknife can be compared";
  if (!out.agree) return "methods disagree: read the rows and the flags, and report them together";
  const std::string size =
      fmt::format("{} - {} = {} {} [{}, {}] by {}", out.levels[0], out.levels[1], number(*first->estimate), out.unit,
                  number(first->interval->low), number(first->interval->high), first->of);
  if (first->says == Says::equivalent)
    return fmt::format("equivalent: smaller than {:g} {}{}; {}", *out.smallest_effect, out.unit,
                       excludes_zero_too(out, *first) ? fmt::format(", but not zero (p {:.3g})", *first->p) : "", size);
  if (first->says == Says::difference) return "difference: " + size;
  return fmt::format("inconclusive: {}{}", size,
                     out.smallest_effect ? "" : "; without a smallest effect nothing speaks for none");
}

}  // namespace

std::string name_of(Says says) {
  switch (says) {
    case Says::difference:
      return "difference";
    case Says::equivalent:
      return "equivalent";
    case Says::inconclusive:
      return "inconclusive";
    case Says::nothing:
      break;
  }
  return "nothing";
}

Says says_of(const Method& method, double confidence) {
  if (!method.p) return Says::nothing;
  if (method.equivalence && method.equivalence->p() < 1.0 - confidence) return Says::equivalent;
  return is_significant(method, confidence) ? Says::difference : Says::inconclusive;
}

void judge(Comparison& out, const Target& target) {
  flag_missing(out);
  flag_far(out);
  flag_edges(out, target);
  flag_grand_average(out);
  for (const Method& method : out.methods)
    if (!method.p && !method.remark.empty())
      out.flags.push_back(fmt::format("{} says nothing: {}", method.name, method.remark));
  flag_disagreement(out);
  out.reading = reading_of(out);
}

void add_noise(Comparison& out, std::span<const double> sme_a, std::span<const double> sme_b) {
  constexpr double kHalf = 0.5;
  for (std::size_t s = 0; s < 2; ++s) {
    const std::span<const double> errors = s == 0 ? sme_a : sme_b;
    std::vector<double> values, smes;
    for (std::size_t i = 0; i < errors.size(); ++i) {
      if (!std::isfinite(errors[i]) || !std::isfinite(out.sides[s].scores[i])) continue;
      values.push_back(out.sides[s].scores[i]);
      smes.push_back(errors[i]);
    }
    if (values.empty()) continue;
    const precision::NoiseShare noise = precision::noise_share(values, smes, out.confidence);
    if (!noise.remark.empty()) continue;
    out.sides[s].noise_share = noise.share;
    if (noise.share > kHalf)
      out.flags.push_back(
          fmt::format("{}: {:.0f} % of the variance between people is measurement error (SME); twice the trials would "
                      "take {:.0f} % "
                      "off the variance of the mean, twice the people 50 %",
                      out.levels[s], 100.0 * noise.share, 50.0 * noise.share));
  }
}

}  // namespace attune::latency
