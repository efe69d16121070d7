#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

/// A long table made wide, and what became of its other columns.
struct Spread {
  Table table;
  std::size_t absent = 0;                         ///< cells that no row was there for: n/a
  std::map<std::string, std::size_t> excluded{};  ///< cells made n/a, by the reason in `excluded`
  std::vector<std::string> gone;                  ///< columns that differ within a row of the result
  /// "24 rows become 12; ...": one line.
  std::string summary(std::size_t rows) const;
};

/// The inverse of `gather`: `rt=rt_{condition}` takes rows that agree in `ids` as one, with a column `rt_happy` and so
/// on for each level of `condition`, in order of first appearance. Several names in braces make a column for each
/// combination there is. Without `ids` rows belong together that agree in every other column but `excluded`.
///
/// A value whose row has a reason in the column `excluded` is none: its cell is n/a, and counted. A row of the result
/// has a reason, that of its first row, only where all its rows are excluded. Whoever spreads `excluded` itself, or
/// by its levels, gets the cells as they are.
///
/// Usage error: no `=` or no {name}; a column of the result that is there already. Input errors: an unknown column, a
/// level or id that is missing, two rows with the same ids and levels.
Spread spread(const Table& table, std::string_view request, std::span<const std::string> ids = {});

/// A column `name` = `minuend` - `subtrahend`, missing where one of them is.
struct Difference {
  std::string name, minuend, subtrahend;
};
/// From texts `name=minuend,subtrahend`; anything else is a usage error.
std::vector<Difference> parse_differences(std::span<const std::string> texts);
/// The table with these columns added. Input errors: an unknown column, a cell that is not a finite number. Usage
/// error: a name that is there already.
Table add_differences(Table table, std::span<const Difference> differences);

}  // namespace attune
