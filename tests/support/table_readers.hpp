#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "attune/base/error.hpp"
#include "attune/table/stream.hpp"

namespace attune::test {

/// A text in pieces of at most `piece` bytes.
inline NextBytes pieces_of(std::string_view text, std::size_t piece) {
  return [text, piece](std::span<char> room) mutable {
    const std::size_t count = std::min({text.size(), piece, room.size()});
    std::copy_n(text.begin(), count, room.begin());
    text.remove_prefix(count);
    return count;
  };
}

/// Everything a reader says about a text: the kept cells and the place of every row, or the error.
template <class Read>
std::string outcome_of(const Read& read) {
  try {
    const Table table = read();
    std::string out = to_tsv(table);
    for (std::size_t row = 0; row < table.rows(); ++row) out += table.where(row) + "\n";
    return out;
  } catch (const Error& e) {
    return "fault " + std::string(1, static_cast<char>('0' + static_cast<int>(e.fault()))) + ": " + e.what();
  }
}

/// The plain reader, the plain filter, and then only the columns that are wanted.
inline Table read_plainly(std::string_view text, const std::filesystem::path& path, const TableSelection& selection,
                          const Dialect& dialect) {
  Table table = parse_table(text, path, dialect);
  if (!selection.filters.empty()) table = filter_rows(table, selection.filters);
  if (!selection.columns) return table;
  for (const std::string& name : table.names())
    if (std::find(selection.columns->begin(), selection.columns->end(), name) == selection.columns->end())
      table.remove(name);
  return table;
}

}  // namespace attune::test
