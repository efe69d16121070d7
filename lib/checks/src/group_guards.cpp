#include "attune/checks/group_guards.hpp"

#include <algorithm>
#include <set>

#include "attune/base/number_text.hpp"
#include "attune/checks/median_split.hpp"

namespace attune::checks {
namespace {

// The first row of each person in each group that is not excluded; all of them where nothing names the people.
Table one_row_each(const Table& table, const GuardedGroups& groups) {
  const std::vector<std::string> level = table.text(groups.by);
  std::vector<std::string> excluded(table.rows(), "n/a");
  if (table.has("excluded")) excluded = table.text("excluded");
  std::vector<std::vector<std::string>> ids;
  for (const std::string& name : groups.identifiers)
    if (table.has(name)) ids.push_back(table.text(name));
  std::set<std::vector<std::string>> seen;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!is_missing(excluded[row])) continue;
    std::vector<std::string> person{level[row]};
    for (const auto& column : ids) person.push_back(column[row]);
    const bool named = std::any_of(person.begin() + 1, person.end(), [](const auto& id) { return !is_missing(id); });
    if (!named || seen.insert(std::move(person)).second) rows.push_back(row);
  }
  return table.select(rows);
}

// Columns that could be a score behind the groups: numbers, but not what is compared or names people.
std::vector<std::string> possible_scores(const Table& table, const GuardedGroups& groups) {
  static const std::set<std::string> kNoScores{"n", "quality", "value"};  // of the measures table
  std::vector<std::string> out;
  for (const std::string& name : table.names()) {
    const auto among = [&](const std::vector<std::string>& names) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (name != groups.by && !among(groups.values) && !among(groups.identifiers) && kNoScores.count(name) == 0 &&
        table.is_numeric(name))
      out.push_back(name);
  }
  return out;
}

}  // namespace

Balance guard_groups(const Table& table, const GuardedGroups& groups, const GuardRequest& request,
                     const BalanceOptions& options) {
  const Table people = one_row_each(table, groups);
  Balance out;
  if (!request.check.empty()) out = balance(people, groups.by, groups.levels, request.check, options);
  const std::vector<std::string> scores = possible_scores(people, groups);
  if (scores.empty()) return out;
  for (const MedianSplit& split : median_splits(people, groups.by, groups.levels, scores))
    out.warnings.push_back(describe(split, groups.table, groups.values.empty() ? "value" : groups.values.front()));
  return out;
}

}  // namespace attune::checks
