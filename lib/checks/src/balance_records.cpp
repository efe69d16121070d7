#include "balance_records.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::checks {
namespace {

std::string p_words(double p) {
  if (p < 0.001) return "p < .001";
  const std::string digits = fmt::format("{:.3f}", p);
  return "p = " + (digits.starts_with("0") ? digits.substr(1) : digits);
}

std::string interval_words(const Finding& finding) {
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", *finding.estimate, finding.interval.low, finding.interval.high);
}

std::string people(const Finding& finding) { return fmt::format("n = {} + {}", finding.n[0], finding.n[1]); }

/// "; missing for 2 secure and 1 insecure".
std::string missing_words(const Finding& finding) {
  if (finding.missing[0] + finding.missing[1] == 0) return "";
  return fmt::format("; missing for {} {} and {} {}", finding.missing[0], finding.levels[0], finding.missing[1],
                     finding.levels[1]);
}

double farthest(const stats::Interval& interval) { return std::max(std::abs(interval.low), std::abs(interval.high)); }

/// A category with what its column is: "scanner B", "sex F".
std::string named(const Finding& finding, const std::string& category) {
  return fmt::format("{} {}", finding.column, category);
}

/// "every insecure participant has scanner B", for the group with fewer categories.
std::string who_is_where(const Finding& finding, const Crosstab& counts) {
  std::array<std::vector<std::string>, 2> of;
  for (std::size_t c = 0; c < counts.categories.size(); ++c)
    of[counts.counts[c][0] > 0 ? 0 : 1].push_back(counts.categories[c]);
  const auto say = [&](std::size_t group) {
    return fmt::format("every {} participant has {} {}", finding.levels[group], finding.column,
                       fmt::join(of[group], " or "));
  };
  return say(0) + ", " + say(1);
}

Record to_record(const Finding& finding) {
  const auto list = [](const std::array<std::int64_t, 2>& pair) {
    return std::vector<std::int64_t>(pair.begin(), pair.end());
  };
  Record row{{"column", finding.column},
             {"kind", finding.kind},
             {"levels", std::vector<std::string>(finding.levels.begin(), finding.levels.end())},
             {"n", list(finding.n)},
             {"missing", list(finding.missing)},
             {"test", finding.test}};
  const auto number = [&](const char* name, const std::optional<double>& value) {
    row.emplace_back(name, value.value_or(std::numeric_limits<double>::quiet_NaN()));
  };
  number("statistic", finding.statistic);
  number("df", finding.df);
  number("p", finding.p);
  number("p_rank", finding.p_rank);
  row.emplace_back("estimate_is", finding.estimate_is);
  number("estimate", finding.estimate);
  number("ci_low", finding.estimate ? std::optional<double>(finding.interval.low) : std::nullopt);
  number("ci_high", finding.estimate ? std::optional<double>(finding.interval.high) : std::nullopt);
  row.emplace_back("flag", finding.flag);
  row.emplace_back("reading", finding.reading);
  return row;
}

bool was_tested(const Finding& finding) { return finding.p.has_value(); }
bool is_flagged(const Finding& finding) { return was_tested(finding) && finding.flag != "n/a"; }

}  // namespace

Finding not_tested(Finding finding, const std::string& reason) {
  finding.flag = "not tested";
  finding.reading = fmt::format("{} was not tested: {}{}", finding.column, reason, missing_words(finding));
  return finding;
}

std::string words_for_numbers(const Finding& finding, const stats::Comparison& comparison) {
  const std::string g = fmt::format("Hedges' g = {}", interval_words(finding));
  if (finding.flag == "differs")
    return fmt::format("{} differs between {} and {}: mean {:.4g} against {:.4g} ({}, Welch {}, Mann-Whitney {}; {}{})",
                       finding.column, finding.levels[0], finding.levels[1], comparison.mean[0], comparison.mean[1],
                       people(finding), p_words(*finding.p), p_words(*finding.p_rank), g, missing_words(finding));
  return fmt::format("no sign that {} differs, {}: {}; a difference of {:.2f} SD is not ruled out{}", finding.column,
                     people(finding), g, farthest(finding.interval), missing_words(finding));
}

std::string words_for_categories(const Finding& finding, const Crosstab& counts, const std::vector<std::size_t>& lone) {
  const std::string estimate = fmt::format("{} {}", finding.estimate_is, interval_words(finding));
  const std::string numbers =
      fmt::format("{}, {}; {}{}", people(finding), p_words(*finding.p), estimate, missing_words(finding));
  if (finding.flag == "confounded")
    return fmt::format("group cannot be told from {}: {} ({}); no test of the groups can separate the two",
                       finding.column, who_is_where(finding, counts), numbers);
  if (finding.flag == "one group") {
    std::vector<std::string> sentences;
    for (const std::size_t c : lone) {
      const std::size_t group = counts.counts[c][0] > 0 ? 0 : 1;
      sentences.push_back(fmt::format("all {} participants with {} are {}", counts.counts[c][group],
                                      named(finding, counts.categories[c]), finding.levels[group]));
    }
    return fmt::format("{}: in these the group cannot be told from {} ({})", fmt::join(sentences, ", "), finding.column,
                       numbers);
  }
  if (finding.flag == "differs")
    return fmt::format("{} differs between {} and {} ({})", finding.column, finding.levels[0], finding.levels[1],
                       numbers);
  return fmt::format("no sign that {} differs, {}: {}; {:.2f} is not ruled out{}", finding.column, people(finding),
                     estimate, farthest(finding.interval), missing_words(finding));
}

std::string words_for_shares(const Finding& finding, const std::array<stats::Count, 2>& counts) {
  const std::string shares = fmt::format("{} of {} {} and {} of {} {}", counts[0].successes, counts[0].n,
                                         finding.levels[0], counts[1].successes, counts[1].n, finding.levels[1]);
  const std::string estimate = fmt::format("difference of shares {}", interval_words(finding));
  if (finding.flag == "differs")
    return fmt::format("{}: the groups differ: {} ({}; {})", finding.column, shares, p_words(*finding.p), estimate);
  return fmt::format("{}: no sign that the groups differ: {}; {}; {:.2f} is not ruled out", finding.column, shares,
                     estimate, farthest(finding.interval));
}

Balance balance_of(const std::vector<Finding>& findings, const BalanceOptions& options) {
  Balance balance;
  for (const Finding& finding : findings) {
    balance.records.push_back(to_record(finding));
    if (is_flagged(finding)) balance.warnings.push_back(finding.reading);
  }
  const auto tested = std::count_if(findings.begin(), findings.end(), was_tested);
  if (tested > 1 && !balance.warnings.empty())
    balance.warnings.push_back(fmt::format(
        "{} of {} checked columns {} a flag between {} and {}; if nothing differed, {:.1f} would by "
        "chance",
        balance.warnings.size(), tested, balance.warnings.size() == 1 ? "has" : "have", findings.front().levels[0],
        findings.front().levels[1], options.alpha * static_cast<double>(tested)));
  return balance;
}

std::uint64_t seed_part(const std::string& name) {
  std::uint64_t hash = 1469598103934665603U;  // FNV-1a
  for (const char byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  return hash;
}

std::vector<ColumnMeaning> balance_meanings() {
  return {
      {"column", "what was checked", ""},
      {"kind", "numbers, categories or shares", ""},
      {"levels_1", "group A", ""},
      {"levels_2", "group B", ""},
      {"n_1", "values of group A", ""},
      {"n_2", "values of group B", ""},
      {"missing_1", "missing cells of group A", ""},
      {"missing_2", "missing cells of group B", ""},
      {"test", "welch, fisher, chi-squared, or chi-squared with p by permutation", ""},
      {"statistic", "t or chi-squared", ""},
      {"df", "degrees of freedom", ""},
      {"p", "two-sided p of the test", ""},
      {"p_rank", "numbers: two-sided p of Mann-Whitney", ""},
      {"estimate_is", "what the estimate is: Hedges' g (A less B), a difference of shares, or Cramer's V", ""},
      {"estimate", "how far the groups are apart", "1"},
      {"ci_low", "lower end of its 95 % interval", "1"},
      {"ci_high", "upper end", "1"},
      {"flag", "differs, one group, confounded, not tested, or n/a: no sign of a difference, which is not balance", ""},
      {"reading", "the same in words", ""}};
}

}  // namespace attune::checks
