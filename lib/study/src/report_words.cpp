#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/report/page.hpp"
#include "report_parts.hpp"

namespace attune::study {
namespace {

using report::p_text;
using report::rounded;
using report::rounded_beside;

constexpr double kAlpha = 0.05;

/// "The data are 4.2 times as likely under ... as under ...": empty if there is no Bayes factor.
std::string bayes_text(double bf, const std::string& effect, bool in_favour) {
  if (std::isnan(bf) || (bf >= 1) != in_favour) return {};
  const double times = in_favour ? bf : 1 / bf;
  return fmt::format("The data are {} times as likely {} {} as {} (BF10\u00a0=\u00a0{}). ", rounded(times),
                     in_favour ? "with" : "without", effect, in_favour ? "without" : "with it", rounded(bf));
}

const char* name_of_test(const std::string& test) {
  if (test == "welch") return "Welch's t test";
  if (test == "student") return "Student's t test";
  if (test == "mann-whitney") return "Mann-Whitney test";
  return test == "signed-rank" ? "Wilcoxon's signed-rank test" : "Paired t test";
}

/// How p was found, where there are two ways.
std::string kind_of_p(const Row& row) {
  if (!std::isnan(row.number("p_exact")) || row.text("exact") == "true") return " (exact)";
  return std::isnan(row.number("z")) ? "" : " (normal approximation)";
}

std::string statistic_text(const Row& row) {
  std::string words;
  if (!std::isnan(row.number("t")))
    words = fmt::format("t({})\u00a0=\u00a0{}, ", rounded(row.number("df")), rounded(row.number("t")));
  for (const char* rank : {"U", "V"})
    if (!std::isnan(row.number(rank))) words = fmt::format("{}\u00a0=\u00a0{:g}, ", rank, row.number(rank));
  if (words.empty() && !std::isnan(row.number("z")))
    words = fmt::format("z\u00a0=\u00a0{}, ", rounded(row.number("z")));
  words += p_text(best_p(row)) + kind_of_p(row);
  if (!std::isnan(row.number("p_perm"))) words += fmt::format("; by permutation {}", p_text(row.number("p_perm")));
  return words;
}

std::string group_text(const Row& row, const char* number, const std::string& unit) {
  const auto of = [&](const char* what) { return std::string(what) + "_" + number; };
  return fmt::format("{}: mean {} (SD {}, n\u00a0=\u00a0{})", row.text(of("levels")),
                     quantity(row.number(of("mean")), unit, row.number(of("sd"))),
                     quantity(row.number(of("sd")), unit, row.number(of("sd"))), row.text(of("n")));
}

/// The difference and its size: of means, or the shift that belongs to a rank test.
std::string difference_text(const Row& row, const std::string& unit) {
  const bool ranks = is_rank_test(row);
  std::string words = fmt::format(
      "{}, {} minus {}: {}, {}. ", ranks ? "Hodges-Lehmann shift" : "Difference of the means", row.text("levels_1"),
      row.text("levels_2"), quantity(row.number("estimate"), unit, width_of(row, "ci_low", "ci_high")),
      interval_text(row, "ci_low", "ci_high"));
  if (ranks) {
    words += row.text("test") == "signed-rank"
                 ? "The shift is the median of the averages of all pairs of differences. "
                 : "The shift is the median of the differences between every value of the one group and every value "
                   "of the other. ";
    words += fmt::format("Rank-biserial correlation = {}", rounded_beside(row.number("rank_biserial"), 1, 4));
    if (!std::isnan(row.number("rank_biserial_ci_low")))
      words += ", " + interval_text(row, "rank_biserial_ci_low", "rank_biserial_ci_high");
    return words + ".";
  }
  if (std::isnan(row.number("g"))) return words;
  return words + fmt::format("Hedges' g = {}, {}.",
                             rounded_beside(row.number("g"), width_of(row, "g_ci_low", "g_ci_high")),
                             interval_text(row, "g_ci_low", "g_ci_high"));
}

std::string equivalence_text(const Study& study, const Row& row, const std::string& unit) {
  const double p = std::max(row.number("p_lower"), row.number("p_upper"));
  if (std::isnan(p)) return {};
  const std::string asked = sesoi_of(study, row.text("name"));
  const std::string bound = asked.empty() || asked.ends_with("d")
                                ? quantity(row.number("sesoi"), unit, width_of(row, "tost_ci_low", "tost_ci_high"))
                                : asked + (unit.empty() ? "" : "\u00a0" + unit);
  const std::string standardised =
      asked.ends_with("d") ? fmt::format(", {} standard deviations", asked.substr(0, asked.size() - 1)) : "";
  return fmt::format(
      "The smallest effect of interest is \u00b1{}{}. Two one-sided tests against it: {}; the difference is {} to be "
      "smaller (90\u00a0% interval {}).",
      bound, standardised, p_text(p), p < kAlpha ? "shown" : "not shown",
      ends_text(row, "tost_ci_low", "tost_ci_high"));
}

/// Absence needs evidence of its own; a test without any cannot speak for it.
std::string or_silence(const std::string& words, bool could_be_asked) {
  if (!words.empty()) return words;
  return could_be_asked ? "Nothing here speaks against it: no smallest effect of interest was named, and the Bayes "
                          "factor does not favour none."
                        : "This test cannot speak for the absence of an effect: it has no Bayes factor, and no "
                          "smallest effect of interest was named.";
}

Evidence comparison_evidence(const Study& study, const Row& row) {
  const std::string unit = unit_text(row.text("unit"));
  const double p = best_p(row), bf = row.number("bf10");
  Evidence evidence;
  evidence.found =
      fmt::format("{}; {}. {}", group_text(row, "1", unit), group_text(row, "2", unit), difference_text(row, unit));
  const char* none = is_rank_test(row) ? "A shift of zero" : "A difference of zero";
  evidence.in_favour = fmt::format(
      "{}: {}. {} is {}", name_of_test(row.text("test")), statistic_text(row), none,
      p < kAlpha ? "rejected at 5\u00a0%. " : "not rejected at 5\u00a0%, which by itself is no evidence of none. ");
  evidence.in_favour += bayes_text(bf, "a difference", true);
  evidence.against =
      or_silence(bayes_text(bf, "a difference", false) + equivalence_text(study, row, unit), !std::isnan(bf));
  return evidence;
}

Evidence correlation_evidence(const Study& study, const Row& row) {
  const std::string method = row.text("method");
  const char* name = method == "spearman"  ? "Spearman's rank correlation"
                     : method == "kendall" ? "Kendall's rank correlation"
                                           : "Pearson's correlation";
  const char* symbol = method == "spearman" ? "rho" : method == "kendall" ? "tau-b" : "r";
  const double p = best_p(row), bf = row.number("bf10");
  Evidence evidence;
  evidence.found =
      fmt::format("{} of {} (n\u00a0=\u00a0{}): {}\u00a0=\u00a0{}, {}.", name, related_text(study, row.text("value")),
                  row.text("n"), symbol, rounded_beside(row.number("r"), width_of(row, "ci_low", "ci_high")),
                  interval_text(row, "ci_low", "ci_high"));
  evidence.in_favour = fmt::format(
      "{}. A correlation of zero is {}", statistic_text(row),
      p < kAlpha ? "rejected at 5\u00a0%. " : "not rejected at 5\u00a0%, which by itself is no evidence of none. ");
  evidence.in_favour += bayes_text(bf, "a relation", true);
  evidence.against = or_silence(bayes_text(bf, "a relation", false), !std::isnan(bf));
  return evidence;
}

}  // namespace

std::string unit_text(const std::string& unit) {
  if (unit == "percent") return "%";
  if (unit == "uV") return "\u00b5V";
  if (unit == "uV*ms") return "\u00b5V\u00b7ms";
  return unit == "1" || unit == "n/a" ? "" : unit;
}

std::string label_of(const Study& study, const std::string& value) {
  std::string spaced = value;
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  for (const StudyMeasure& measure : study.measures)
    if (measure.name == value && spaced.find(measure.label) == std::string::npos && measure.label != value)
      return fmt::format("{} ({})", value, measure.label);
  return value;
}

std::string related_text(const Study& study, const std::string& value) {
  const std::size_t with = value.find(" ~ "), given = value.find(" | ");
  if (with == std::string::npos) return value;
  const std::size_t end = given == std::string::npos ? value.size() : given;
  std::string words = fmt::format("{} with {}", label_of(study, value.substr(0, with)),
                                  label_of(study, value.substr(with + 3, end - with - 3)));
  if (given != std::string::npos) words += fmt::format(", {} held constant", label_of(study, value.substr(given + 3)));
  return words;
}

std::string sesoi_of(const Study& study, const std::string& test) {
  for (const StudyTest& known : study.tests)
    if (known.name == test) return known.sesoi;
  return {};
}

bool is_rank_test(const Row& result) { return !std::isnan(result.number("rank_biserial")); }

double best_p(const Row& result) {
  const double exact = result.number("p_exact");
  return std::isnan(exact) ? result.number("p") : exact;
}

std::string quantity(double value, const std::string& unit, double scale) {
  return rounded_beside(value, scale) + (unit.empty() ? "" : "\u00a0" + unit);
}

double width_of(const Row& row, const std::string& low, const std::string& high) {
  return row.number(high) - row.number(low);
}

std::string ends_text(const Row& row, const std::string& low, const std::string& high) {
  const double from = row.number(low), to = row.number(high);
  if (std::isnan(from) || std::isnan(to)) return "not available";
  return fmt::format("[{},\u00a0{}]", rounded_beside(from, to - from), rounded_beside(to, to - from));
}

std::string interval_text(const Row& row, const std::string& low, const std::string& high) {
  if (std::isnan(row.number(low)) || std::isnan(row.number(high))) return "interval not available";
  return "95\u00a0% confidence interval " + ends_text(row, low, high);
}

std::string sentence(std::string words) {
  if (words.empty()) return words;
  if (words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words.ends_with('.') ? words : words + ".";
}

Evidence evidence_of(const Study& study, const Row& result) {
  const std::string reason = result.text("no_answer_because");
  if (reason != "n/a") return {sentence("There is no answer: " + reason), "", ""};
  return result.text("kind") == "compare" ? comparison_evidence(study, result) : correlation_evidence(study, result);
}

}  // namespace attune::study
