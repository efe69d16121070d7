#pragma once

#include <filesystem>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/record.hpp"

namespace attune::recordings {

/// True for what is a recording by its name or first line, of EEG or of physiology; a plain table is none.
bool is_recording(const std::filesystem::path& path);

/// What a recording holds, and what is to be told with it.
struct Inspection {
  Record record;
  Warnings warnings;
  std::vector<std::filesystem::path> files;  ///< all that were read
};

/// Reads a recording of either kind and says what it holds: `eeg::inspect` or `physio::summarise`. `whole` and
/// `show_identity` are those of `eeg::inspect`.
Inspection inspect(const std::filesystem::path& path, bool whole, bool show_identity);

}  // namespace attune::recordings
