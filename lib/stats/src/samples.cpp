#include "attune/stats/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"

namespace attune::stats {
namespace {

std::string file_of(const Table& table) { return table.path().empty() ? "table" : table.path().string(); }

std::vector<std::string> distinct(const std::vector<std::string>& cells) {
  std::set<std::string> seen;
  for (const std::string& cell : cells)
    if (cell != "n/a") seen.insert(cell);
  return {seen.begin(), seen.end()};
}

// The numbers of a column; an infinite one is refused where it stands, if its row is used.
std::vector<double> finite_numbers(const Table& table, const std::string& name) {
  const std::vector<double> out = table.numbers(name);
  for (std::size_t row = 0; row < out.size(); ++row)
    if (std::isinf(out[row])) table.throw_at(row, name, "is infinite; write a finite number or n/a");
  return out;
}

// Reason to leave a row out, from its `excluded` column.
std::vector<std::string> exclusion_reasons(const Table& table) {
  if (!table.has("excluded")) return std::vector<std::string>(table.rows(), "n/a");
  return table.text("excluded");
}

// Refuses two used rows of one participant; warns where no identifier tells the rows apart.
Warnings check_identifiers(const Table& table, const std::vector<std::size_t>& used,
                           std::span<const std::string> columns, const std::string& advice) {
  bool identified = used.empty();
  for (const std::string& name : columns) {
    if (!table.has(name)) continue;
    const std::vector<std::string> ids = table.text(name);
    std::map<std::string, std::size_t> first;
    for (const std::size_t row : used) {
      if (ids[row] == "n/a") continue;
      identified = true;
      const auto [existing, inserted] = first.emplace(ids[row], row);
      if (!inserted)
        table.throw_at(row, name,
                       fmt::format("{} has another row here, first at {}; one row each is expected: {}",
                                   in_quotes(ids[row]), table.where(existing->second), advice));
    }
  }
  if (identified) return {};
  return {
      fmt::format("{}: no column names the participants ({} is absent or empty); every row is taken as another "
                  "person, name the column with --key",
                  file_of(table), fmt::join(columns, ", "))};
}

// Small letters without spaces: what two spellings of one level have in common.
std::string spelt_plainly(std::string_view level) {
  std::string out;
  for (const char c : level)
    if (c != ' ') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Rows that are left out because their level is spelt in another way than the one asked for.
Warnings check_spelling(const Table& table, const GroupSelection& s) {
  std::map<std::string, std::pair<std::string, int>> others;
  for (const std::string& cell : table.text(s.by)) {
    if (std::find(s.levels.begin(), s.levels.end(), cell) != s.levels.end()) continue;
    for (const std::string& level : s.levels) {
      if (spelt_plainly(cell) != spelt_plainly(level)) continue;
      auto& [asked, rows] = others[cell];
      asked = level;
      ++rows;
      break;
    }
  }
  Warnings out;
  for (const auto& [cell, other] : others)
    out.push_back(fmt::format("{}: column {}: {} is not {}: {} row{} left out; spell the level in one way",
                              file_of(table), in_quotes(s.by), in_quotes(cell), in_quotes(other.first), other.second,
                              other.second == 1 ? " is" : "s are"));
  return out;
}

// Labels of rows (their blocks), each of which has to have one.
std::vector<std::string> labels_of(const Table& table, const std::vector<std::size_t>& rows,
                                   const std::string& column) {
  if (column.empty()) return {};
  const std::vector<std::string> cells = table.text(column);
  std::vector<std::string> out;
  for (const std::size_t row : rows) {
    if (cells[row] == "n/a")
      table.throw_at(row, column, "is missing; every row needs one: give somebody alone a name of their own");
    out.push_back(cells[row]);
  }
  return out;
}

const char* const kChooseRows = "choose rows with --where column=value";

struct Row {
  std::size_t level = 0;  // 0 or 1
  std::size_t row = 0;
};

// Rows of the two levels with a value, and what was left out.
std::vector<Row> usable_rows(const Table& table, const GroupSelection& s, const std::vector<double>& values,
                             Exclusions& exclusions) {
  const std::vector<std::string> groups = table.text(s.by), reasons = exclusion_reasons(table);
  const std::vector<std::string> known = distinct(groups);
  for (const std::string& level : s.levels)
    if (std::find(known.begin(), known.end(), level) == known.end())
      throw input_error(file_of(table), fmt::format("column {} has no level {}{}", in_quotes(s.by), in_quotes(level),
                                                    suggestion(level, known)));
  std::vector<Row> out;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const auto at = std::find(s.levels.begin(), s.levels.end(), groups[row]);
    if (at == s.levels.end() && groups[row] != "n/a") continue;
    if (reasons[row] != "n/a")
      exclusions.add("excluded: " + reasons[row]);
    else if (groups[row] == "n/a")
      exclusions.add(s.by + " missing");
    else if (std::isnan(values[row]))
      exclusions.add(s.value + " missing");
    else
      out.push_back({static_cast<std::size_t>(at - s.levels.begin()), row});
  }
  return out;
}

TwoSamples pair_up(const Table& table, const GroupSelection& s, const std::vector<double>& values,
                   const std::vector<Row>& rows, Exclusions exclusions) {
  const std::vector<std::string> names = table.text(s.pair_by);
  std::map<std::string, std::array<std::optional<std::size_t>, 2>> pairs;
  for (const Row& r : rows) {
    if (names[r.row] == "n/a") table.throw_at(r.row, s.pair_by, "is missing; every row needs the name of its pair");
    auto& slot = pairs[names[r.row]][r.level];
    if (slot)
      table.throw_at(
          r.row, s.pair_by,
          fmt::format("{} has another row with {} {}, first at {}; one row each is expected: {}",
                      in_quotes(names[r.row]), s.by, in_quotes(s.levels[r.level]), table.where(*slot), kChooseRows));
    slot = r.row;
  }
  TwoSamples out;
  out.exclusions = std::move(exclusions);
  std::vector<std::size_t> used[2];
  for (const auto& [name, pair] : pairs) {
    if (pair[0] && pair[1]) {
      for (std::size_t level = 0; level < 2; ++level) used[level].push_back(*pair[level]);
      out.a.push_back(values[*pair[0]]);
      out.b.push_back(values[*pair[1]]);
    } else {
      out.exclusions.add("no value of " + s.levels[pair[0] ? 1 : 0]);
    }
  }
  out.blocks[0] = labels_of(table, used[0], s.block_by);
  const std::vector<std::string> of_b = labels_of(table, used[1], s.block_by);
  for (std::size_t i = 0; i < of_b.size(); ++i)
    if (of_b[i] != out.blocks[0][i])
      table.throw_at(used[1][i], s.block_by,
                     fmt::format("is {} but {} for the other row of this pair, at {}; one block is expected",
                                 in_quotes(of_b[i]), in_quotes(out.blocks[0][i]), table.where(used[0][i])));
  return out;
}

}  // namespace

std::int64_t Exclusions::total() const { return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}); }

void Exclusions::add(const std::string& reason) {
  const auto at = std::find(reasons.begin(), reasons.end(), reason) - reasons.begin();
  if (at == static_cast<std::ptrdiff_t>(reasons.size())) {
    reasons.push_back(reason);
    counts.push_back(0);
  }
  ++counts[static_cast<std::size_t>(at)];
}

TwoSamples take_groups(const Table& table, const GroupSelection& s) {
  if (s.levels[0] == s.levels[1])
    throw usage_error(fmt::format("both levels are {}; expected two different ones", in_quotes(s.levels[0])));
  const std::vector<double> values = finite_numbers(table, s.value);
  TwoSamples out;
  const std::vector<Row> rows = usable_rows(table, s, values, out.exclusions);
  if (!s.pair_by.empty()) {
    out = pair_up(table, s, values, rows, std::move(out.exclusions));
    out.warnings = check_spelling(table, s);
    return out;
  }
  std::vector<std::size_t> used, of_level[2];
  for (const Row& r : rows) {
    used.push_back(r.row);
    of_level[r.level].push_back(r.row);
    (r.level == 0 ? out.a : out.b).push_back(values[r.row]);
  }
  for (std::size_t level = 0; level < 2; ++level) out.blocks[level] = labels_of(table, of_level[level], s.block_by);
  out.warnings =
      check_identifiers(table, used, s.identifiers, std::string(kChooseRows) + ", or pair them with --paired");
  const Warnings spelling = check_spelling(table, s);
  out.warnings.insert(out.warnings.end(), spelling.begin(), spelling.end());
  return out;
}

PairedColumns take_columns(const Table& table, const std::string& x, const std::string& y,
                           std::span<const std::string> given, std::span<const std::string> identifiers,
                           const RowLabels& labels) {
  std::vector<std::string> names{x, y};
  names.insert(names.end(), given.begin(), given.end());
  std::vector<std::vector<double>> columns;
  for (const std::string& name : names) columns.push_back(finite_numbers(table, name));
  const std::vector<std::string> reasons = exclusion_reasons(table);
  PairedColumns out;
  out.given.resize(given.size());
  std::vector<std::size_t> used;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::size_t missing = 0;
    while (missing < columns.size() && !std::isnan(columns[missing][row])) ++missing;
    if (reasons[row] != "n/a") {
      out.exclusions.add("excluded: " + reasons[row]);
    } else if (missing < columns.size()) {
      out.exclusions.add(names[missing] + " missing");
    } else {
      used.push_back(row);
      out.x.push_back(columns[0][row]);
      out.y.push_back(columns[1][row]);
      for (std::size_t c = 0; c < given.size(); ++c) out.given[c].push_back(columns[c + 2][row]);
    }
  }
  out.block = labels_of(table, used, labels.block);
  out.stratum = labels_of(table, used, labels.stratum);
  const auto known =
      std::find_if(identifiers.begin(), identifiers.end(), [&](const std::string& name) { return table.has(name); });
  if (known != identifiers.end()) {
    const std::vector<std::string> people = table.text(*known);
    for (const std::size_t row : used) out.member.push_back(people[row]);
  }
  out.warnings = check_identifiers(table, used, identifiers, kChooseRows);
  return out;
}

std::vector<std::string> describe(const Exclusions& exclusions) {
  std::map<std::string, std::int64_t> counts;
  for (std::size_t i = 0; i < exclusions.reasons.size(); ++i)
    counts.emplace(exclusions.reasons[i], exclusions.counts[i]);
  std::vector<std::string> out;
  for (const auto& [reason, count] : counts) out.push_back(fmt::format("{}: {}", reason, count));
  return out;
}

void add_exclusions(Record& record, const Exclusions& exclusions) {
  const std::vector<std::string> reasons = describe(exclusions);
  record.emplace_back("excluded", exclusions.total());
  record.emplace_back("excluded_reasons",
                      reasons.empty() ? std::string("n/a") : fmt::format("{}", fmt::join(reasons, "; ")));
}

}  // namespace attune::stats
