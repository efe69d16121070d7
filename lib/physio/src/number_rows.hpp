#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace attune::physio {

/// How a text of numbers is to be read.
struct RowsRequest {
  std::size_t first_line = 1;  ///< number of the text's first line in the file
  bool may_have_header = true;
  bool ends_with_separator = false;
};

/// Columns of numbers: a line per row, one separator, perhaps a header line.
struct NumberRows {
  std::vector<std::string> names;            ///< of the header line; empty: there is none
  std::vector<std::vector<double>> columns;  ///< NaN: missing
  std::size_t first_line = 1;                ///< of the first row; the others follow line by line
  char separator = '\t';                     ///< tab, ';', ',' or ' ' for any blanks
  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
};

/// Reads a text of numbers. The separator is the first of tab, semicolon, comma and blanks that is in the first line;
/// where it is no separator, a comma is the decimal mark. Cells that are empty, n/a or NaN are missing. A text without
/// numbers, another number of cells and a cell that is no number are input errors with the line.
NumberRows parse_number_rows(std::string_view text, const std::filesystem::path& path, const RowsRequest& request = {});

/// The first line of a text, without its end, which is taken off the text.
std::string_view take_line(std::string_view& text);
/// Lower case of the letters A to Z.
std::string lower_case(std::string_view text);

}  // namespace attune::physio
