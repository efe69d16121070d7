#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Reads FIF, Neuroscan CNT and text with a declared layout, known by the name or the first bytes; nothing for any
/// other file.
std::optional<Recording> read_other_format(const std::filesystem::path& path, std::string_view start);

/// True if the name is that of such a file; a .csv, .tsv or .txt only with its layout beside it.
bool is_other_format_name(const std::filesystem::path& path);

}  // namespace attune::eeg
