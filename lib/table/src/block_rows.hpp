#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/table.hpp"
#include "delimited_text.hpp"

namespace attune {

/// A row filter that knows its column's place; a column that is not there has no values, and no row passes. Values are
/// text, missing is "n/a".
struct PlacedFilter {
  std::size_t column = 0;
  std::vector<std::string> values;
};

/// How blocks are read: what every row has, and what is kept of it.
struct BlockPlan {
  DelimitedLayout layout;
  char separator = '\t';
  std::vector<std::size_t> kept;  ///< columns, ascending
  std::vector<PlacedFilter> filters;
};

/// Which values of a filter some row has; while one is lacking also which other values there are, but the missing one.
struct SeenValues {
  std::vector<bool> value;
  std::set<std::string, std::less<>> others;
  bool complete() const;
  /// Adds what another part of the table has.
  void add(SeenValues&& part);
};

/// What a block holds.
struct BlockRows {
  bool sound = true;  ///< false: something is wrong; the plain reader says what. Nothing else is then filled.
  std::size_t line_ends = 0;
  std::vector<Column::Text> columns;  ///< of the rows that pass, in the order of plan.kept
  std::vector<std::size_t> lines;     ///< of these rows; the block starts on line 0
  std::vector<SeenValues> seen;       ///< for each filter
};

/// Reads whole records. `seen` is what earlier blocks have: a filter that is complete there is not followed further.
BlockRows read_block(std::string_view text, const BlockPlan& plan, const std::vector<SeenValues>& seen);

}  // namespace attune
