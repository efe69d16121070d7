#include "attune/table/row_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "filter_errors.hpp"

namespace attune {
namespace {

std::string file_of(const Table& table) { return table.path().empty() ? "table" : table.path().string(); }

std::vector<std::string> distinct(const std::vector<std::string>& cells) {
  std::set<std::string> seen;
  for (const std::string& cell : cells)
    if (cell != "n/a") seen.insert(cell);
  return {seen.begin(), seen.end()};
}

}  // namespace

void refuse_value(const Table& table, const RowFilter& filter, const std::string& value,
                  const std::vector<std::string>& known) {
  throw input_error(file_of(table), fmt::format("column {} has no value {}{}", in_quotes(filter.column),
                                                in_quotes(value), suggestion(value, known)));
}

void refuse_no_rows(const Table& table, bool filtered) {
  throw input_error(file_of(table), filtered ? "no row passes all the filters"
                                             : "has no rows; expected at least one below the line of column names");
}

std::vector<RowFilter> parse_filters(std::span<const std::string> texts) {
  std::vector<RowFilter> out;
  std::size_t current = 0;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || (equals == std::string::npos && out.empty()))
      throw usage_error(fmt::format("row filter is {}; expected column=value", in_quotes(text)));
    if (equals != std::string::npos) {
      const std::string column = text.substr(0, equals);
      const auto known = std::find_if(out.begin(), out.end(), [&](const RowFilter& f) { return f.column == column; });
      current = static_cast<std::size_t>(known - out.begin());
      if (known == out.end()) out.push_back({column, {}});
    }
    out[current].values.push_back(equals == std::string::npos ? text : text.substr(equals + 1));
  }
  return out;
}

Table filter_rows(const Table& table, std::span<const RowFilter> filters) {
  std::vector<std::size_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  for (const RowFilter& filter : filters) {
    const std::vector<std::string> cells = table.text(filter.column);
    const std::vector<std::string> known = distinct(cells);
    std::set<std::string> wanted;
    for (const std::string& value : filter.values) {
      wanted.insert(is_missing(value) ? "n/a" : value);
      if (std::find(cells.begin(), cells.end(), is_missing(value) ? "n/a" : value) == cells.end())
        refuse_value(table, filter, value, known);
    }
    std::erase_if(rows, [&](std::size_t row) { return !wanted.contains(cells[row]); });
  }
  if (rows.empty()) refuse_no_rows(table, !filters.empty());
  return table.select(rows);
}

}  // namespace attune
