#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace attune::roi {

/// A line of a text file that says something.
struct TextLine {
  std::size_t number = 0;  ///< from 1
  std::string text;        ///< trimmed
};

/// The lines of `text` without blank lines and without those that start with '#'.
std::vector<TextLine> text_lines(std::string_view text);
/// The blank-separated parts of a line.
std::vector<std::string> words(std::string_view line);
/// ASCII letters in lower case.
std::string lower_case(std::string_view text);

}  // namespace attune::roi
