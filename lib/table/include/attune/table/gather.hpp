#pragma once

#include <string>
#include <string_view>

#include "attune/table/table.hpp"

namespace attune {

/// A wide table made long: `scr=scr_{half}_{cs}_norm` takes the columns whose names are the pattern with letters,
/// digits or dots where the braces stand, and gives each of their cells a row of its own, with the cell in the column
/// `scr` and what the braces matched in the columns `half` and `cs`. The other columns are repeated. Rows keep the
/// order of the table, cells that of its columns; messages about a row name its line in the file.
///
/// Usage error: no `=`, no or an unnamed brace, a name that a kept column has. Input error: no column matches.
Table gather(const Table& table, std::string_view request);

}  // namespace attune
