#include "people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/table/person_key.hpp"

namespace attune::precision {
namespace {

constexpr std::size_t kNamedCells = 3;  // in a warning that is to stay a line

auto key_of(const Measure& m) { return std::tie(m.session, m.task, m.run, m.measure, m.site, m.condition, m.unit); }
auto key_without_condition(const Cell& c) { return std::tie(c.session, c.task, c.run, c.measure, c.site, c.unit); }

// Index of each row's cell; the cells themselves are made in order of first appearance.
std::vector<std::size_t> sort_into(const std::vector<Measure>& rows, std::vector<Cell>& cells) {
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string, std::string>;
  std::map<Key, std::size_t> known;
  std::vector<std::size_t> out;
  for (const Measure& row : rows) {
    const auto [found, is_new] = known.try_emplace(Key(key_of(row)), cells.size());
    if (is_new) {
      Cell& cell = cells.emplace_back();
      std::tie(cell.session, cell.task, cell.run, cell.measure, cell.site, cell.condition, cell.unit) = key_of(row);
    }
    out.push_back(found->second);
  }
  return out;
}

std::vector<std::string> groups_of(const Table& table, const QualityRequest& request) {
  if (request.by.empty()) return std::vector<std::string>(table.rows());
  std::vector<std::string> groups = table.text(request.by);
  std::vector<std::string> there;
  for (std::string& group : groups) {
    if (is_missing(group)) group.clear();
    if (!group.empty() && std::find(there.begin(), there.end(), group) == there.end()) there.push_back(group);
  }
  for (const std::string& level : request.levels)
    if (std::find(there.begin(), there.end(), level) == there.end())
      throw input_error(table.path(), fmt::format("column {} has no level {}{}", in_quotes(request.by),
                                                  in_quotes(level), suggestion(level, there)));
  return groups;
}

bool is_used(const Measure& row) { return row.excluded.empty() && std::isfinite(row.value); }

void check_row(const Table& table, std::size_t row, const Measure& measure) {
  if (measure.participant_id.empty())
    table.throw_at(row, "participant_id", "there is no participant; expected a name, since people are compared");
  if (measure.quality < 0)
    table.throw_at(row, "quality",
                   fmt::format("the SME is {}; expected 0 or more, in the unit of value", measure.quality));
}

std::string name_of(const Cell& cell) {
  std::string out;
  for (const std::string* part : {&cell.session, &cell.task, &cell.run, &cell.measure, &cell.site, &cell.condition})
    if (!part->empty()) out += (out.empty() ? "" : " ") + *part;
  return out;
}

void set_limits(Cells& out, const std::vector<Measure>& rows, const std::vector<std::size_t>& cell_of,
                const SmeRule& rule) {
  std::vector<Cell>& cells = out.cells;
  std::vector<std::string> without_robust;
  std::vector<std::vector<double>> smes(cells.size());
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (is_used(rows[row]) && std::isfinite(rows[row].quality)) smes[cell_of[row]].push_back(rows[row].quality);
  for (std::size_t c = 0; c < cells.size(); ++c) {
    std::sort(smes[c].begin(), smes[c].end());
    cells[c].limit = largest_sme(rule, cells[c].unit, smes[c]);
    if (const std::size_t n = people_for_robust(smes[c]); rule.robust && n < kFewestForRobust)
      without_robust.push_back(fmt::format("{} (n = {})", name_of(cells[c]), n));
  }
  const std::size_t count = without_robust.size();
  if (count == 0) return;
  without_robust.resize(std::min(count, kNamedCells));
  out.warnings.push_back(fmt::format(
      "--exclude-sme robust needs {} people with an SME above 0; {} of {} cells have fewer and no robust "
      "limit: {}{}; give a limit in the unit",
      kFewestForRobust, count, cells.size(), fmt::join(without_robust, ", "), count > kNamedCells ? ", ..." : ""));
}

// Units that a limit without one would be taken for.
void check_units(const SmeRule& rule, const std::vector<Cell>& cells) {
  std::vector<std::string> units;
  for (const Cell& cell : cells)
    if (std::find(units.begin(), units.end(), cell.unit) == units.end()) units.push_back(cell.unit);
  for (const SmeRule::Limit& limit : rule.limits) {
    if (limit.unit.empty() && units.size() > 1)
      throw usage_error(fmt::format("--exclude-sme: {} has no unit, and the values have several: {}; write {}{}",
                                    limit.largest, fmt::join(units, ", "), limit.largest, units.front()));
    if (!limit.unit.empty() && std::find(units.begin(), units.end(), limit.unit) == units.end())
      throw usage_error(fmt::format("--exclude-sme: no value is in {}{}; the units are {}", limit.unit,
                                    suggestion(limit.unit, units), fmt::join(units, ", ")));
  }
}

}  // namespace

Cells cells_of(const Table& table, const QualityRequest& request) {
  Cells out;
  out.table = table;
  const SmeRule rule = parse_sme_rule(request.exclude);
  const std::vector<Measure> rows = to_measures(table);
  const std::vector<std::string> groups = groups_of(table, request);
  const std::vector<std::size_t> cell_of = sort_into(rows, out.cells);
  check_units(rule, out.cells);
  set_limits(out, rows, cell_of, rule);
  out.rows = static_cast<std::int64_t>(rows.size());
  Column::Text reasons = table.text("excluded");
  std::map<std::pair<std::size_t, std::string>, std::size_t> seen;
  std::int64_t without_group = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Measure& measure = rows[row];
    check_row(table, row, measure);
    Cell& cell = out.cells[cell_of[row]];
    const std::string person = person_key(measure.participant_id);
    const auto [other, is_new] = seen.try_emplace({cell_of[row], person}, row);
    if (!is_new)
      table.throw_at(row, "participant_id",
                     fmt::format("{} has another row of the same measure, site and condition ({}: {}); expected one",
                                 in_quotes(measure.participant_id), table.where(other->second),
                                 in_quotes(rows[other->second].participant_id)));
    if (!request.by.empty() && groups[row].empty()) ++without_group;
    LeftOut& left_out = cell.left_out[groups[row]];
    if (!is_used(measure)) {
      ++left_out.before;
    } else if (std::isnan(measure.quality)) {
      ++left_out.without_sme;
    } else if (measure.quality > cell.limit) {
      ++left_out.by_sme;
      reasons[row] = fmt::format("SME above {:.4g} {}", cell.limit, cell.unit);
    } else {
      cell.people[person] = {measure.value, measure.quality, groups[row]};
    }
  }
  out.table.replace("excluded", std::move(reasons));
  if (without_group > 0)
    out.warnings.push_back(
        fmt::format("{} rows have no {}; they are in no group", without_group, in_quotes(request.by)));
  return out;
}

void add_differences(Cells& cells, const std::vector<std::string>& conditions) {
  const std::size_t count = cells.cells.size();
  bool any = false;
  for (std::size_t a = 0; a < count; ++a) {
    if (cells.cells[a].condition != conditions[0]) continue;
    for (std::size_t b = 0; b < count; ++b) {
      const Cell &first = cells.cells[a], &second = cells.cells[b];
      if (second.condition != conditions[1] || key_without_condition(first) != key_without_condition(second)) continue;
      Cell cell = first;
      cell.condition = fmt::format("{} - {}", conditions[0], conditions[1]);
      cell.is_difference = true;
      cell.limit = std::numeric_limits<double>::infinity();
      cell.people.clear();
      cell.left_out.clear();
      for (const auto& [person, value] : first.people) {
        const auto other = second.people.find(person);
        if (other == second.people.end())
          ++cell.left_out[value.group].before;
        else
          cell.people[person] = {value.value - other->second.value, std::hypot(value.sme, other->second.sme),
                                 value.group};
      }
      for (const auto& [person, value] : second.people)
        if (!first.people.contains(person)) ++cell.left_out[value.group].before;
      cells.cells.push_back(std::move(cell));
      any = true;
    }
  }
  if (any) return;
  std::vector<std::string> known;
  for (const Cell& cell : cells.cells)
    if (std::find(known.begin(), known.end(), cell.condition) == known.end()) known.push_back(cell.condition);
  for (const std::string& condition : conditions)
    if (std::find(known.begin(), known.end(), condition) == known.end())
      throw input_error(cells.table.path(),
                        fmt::format("there is no condition {}{}", in_quotes(condition), suggestion(condition, known)));
  throw input_error(cells.table.path(),
                    fmt::format("no measure and site has both conditions, {} and {}", conditions[0], conditions[1]));
}

}  // namespace attune::precision
