#include <fmt/format.h>

#include <cmath>

#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

constexpr double kAlpha = 0.05;

/// Why a verdict was given, said again from the numbers of its row (see `judge_claim`).
std::string contradiction(double farthest, double size, const std::string& size_words) {
  if (!std::isnan(size) && farthest < size)
    return fmt::format("The whole interval lies below the claimed size of {}.", size_words);
  return "Zero is rejected at 5\u00a0%, but on the side opposite to the claim.";
}

std::string support(double size, const std::string& size_words) {
  if (std::isnan(size)) return "Zero is rejected at 5\u00a0%, and the estimate lies on the claim's side.";
  return fmt::format("Zero is rejected at 5\u00a0%, and the whole interval reaches the claimed size of {}.",
                     size_words);
}

std::string equivalence(const Row& claim) {
  const std::string sesoi = claim.text("sesoi");
  const std::string words = sesoi.ends_with("d") ? sesoi.substr(0, sesoi.size() - 1) + " standard deviations"
                                                 : sesoi + "\u00a0" + unit_text(claim.text("unit"));
  std::string why =
      fmt::format("If there is an effect, it is smaller than the smallest effect of interest ({}).", words);
  if (claim.number("p") < kAlpha && claim.text("direction") == "none")
    why += " Zero is rejected too: there is an effect, but one too small to matter.";
  else if (claim.number("p") < kAlpha)
    why += " That zero is rejected too does not bear out the claim: the effect is too small.";
  return why;
}

/// Verdicts on a claim of no effect.
std::string on_none(const Row& claim, const std::string& verdict) {
  if (verdict == "supported") return equivalence(claim);
  if (verdict == "contradicted")
    return "Zero is rejected at 5\u00a0%, and an effect as large as the smallest one of interest is not.";
  return "The data do not decide: neither an effect nor that it is too small to matter is shown.";
}

std::string openness(const Row& claim, double size, const std::string& size_words) {
  if (std::isnan(claim.number("ci_low")) || std::isnan(claim.number("ci_high")))
    return "Without an interval the claim stays open.";
  if (claim.number("p") < kAlpha && !std::isnan(size))
    return fmt::format("Zero is rejected at 5\u00a0%, but the interval holds sizes below the claimed {} as well.",
                       size_words);
  return "The data do not decide: zero is not rejected at 5\u00a0%, which is no evidence that there is no effect.";
}

}  // namespace

std::string claim_sentence(const Row& claim, const std::string& estimate) {
  if (std::isnan(claim.number("estimate"))) {
    const std::string reason = claim.text("reason");
    return reason == "n/a" ? "There is no answer." : sentence("There is no answer: " + reason);
  }
  const std::string unit = unit_text(claim.text("unit")), gap = unit.empty() ? "" : "\u00a0";
  const double size = claim.number("at_least");
  const std::string size_words = fmt::format("{:g}", size) + gap + unit;
  const double farthest = claim.text("direction") == "negative" ? -claim.number("ci_low") : claim.number("ci_high");
  const std::string verdict = claim.text("verdict");
  const bool none = claim.text("direction") == "none" && !std::isnan(claim.number("ci_low"));
  const std::string why = none                              ? on_none(claim, verdict)
                          : verdict == "supported"          ? support(size, size_words)
                          : verdict == "contradicted"       ? contradiction(farthest, size, size_words)
                          : verdict == "equivalent to none" ? equivalence(claim)
                                                            : openness(claim, size, size_words);
  return sentence(fmt::format("{}: {}, {}, {}. {}", claim.text("estimand") == "n/a" ? estimate : claim.text("estimand"),
                              quantity(claim.number("estimate"), unit, width_of(claim, "ci_low", "ci_high")),
                              interval_text(claim, "ci_low", "ci_high"), report::p_text(claim.number("p")), why));
}

std::vector<std::pair<std::string, std::string>> verdict_meanings() {
  return {
      {"supported",
       "zero is rejected at 5\u00a0% and the estimate lies on the claim's side; a claim of a size also needs the whole "
       "95\u00a0% interval to reach that size, and a claim of no effect rests on equivalence alone"},
      {"contradicted",
       "zero is rejected at 5\u00a0% on the other side, or the whole 95\u00a0% interval lies below the size that is "
       "claimed"},
      {"equivalent to none",
       "two one-sided tests show that an effect, if there is one, is smaller than the smallest effect of interest; "
       "this comes before support"},
      {"inconclusive",
       "anything else, also where there is no answer or no interval: the data do not decide, which is not evidence "
       "of no effect"}};
}

}  // namespace attune::study
