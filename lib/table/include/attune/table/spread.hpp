#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

/// A long table made wide, the inverse of `gather`: `rt=rt_{condition}` takes rows that agree in every column but `rt`
/// and `condition` as one, with a column `rt_happy` and so on for each level of `condition`, in order of first
/// appearance; a level that a row lacks is n/a. Several names in braces make a column for each combination there is.
///
/// Usage error: no `=` or no {name}; a column of the result that is there already. Input errors: an unknown column, a
/// level that is missing, two rows that agree in all of these.
Table spread(const Table& table, std::string_view request);

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
