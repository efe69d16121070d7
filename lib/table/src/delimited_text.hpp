#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/table/delimited.hpp"

namespace attune {

inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The cells of one row and the line it starts on.
struct DelimitedRecord {
  std::vector<std::string> cells;
  std::size_t line = 0;
};

/// Splits text into records, byte by byte, since quotes may hold separators and line ends. Broken quotes are input
/// errors with the line, counted from `first_line`.
class Splitter {
 public:
  Splitter(std::string_view text, const std::filesystem::path& path, char separator, std::size_t first_line = 1)
      : text_(text), path_(path), separator_(separator), line_(first_line) {}

  bool next(DelimitedRecord& record);
  /// Bytes read so far, and the line that comes next.
  std::size_t position() const { return at_; }
  std::size_t line() const { return line_; }

 private:
  std::string read_cell();
  std::string read_quoted();

  std::string_view text_;
  const std::filesystem::path& path_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_;
};

/// What every row is held against: the names of the header line and how cells are written.
struct DelimitedLayout {
  std::vector<std::string> names;
  std::size_t header_line = 1;
  bool ends_with_separator = false;  ///< every line ends with one: the column after it has neither name nor cells
  char decimal = '.';
};

/// Length of a well-formed UTF-8 sequence at the front of `text`, 0 if it is not one.
std::size_t utf8_length(std::string_view text);
/// Bytes that are not UTF-8, and NUL, are input errors with the line; returns the line after the text.
std::size_t check_text(std::string_view text, const std::filesystem::path& path, std::size_t first_line = 1);
/// The separator of a file whose text starts like this.
char choose_separator(const Dialect& dialect, const std::filesystem::path& path, std::string_view text);

/// The header line, checked. A separator that is also the decimal mark is a usage error.
DelimitedLayout read_header(Splitter& splitter, const std::filesystem::path& path, const Dialect& dialect);
/// The next row with a cell per column, blank lines passed over; nothing at the end.
std::optional<DelimitedRecord> read_row(Splitter& splitter, const std::filesystem::path& path,
                                        const DelimitedLayout& layout);

/// "1,5" as "1.5", any other cell as it is; nothing for a number that has a decimal point.
std::optional<std::string> from_decimal_comma(std::string_view cell);

}  // namespace attune
