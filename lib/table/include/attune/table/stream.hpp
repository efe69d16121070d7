#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/delimited.hpp"
#include "attune/table/row_filter.hpp"

namespace attune {

/// What is kept of a table that is read: all columns or those named (in the order of the file; names that the file
/// lacks are passed over), and the rows that pass the filters.
struct TableSelection {
  std::optional<std::vector<std::string>> columns;
  std::vector<RowFilter> filters;
};

/// Fills the span with the next bytes of a text and returns how many; 0 only at its end.
using NextBytes = std::function<std::size_t(std::span<char>)>;
/// Runs task(0) to task(count - 1), in any order and on any number of threads, and returns when all are done.
using RunTasks = std::function<void(std::size_t count, const std::function<void(std::size_t)>& task)>;

/// How a table is read. Nothing here changes the result.
struct StreamOptions {
  RunTasks run{};     ///< empty: one after another
  bool hash = false;  ///< also takes the SHA-256 of the bytes
  std::size_t block_bytes = std::size_t{1} << 20, batch_blocks = 16;
};

struct StreamedTable {
  Table table;
  std::string sha256;  ///< empty if it was not asked for
  std::uintmax_t bytes = 0;
};

/// Reads a TSV or CSV file as `parse_table` does, with the same checks and messages of the whole file, and keeps what
/// is selected as `filter_rows` does, with its messages. The filters look at the bytes, so that memory does not grow
/// with the rows that are left out. The rows know their lines. A column that was left out is known by name: asking the
/// table for it is an internal error, not a missing column.
///
/// No row that passes the filters is an input error; a separator that is a quote or a line end is a usage error.
StreamedTable stream_table(const NextBytes& next, const std::filesystem::path& path, const TableSelection& selection,
                           const Dialect& dialect = {}, const StreamOptions& options = {});
StreamedTable stream_file(const std::filesystem::path& path, const TableSelection& selection,
                          const Dialect& dialect = {}, const StreamOptions& options = {});

/// Reads from an open file descriptor (standard input is 0); `name` is for messages.
NextBytes bytes_of(int descriptor, const std::filesystem::path& name);

}  // namespace attune
