#pragma once

#include <span>
#include <string>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

/// Rows whose cell of `column` is one of `values` (compared as text: "01" is not "1").
struct RowFilter {
  std::string column;
  std::vector<std::string> values;
};
/// From `column=value` texts. A text without "=" is another value of the column before it; the same column again adds
/// values too. Different columns must all match. Nothing before the "=" is a usage error.
std::vector<RowFilter> parse_filters(std::span<const std::string> texts);
/// The rows that pass every filter. An unknown column, or a value that no row has, is an input error that suggests.
Table filter_rows(const Table& table, std::span<const RowFilter> filters);

}  // namespace attune
