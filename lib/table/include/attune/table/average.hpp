#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "attune/table/table.hpp"

namespace attune {

/// Repeated rows made one: the mean of `values` over the rows that agree in all columns of `per`.
struct AverageRequest {
  std::vector<std::string> values;
  std::vector<std::string> per;
};

/// A table with a row for each cell, in order of first appearance, and what became of the others.
struct Averaged {
  /// `values` hold the means (n/a where no row of the cell has a value), `averaged_rows` how many values a row stands
  /// for in the first of `values`. Columns whose text is the same within every cell are kept. A cell all of whose rows
  /// are excluded keeps the reason of its first one.
  Table table;
  std::size_t rows = 0;                         ///< rows there were
  std::map<std::string, std::size_t> excluded;  ///< rows not averaged in, by their reason in `excluded`
  std::size_t missing = 0;                      ///< other rows without one of the values
  std::size_t fewest = 0, most = 0;             ///< rows of a cell
  std::vector<std::string> gone;                ///< columns that differ within a cell
  /// "12836 rows are averaged to 193, 11 to 78 each; ...": one line.
  std::string summary() const;
};

/// Averages as asked; the same means for any order of rows. Usage error: no values, or a column in both lists. Input
/// errors: an unknown column, a value that is not a finite number, a cell of `per` that is missing.
Averaged average_rows(const Table& table, const AverageRequest& request);

}  // namespace attune
