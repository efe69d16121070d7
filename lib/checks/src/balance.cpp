#include "attune/checks/balance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/rank_test.hpp"
#include "attune/stats/two_proportions.hpp"
#include "balance_records.hpp"
#include "categories.hpp"

namespace attune::checks {
namespace {

/// The rows that count and the group (0 or 1) of each.
struct Selection {
  std::vector<std::size_t> rows;
  std::vector<int> groups;
};

Selection select(const Table& table, const std::string& by, const std::array<std::string, 2>& levels) {
  if (levels[0] == levels[1])
    throw usage_error(
        fmt::format("the groups to check are both {}; expected two different ones", in_quotes(levels[0])));
  const std::vector<std::string> groups = table.text(by);
  std::vector<std::string> excluded(table.rows(), "n/a");
  if (table.has("excluded")) excluded = table.text("excluded");
  const std::vector<std::string> ids =
      table.has("participant_id") ? table.text("participant_id") : std::vector<std::string>{};
  Selection selection;
  std::map<std::string, std::size_t> seen;
  for (std::size_t level = 0; level < 2; ++level)
    if (std::find(groups.begin(), groups.end(), levels[level]) == groups.end())
      throw input_error(table.path(), fmt::format("no row has {} in the column {}{}", in_quotes(levels[level]),
                                                  in_quotes(by), suggestion(levels[level], groups)));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!is_missing(excluded[row]) || (groups[row] != levels[0] && groups[row] != levels[1])) continue;
    if (!ids.empty() && !seen.emplace(ids[row], row).second)
      table.throw_at(row, "participant_id",
                     fmt::format("{} has several rows; groups are checked with one row per "
                                 "participant",
                                 in_quotes(ids[row])));
    selection.rows.push_back(row);
    selection.groups.push_back(groups[row] == levels[0] ? 0 : 1);
  }
  return selection;
}

bool is_category(const Table& table, const std::string& name, const Selection& selection,
                 const BalanceOptions& options) {
  if (!table.is_numeric(name)) return true;
  if (std::find(options.categories.begin(), options.categories.end(), name) != options.categories.end()) return true;
  const std::vector<double> cells = table.numbers(name);
  std::set<double> different;
  for (const std::size_t row : selection.rows)
    if (std::isfinite(cells[row])) different.insert(cells[row]);
  return different.size() == 2;
}

Finding numbers_finding(const Table& table, const Selection& selection, Finding finding,
                        const BalanceOptions& options) {
  const std::vector<double> cells = table.numbers(finding.column);
  std::array<std::vector<double>, 2> values;
  for (std::size_t i = 0; i < selection.rows.size(); ++i) {
    const auto group = static_cast<std::size_t>(selection.groups[i]);
    const double cell = cells[selection.rows[i]];
    if (std::isfinite(cell))
      values[group].push_back(cell);
    else
      ++finding.missing[group];
  }
  for (std::size_t g = 0; g < 2; ++g) finding.n[g] = static_cast<std::int64_t>(values[g].size());
  finding.kind = "numbers";
  if (values[0].size() < 2 || values[1].size() < 2) return not_tested(finding, "fewer than two values in a group");
  std::set<double> different(values[0].begin(), values[0].end());
  different.insert(values[1].begin(), values[1].end());
  if (different.size() == 1)
    return not_tested(finding, fmt::format("everybody has {}", format_double(*different.begin())));
  stats::CompareOptions compare;
  compare.levels = finding.levels;
  compare.confidence = 1.0 - options.alpha;
  const stats::Comparison welch = stats::compare_groups(values[0], values[1], compare);
  const stats::RankTest ranks = stats::mann_whitney(values[0], values[1], 1.0 - options.alpha);
  finding.test = "welch";
  finding.statistic = welch.t;
  finding.df = welch.df;
  finding.p = welch.p;
  finding.p_rank = ranks.p_exact.value_or(ranks.p);
  finding.estimate_is = "Hedges' g";
  finding.estimate = welch.g->value;
  finding.interval = welch.g->interval;
  if (welch.p < options.alpha || *finding.p_rank < options.alpha) finding.flag = "differs";
  finding.reading = words_for_numbers(finding, welch);
  return finding;
}

/// Which category belongs to which group, where they do not overlap: "every insecure participant has scanner B".
bool apart(const Crosstab& counts) {
  return counts.categories.size() > 1 && std::all_of(counts.counts.begin(), counts.counts.end(),
                                                     [](const auto& row) { return row[0] == 0 || row[1] == 0; });
}

/// Fills test, estimate and p of a table of at least two categories.
void test_categories(const Crosstab& counts, const BalanceOptions& options, Finding& finding) {
  const double confidence = 1.0 - options.alpha;
  if (counts.categories.size() == 2) {
    const stats::TwoProportions shares = stats::compare_proportions(
        {counts.counts[0][0], finding.n[0]}, {counts.counts[0][1], finding.n[1]}, {finding.levels, confidence});
    finding.test = "fisher";
    finding.p = shares.fisher.p;
    finding.estimate_is = fmt::format("difference of the shares of {}", counts.categories[0]);
    finding.estimate = shares.estimate;
    finding.interval = shares.interval;
    return;
  }
  constexpr double kFewest = 5.0;  // Cochran's rule
  const double chi = chi_squared(counts), df = static_cast<double>(counts.categories.size() - 1);
  const bool small = least_expected(counts) < kFewest;
  finding.test = small ? "chi-squared, permutation" : "chi-squared";
  finding.statistic = chi;
  finding.df = df;
  BalanceOptions own = options;
  own.seed = parallel::derive(options.seed, seed_part(finding.column));
  finding.p = small ? permutation_p(counts, own) : chi_squared_upper(chi, df);
  const CramersV v = cramers_v(chi, df, static_cast<double>(finding.n[0] + finding.n[1]), confidence);
  finding.estimate_is = "Cramer's V";
  finding.estimate = v.value;
  finding.interval = v.interval;
}

/// Categories that hold one group only, more of them than chance gives.
std::vector<std::size_t> one_sided(const Crosstab& counts, const std::array<std::int64_t, 2>& n, double alpha) {
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < counts.counts.size(); ++c) {
    const auto& row = counts.counts[c];
    const bool one = row[0] == 0 || row[1] == 0;
    if (one && one_group_by_chance(row[0] + row[1], n) < alpha / static_cast<double>(counts.counts.size()))
      found.push_back(c);
  }
  return found;
}

Finding categories_finding(const Table& table, const Selection& selection, Finding finding,
                           const BalanceOptions& options) {
  const std::vector<std::string> cells = table.text(finding.column);
  std::vector<int> groups;
  std::vector<std::string> present;
  for (std::size_t i = 0; i < selection.rows.size(); ++i) {
    const auto group = static_cast<std::size_t>(selection.groups[i]);
    if (is_missing(cells[selection.rows[i]])) {
      ++finding.missing[group];
      continue;
    }
    groups.push_back(selection.groups[i]);
    present.push_back(cells[selection.rows[i]]);
    ++finding.n[group];
  }
  finding.kind = "categories";
  const Crosstab counts = crosstab(groups, present);
  if (finding.n[0] == 0 || finding.n[1] == 0) return not_tested(finding, "a group has no value");
  if (counts.categories.size() == 1) return not_tested(finding, fmt::format("everybody has {}", counts.categories[0]));
  if (counts.categories.size() == present.size() && present.size() > 2)
    return not_tested(finding, "every participant has a value of their own");
  test_categories(counts, options, finding);
  const std::vector<std::size_t> lone = one_sided(counts, finding.n, options.alpha);
  if (apart(counts) && (counts.categories.size() == 2 || *finding.p < options.alpha))
    finding.flag = "confounded";
  else if (!lone.empty())
    finding.flag = "one group";
  else if (*finding.p < options.alpha)
    finding.flag = "differs";
  finding.reading = words_for_categories(finding, counts, lone);
  return finding;
}

}  // namespace

Balance balance(const Table& table, const std::string& by, const std::array<std::string, 2>& levels,
                std::span<const std::string> columns, const BalanceOptions& options) {
  const Selection selection = select(table, by, levels);
  std::vector<Finding> findings;
  for (const std::string& column : columns) {
    Finding finding;
    finding.column = column;
    finding.by = by;
    finding.levels = levels;
    findings.push_back(is_category(table, column, selection, options)
                           ? categories_finding(table, selection, finding, options)
                           : numbers_finding(table, selection, finding, options));
  }
  return balance_of(findings, options);
}

Balance balance_of_shares(const std::string& what, const std::array<std::string, 2>& levels,
                          const std::array<stats::Count, 2>& counts, const BalanceOptions& options) {
  const stats::TwoProportions shares = stats::compare_proportions(counts[0], counts[1], {levels, 1.0 - options.alpha});
  Finding finding;
  finding.column = what;
  finding.levels = levels;
  finding.kind = "shares";
  finding.n = {counts[0].n, counts[1].n};
  finding.test = "fisher";
  finding.p = shares.fisher.p;
  finding.estimate_is = "difference of shares";
  finding.estimate = shares.estimate;
  finding.interval = shares.interval;
  if (*finding.p < options.alpha) finding.flag = "differs";
  finding.reading = words_for_shares(finding, counts);
  return balance_of({finding}, options);
}

}  // namespace attune::checks
