#include "attune/checks/group_guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "attune/base/number_text.hpp"
#include "attune/checks/median_split.hpp"

namespace attune::checks {
namespace {

// A checked column that says two things of one person has no one answer.
void check_agreement(const Table& table, std::size_t row, std::size_t first, const std::vector<std::string>& columns) {
  for (const std::string& name : columns)
    if (table.column(name).cell(row) != table.column(name).cell(first))
      table.throw_at(row, name,
                     fmt::format("differs from {} of the same person; --check asks about people: choose rows with "
                                 "--where, or average it (--average)",
                                 table.where(first)));
}

// The first row of each person in each group that is not excluded; all of them where nothing names the people.
Table one_row_each(const Table& table, const GuardedGroups& groups, const std::vector<std::string>& checked) {
  const std::vector<std::string> level = table.text(groups.by);
  std::vector<std::string> excluded(table.rows(), "n/a");
  if (table.has("excluded")) excluded = table.text("excluded");
  std::vector<std::vector<std::string>> ids;
  for (const std::string& name : groups.identifiers)
    if (table.has(name)) ids.push_back(table.text(name));
  std::map<std::vector<std::string>, std::size_t> seen;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!is_missing(excluded[row])) continue;
    std::vector<std::string> person{level[row]};
    for (const auto& column : ids) person.push_back(column[row]);
    const bool named = std::any_of(person.begin() + 1, person.end(), [](const auto& id) { return !is_missing(id); });
    const auto [first, is_new] = named ? seen.emplace(std::move(person), row) : std::pair(seen.end(), true);
    if (is_new)
      rows.push_back(row);
    else
      check_agreement(table, row, first->second, checked);
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

std::vector<std::string> GuardRequest::columns(std::vector<std::string> needed) const {
  needed.insert(needed.end(), check.begin(), check.end());
  return needed;
}

Balance guard_groups(const Table& table, const GuardedGroups& groups, const GuardRequest& request,
                     const BalanceOptions& options) {
  const Table people = one_row_each(table, groups, request.check);
  const std::array<std::string, 2> levels{groups.levels.at(0), groups.levels.at(1)};
  Balance out;
  if (!request.check.empty()) out = balance(people, groups.by, levels, request.check, options);
  const std::vector<std::string> scores = possible_scores(people, groups);
  if (scores.empty()) return out;
  for (const MedianSplit& split : median_splits(people, groups.by, levels, scores))
    out.warnings.push_back(describe(split, groups.table, groups.values.empty() ? "value" : groups.values.front()));
  return out;
}

Balance guard_comparison(const Table& table, const stats::CompareRequest& request,
                         const std::vector<std::string>& values, const GuardRequest& guards) {
  if (!request.paired.empty()) {
    if (!guards.check.empty()) throw usage_error("--check is for groups; the conditions of pairs have the same people");
    return {};
  }
  return guard_groups(table, {request.by, request.levels, values, request.identifiers, table.path().string()}, guards,
                      {.seed = request.seed, .threads = request.threads});
}

std::vector<std::string> add_checks(std::vector<Record>& results, const Balance& balance) {
  std::vector<std::string> said;
  if (results.size() == 1 && !balance.records.empty())
    results.front().emplace_back("checks", RecordList{balance.records});
  if (results.size() == 1) return said;
  for (const Record& record : balance.records)
    for (const auto& [field, value] : record)
      if (field == "reading") said.push_back(std::get<std::string>(value));
  return said;
}

std::vector<ColumnMeaning> with_checks(std::vector<ColumnMeaning> meanings) {
  meanings.push_back({"checks", "whether the groups differ in the columns of --check, a record each", ""});
  return meanings;
}

}  // namespace attune::checks
