#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/row_filter.hpp"

namespace attune {

/// A value that no row has, among those the column has.
[[noreturn]] void refuse_value(const Table& table, const RowFilter& filter, const std::string& value,
                               const std::vector<std::string>& known);
/// No row is left; `filtered` says whether filters took them away or the table has none.
[[noreturn]] void refuse_no_rows(const Table& table, bool filtered = true);

}  // namespace attune
