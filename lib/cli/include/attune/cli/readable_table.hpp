#pragma once

#include <span>
#include <string>

#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::cli {

/// Columns padded with blanks, numbers to six significant digits and aligned right: for a terminal, not for programs.
/// Where lines would be longer than 160 characters, columns with one value in every row are told once above the table.
std::string readable_table(const Table& table);
/// A single record as `name  value` lines, the records within it as tables below (as strips, a line per
/// field, where they have two numbers); several records as a table.
std::string readable_records(std::span<const Record> records);

}  // namespace attune::cli
