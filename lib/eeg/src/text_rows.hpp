#pragma once

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "attune/eeg/text_recording.hpp"

namespace attune::eeg {

/// The columns of a text recording that its layout asks for.
struct TextRows {
  std::vector<std::string> channels;        ///< names, in the order of the file
  std::vector<std::vector<double>> values;  ///< per channel
  std::vector<double> times;                ///< in seconds; empty without a time column
  std::vector<std::string> codes;           ///< per row; empty without an event column
  std::vector<std::size_t> lines;           ///< of each row, counted from 1
};

TextRows read_text_rows(const std::filesystem::path& path, const TextLayout& layout);

}  // namespace attune::eeg
