#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "attune/base/files.hpp"
#include "attune/table/table.hpp"

namespace attune {

/// How a text table is written down.
struct Dialect {
  char separator = '\0';  ///< '\0': tab for .tsv/.tsv.gz/.txt, comma for .csv; else the one in the header line
  char decimal = '.';     ///< ',' only when declared; numbers with the other mark are then errors
};

/// Reads a TSV or CSV file with a header line. Handles a UTF-8 byte-order mark, CRLF and CR line ends, double quotes
/// with doubled quotes inside, separators and line ends within quotes. Short or long lines, unclosed quotes, empty or
/// duplicate column names and invalid UTF-8 are input errors with the line. A path of "-" is standard input's text,
/// which the caller reads. `parse_table` goes byte by byte: it is the plain statement of the rules, and the oracle of
/// `stream_table`, which reads files.
Table read_table(const std::filesystem::path& path, const Dialect& dialect = {});
Table parse_table(std::string_view text, const std::filesystem::path& path, const Dialect& dialect = {});

/// Tab-separated text; cells with tabs, quotes or line ends are quoted. Doubles read back to the same bits.
std::string to_tsv(const Table& table);
void write_table(const std::filesystem::path& path, const Table& table, Overwrite overwrite);

}  // namespace attune
