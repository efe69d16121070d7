#include <fmt/format.h>

#include <cmath>

#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using report::p_text;
using report::rounded;

std::string interval(const Row& row, const std::string& low, const std::string& high) {
  return fmt::format("[{}, {}]", rounded(row.number(low)), rounded(row.number(high)));
}

/// "The data are 4.2 times as likely under ... as under ...": empty if there is no Bayes factor.
std::string bayes_text(double bf, const std::string& effect, bool in_favour) {
  if (std::isnan(bf) || (bf >= 1) != in_favour) return {};
  return in_favour ? fmt::format("The data are {} times as likely with {} as without (BF10 = {}). ", rounded(bf),
                                 effect, rounded(bf))
                   : fmt::format("The data are {} times as likely without {} as with it (BF10 = {}). ", rounded(1 / bf),
                                 effect, rounded(bf));
}

std::string test_text(const Row& row) {
  std::string words;
  if (!std::isnan(row.number("t")))
    words = fmt::format("t({}) = {}, ", rounded(row.number("df")), rounded(row.number("t")));
  else if (!std::isnan(row.number("U")))
    words = fmt::format("U = {}, ", rounded(row.number("U"), 4));
  words += p_text(row.number("p"));
  if (!std::isnan(row.number("p_perm"))) words += fmt::format(" (permutation {})", p_text(row.number("p_perm")));
  return words;
}

Evidence comparison_evidence(const Study& study, const Row& row) {
  const StudyTest& test = study.test(row.text("name"));
  const std::string unit = unit_text(row.text("unit"));
  Evidence evidence;
  evidence.found = fmt::format(
      "{}: mean {} {} (n = {}, SD {}); {}: mean {} {} (n = {}, SD {}). {} less {}: {} {}, 95 % confidence interval {}; "
      "Hedges' g = {} {}. ",
      test.levels[0], rounded(row.number("mean_1")), unit, row.text("n_1"), rounded(row.number("sd_1")), test.levels[1],
      rounded(row.number("mean_2")), unit, row.text("n_2"), rounded(row.number("sd_2")), test.levels[0], test.levels[1],
      rounded(row.number("estimate")), unit, interval(row, "ci_low", "ci_high"), rounded(row.number("g")),
      interval(row, "g_ci_low", "g_ci_high"));
  const double p = row.number("p"), bf = row.number("bf10");
  evidence.in_favour = fmt::format("{}: {}. ", row.text("test"), test_text(row));
  evidence.in_favour += p < 0.05
                            ? "A difference of zero is rejected at 5 %. "
                            : "A difference of zero is not rejected at 5 %, which by itself is no evidence of none. ";
  evidence.in_favour += bayes_text(bf, "a difference", true);
  evidence.against = bayes_text(bf, "a difference", false);
  const double p_tost = std::max(row.number("p_lower"), row.number("p_upper"));
  if (!std::isnan(p_tost))
    evidence.against += fmt::format(
        "Two one-sided tests against \u00b1{} {}: {}; the difference is {}shown to be smaller than the smallest effect "
        "of interest (90 % interval {}).",
        rounded(row.number("sesoi")), unit, p_text(p_tost), p_tost < 0.05 ? "" : "not ",
        interval(row, "tost_ci_low", "tost_ci_high"));
  return evidence;
}

Evidence correlation_evidence(const Row& row) {
  Evidence evidence;
  evidence.found =
      fmt::format("{} correlation of {} (n = {}): r = {}, 95 % confidence interval {}. ", row.text("method"),
                  row.text("value"), row.text("n"), rounded(row.number("r")), interval(row, "ci_low", "ci_high"));
  evidence.in_favour = test_text(row) + ". " + bayes_text(row.number("bf10"), "a relation", true);
  evidence.against = bayes_text(row.number("bf10"), "a relation", false);
  return evidence;
}

std::string capitalised(std::string words) {
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}

}  // namespace

std::string unit_text(const std::string& unit) {
  if (unit == "percent") return "%";
  if (unit == "uV") return "\u00b5V";
  if (unit == "uV*ms") return "\u00b5V\u00b7ms";
  return unit == "1" || unit == "n/a" ? "" : unit;
}

Evidence evidence_of(const Study& study, const Row& result) {
  const std::string reason = result.text("no_answer_because");
  if (reason != "n/a") return {"There is no answer: " + reason, "", ""};
  return result.text("kind") == "compare" ? comparison_evidence(study, result) : correlation_evidence(result);
}

std::string claim_sentence(const Row& claim) {
  const std::string reason = claim.text("reason") == "n/a" ? "" : capitalised(claim.text("reason"));
  if (std::isnan(claim.number("estimate"))) return reason;
  std::string words = fmt::format("{}: {} {}, 95 % confidence interval {}, {}.",
                                  claim.text("estimand") == "n/a" ? "Estimate" : claim.text("estimand"),
                                  rounded(claim.number("estimate")), unit_text(claim.text("unit")),
                                  interval(claim, "ci_low", "ci_high"), p_text(claim.number("p")));
  // The usual reason only says these numbers again.
  if (!reason.empty() && !reason.starts_with("P = ") && !reason.starts_with("P < ")) words += " " + reason + ".";
  return capitalised(words);
}

}  // namespace attune::study
