#pragma once

#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/table.hpp"

namespace attune {

/// The codes that a column may hold.
struct CodeList {
  std::string column;
  std::vector<std::string> codes;
};
/// From texts `column=a,b,c`. No `=`, no column or no code is a usage error.
std::vector<CodeList> parse_code_lists(std::span<const std::string> texts);

/// The table with every cell that is none of its column's codes made missing, so that whoever uses it leaves it out and
/// counts it. A warning names the place and text of each such cell (of the first 20, and says how many more there are).
/// Codes are compared as text and, where both are numbers, as numbers. An unknown column is an input error.
Table keep_codes(Table table, std::span<const CodeList> lists, Warnings& warnings);

/// The table with the numbers of `columns` rewritten from a decimal comma to a decimal point. Every cell has to be such
/// a number or missing: a point, which could be a thousands mark, two commas or a word are input errors that name the
/// place.
Table from_decimal_comma(Table table, std::span<const std::string> columns);

}  // namespace attune
