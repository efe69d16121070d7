#include "attune/table/spread.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"
#include "name_pattern.hpp"

namespace attune {
namespace {

constexpr const char* kExcluded = "excluded";

/// Where the cell of each row goes: its row of the result and its new column.
struct Places {
  std::vector<std::size_t> rows, columns;
  std::vector<std::size_t> first;    ///< row of the table that each row of the result comes from
  std::vector<std::string> created;  ///< names of the new columns
};

std::string name_of(const NamePattern& pattern, const std::vector<std::string>& levels) {
  std::string out = pattern.literals[0];
  for (std::size_t i = 0; i < levels.size(); ++i) out += levels[i] + pattern.literals[i + 1];
  return out;
}

std::size_t number_of(std::map<std::vector<std::string>, std::size_t>& known, std::vector<std::string> key) {
  return known.emplace(std::move(key), known.size()).first->second;
}

bool is_spread(const NamePattern& pattern, const std::string& name) {
  return name == pattern.value || std::count(pattern.names.begin(), pattern.names.end(), name) > 0;
}

std::vector<std::string> key_columns(const Table& table, const NamePattern& pattern, std::span<const std::string> ids) {
  std::vector<std::string> out;
  for (const std::string& name : ids.empty() ? table.names() : std::vector<std::string>(ids.begin(), ids.end()))
    if (!is_spread(pattern, name) && !(ids.empty() && name == kExcluded)) out.push_back(name);
  return out;
}

// The cells of a row in these columns; `needed` if none of them may be missing.
std::vector<std::string> cells_of(const Table& table, const std::vector<std::string>& names,
                                  const std::vector<std::vector<std::string>>& columns, std::size_t row, bool needed) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (needed && columns[i][row] == "n/a") table.throw_at(row, names[i], "is missing; every row needs it");
    out.push_back(columns[i][row]);
  }
  return out;
}

std::vector<std::vector<std::string>> texts_of(const Table& table, const std::vector<std::string>& names) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& name : names) out.push_back(table.text(name));
  return out;
}

Places places_of(const Table& table, const NamePattern& pattern, std::span<const std::string> ids) {
  const std::vector<std::string> key_names = key_columns(table, pattern, ids);
  const auto level_columns = texts_of(table, pattern.names), key_columns = texts_of(table, key_names);
  Places out;
  std::map<std::vector<std::string>, std::size_t> keys, levels;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<std::string> level = cells_of(table, pattern.names, level_columns, row, true);
    const std::string name = name_of(pattern, level);
    out.rows.push_back(number_of(keys, cells_of(table, key_names, key_columns, row, !ids.empty())));
    out.columns.push_back(number_of(levels, std::move(level)));
    if (out.rows.back() == out.first.size()) out.first.push_back(row);
    if (out.columns.back() == out.created.size()) out.created.push_back(name);
  }
  return out;
}

// Why each row is left out, n/a if it is not.
std::vector<std::string> reasons_of(const Table& table, const NamePattern& pattern) {
  if (!table.has(kExcluded) || is_spread(pattern, kExcluded)) return std::vector<std::string>(table.rows(), "n/a");
  return table.text(kExcluded);
}

// The reason of each row of the result: n/a where it has a row that is not excluded.
Column::Text kept_reasons(const Places& places, const std::vector<std::string>& reasons) {
  Column::Text out;
  for (const std::size_t row : places.first) out.push_back(reasons[row]);
  for (std::size_t row = 0; row < reasons.size(); ++row)
    if (reasons[row] == "n/a") out[places.rows[row]] = "n/a";
  return out;
}

// Takes away the columns that were spread and those that differ within a row of the result; names the latter. The
// reasons stay.
std::vector<std::string> remove_others(Table& out, const Table& table, const NamePattern& pattern,
                                       const Places& places) {
  std::vector<std::string> gone;
  for (const std::string& name : table.names()) {
    const bool spreads = is_spread(pattern, name);
    if (name == kExcluded && !spreads) continue;
    const std::vector<std::string> cells = table.text(name);
    bool differs = false;
    for (std::size_t row = 0; row < cells.size() && !differs; ++row)
      differs = cells[row] != cells[places.first[places.rows[row]]];
    if (spreads || differs) out.remove(name);
    if (!spreads && differs) gone.push_back(name);
  }
  return gone;
}

}  // namespace

Spread spread(const Table& table, std::string_view request, std::span<const std::string> ids) {
  const NamePattern pattern = parse_name_pattern("--spread", request);
  const std::vector<std::string> cells = table.text(pattern.value);
  const Places places = places_of(table, pattern, ids);
  Spread out;
  out.table = table.select(places.first);
  out.gone = remove_others(out.table, table, pattern, places);
  const std::vector<std::string> reasons = reasons_of(table, pattern);
  if (out.table.has(kExcluded)) out.table.replace(kExcluded, kept_reasons(places, reasons));
  std::vector<Column::Text> columns(places.created.size(), Column::Text(places.first.size(), "n/a"));
  std::vector<std::vector<std::optional<std::size_t>>> filled(
      places.created.size(), std::vector<std::optional<std::size_t>>(places.first.size()));
  for (std::size_t row = 0; row < cells.size(); ++row) {
    auto& taken = filled[places.columns[row]][places.rows[row]];
    if (taken)
      table.throw_at(row, pattern.value,
                     fmt::format("the row at {} belongs to the same cell; choose rows (--where), average them "
                                 "(--average) or name what else tells them apart (--per)",
                                 table.where(*taken)));
    taken = row;
    if (reasons[row] == "n/a")
      columns[places.columns[row]][places.rows[row]] = cells[row];
    else
      ++out.excluded[reasons[row]];
  }
  out.absent = columns.size() * places.first.size() - cells.size();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (out.table.has(places.created[i]))
      throw usage_error(fmt::format("--spread {}: the name {} is taken; choose another", in_quotes(request),
                                    in_quotes(places.created[i])));
    out.table.add(places.created[i], std::move(columns[i]));
  }
  return out;
}

std::string Spread::summary(std::size_t rows) const {
  std::string out = fmt::format("{} rows become {}", rows, table.rows());
  if (absent > 0) out += fmt::format("; cells without a row: {}", absent);
  for (const auto& [reason, count] : excluded) out += fmt::format("; excluded ({}), made n/a: {}", reason, count);
  if (!gone.empty()) out += fmt::format("; columns that differ within them are gone: {}", fmt::join(gone, ", "));
  return out;
}

std::vector<Difference> parse_differences(std::span<const std::string> texts) {
  std::vector<Difference> out;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('='), comma = text.find(',', equals == std::string::npos ? 0 : equals);
    const bool whole = equals != std::string::npos && comma != std::string::npos && equals > 0 && comma > equals + 1 &&
                       comma + 1 < text.size() && text.find(',', comma + 1) == std::string::npos;
    if (!whole) throw usage_error(fmt::format("--difference {}: expected name=column,column", in_quotes(text)));
    out.push_back({text.substr(0, equals), text.substr(equals + 1, comma - equals - 1), text.substr(comma + 1)});
  }
  return out;
}

Table add_differences(Table table, std::span<const Difference> differences) {
  for (const Difference& difference : differences) {
    if (table.has(difference.name))
      throw usage_error(
          fmt::format("--difference: there is a column {} already; choose another name", in_quotes(difference.name)));
    std::vector<double> a = table.numbers(difference.minuend);
    const std::vector<double> b = table.numbers(difference.subtrahend);
    for (std::size_t row = 0; row < a.size(); ++row) {
      if (std::isinf(a[row]) || std::isinf(b[row]))
        table.throw_at(row, std::isinf(a[row]) ? difference.minuend : difference.subtrahend,
                       "is infinite; write a finite number or n/a");
      a[row] -= b[row];
    }
    table.add(difference.name, std::move(a));
  }
  return table;
}

}  // namespace attune
