#include "attune/stats/outcome_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

bool same_word(const std::string& cell, const std::string& word) {
  if (cell == word) return true;
  const auto a = parse_double(cell), b = parse_double(word);
  return a && b && *a == *b;
}

Count count_of(const std::vector<double>& marks) {
  return {std::count(marks.begin(), marks.end(), 1.0), static_cast<std::int64_t>(marks.size())};
}

// A word that no row has is counted as nobody, which may be right or a slip of the finger.
void warn_of_unknown(const Table& table, const OutcomeSelection& s, const std::vector<std::string>& cells,
                     Warnings& warnings) {
  std::set<std::string> known(cells.begin(), cells.end());
  known.erase("n/a");
  const std::vector<std::string> names(known.begin(), known.end());
  for (const std::string& word : s.equals)
    if (std::none_of(names.begin(), names.end(), [&](const std::string& name) { return same_word(name, word); }))
      warnings.push_back(fmt::format("{}: no row has {} in column {}; nobody is counted for it{}",
                                     table.path().empty() ? "table" : attune::describe(table.path()), in_quotes(word),
                                     in_quotes(s.value), suggestion(word, names)));
}

}  // namespace

Table mark_successes(const Table& table, const OutcomeSelection& s, Warnings& warnings) {
  std::vector<std::string> cells = table.text(s.value);
  if (!s.equals.empty()) warn_of_unknown(table, s, cells, warnings);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    std::string& cell = cells[row];
    if (cell == "n/a") continue;
    const bool success = s.equals.empty() ? same_word(cell, "1")
                                          : std::any_of(s.equals.begin(), s.equals.end(),
                                                        [&](const std::string& word) { return same_word(cell, word); });
    if (s.equals.empty() && !success && !same_word(cell, "0"))
      table.throw_at(row, s.value,
                     fmt::format("{} is neither 0 nor 1; say what is counted with --equals", in_quotes(cell)));
    cell.assign(1, success ? '1' : '0');
  }
  Table out = table;
  out.replace(s.value, std::move(cells));
  return out;
}

Outcomes count_outcomes(const Table& table, const OutcomeSelection& s) {
  Outcomes out;
  const PairedColumns columns =
      take_columns(mark_successes(table, s, out.warnings), s.value, s.value, {}, s.identifiers);
  out.counts = {count_of(columns.x)};
  out.exclusions = columns.exclusions;
  out.warnings.insert(out.warnings.end(), columns.warnings.begin(), columns.warnings.end());
  return out;
}

Outcomes count_outcomes(const Table& table, const OutcomeSelection& s, const GroupSelection& groups) {
  if (groups.by == s.value) throw usage_error("--by and --value name the same column");
  Outcomes out;
  const TwoSamples samples = take_groups(mark_successes(table, s, out.warnings), groups);
  out.counts = {count_of(samples.a), count_of(samples.b)};
  if (!groups.pair_by.empty())
    for (std::size_t i = 0; i < samples.a.size(); ++i) {
      const bool first = samples.a[i] == 1.0, second = samples.b[i] == 1.0;
      ++(first ? (second ? out.pairs.both : out.pairs.first_only)
               : (second ? out.pairs.second_only : out.pairs.neither));
    }
  out.exclusions = samples.exclusions;
  out.warnings.insert(out.warnings.end(), samples.warnings.begin(), samples.warnings.end());
  return out;
}

ChangeScores take_changes(const Table& table, const ChangeSelection& s) {
  ChangeScores out;
  std::vector<std::size_t> rows;
  std::vector<std::string> groups;
  std::int64_t without_group = 0;
  if (!s.by.empty()) {
    if (s.levels[0] == s.levels[1])
      throw usage_error(fmt::format("both levels are {}; expected two different ones", in_quotes(s.levels[0])));
    groups = table.text(s.by);
    const std::set<std::string> known(groups.begin(), groups.end());
    for (const std::string& level : s.levels)
      if (!known.contains(level))
        throw input_error(table.path(),
                          fmt::format("column {} has no level {}{}", in_quotes(s.by), in_quotes(level),
                                      suggestion(level, std::vector<std::string>(known.begin(), known.end()))));
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (groups.empty() || groups[row] == s.levels[0] || groups[row] == s.levels[1])
      rows.push_back(row);
    else
      without_group += groups[row] == "n/a" ? 1 : 0;
  }
  // The place of each row travels with its scores, so that the shared choice of rows says which were used.
  Table chosen = table.select(rows);
  const std::string place = " place";  // no column of a file is called so: names are trimmed
  chosen.add(place, Column::Integers(rows.begin(), rows.end()));
  PairedColumns columns =
      take_columns(chosen, s.pre, s.post, std::vector<std::string>{s.sd_from, place}, s.identifiers);
  const auto identifier = std::find_if(s.identifiers.begin(), s.identifiers.end(),
                                       [&](const std::string& name) { return table.has(name); });
  const std::vector<std::string> names =
      identifier == s.identifiers.end() ? std::vector<std::string>{} : table.text(*identifier);
  for (const double at : columns.given[1]) {
    const auto row = static_cast<std::size_t>(at);
    out.people.push_back(names.empty() ? fmt::format("row {}", row + 1) : names[row]);
    out.level.push_back(!groups.empty() && groups[row] == s.levels[1] ? 1 : 0);
  }
  out.pre = std::move(columns.x);
  out.post = std::move(columns.y);
  out.spread = std::move(columns.given[0]);
  out.exclusions = std::move(columns.exclusions);
  for (std::int64_t i = 0; i < without_group; ++i) out.exclusions.add(s.by + " missing");
  out.warnings = std::move(columns.warnings);
  return out;
}

}  // namespace attune::stats
