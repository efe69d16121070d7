#pragma once

#include <filesystem>
#include <optional>

#include "attune/physio/recording.hpp"

namespace attune::physio {

/// True for a folder with one of the files that an Empatica wristband exports.
bool is_empatica_folder(const std::filesystem::path& path);
/// True for one of these files by its name and its first two lines.
bool is_empatica_file(const std::filesystem::path& path);

/// Reads BVP, EDA, HR, TEMP, ACC and tags.csv of a folder, or one file. The earliest start of the folder's files is
/// 0 s; the time of day is not kept. tags.csv may be empty or absent.
Recording read_empatica(const std::filesystem::path& path);

/// The start of one file on the clock of its folder.
Seconds empatica_start(const std::filesystem::path& file);

}  // namespace attune::physio
