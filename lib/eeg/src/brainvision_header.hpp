#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "brainvision_text.hpp"
#include "sample_file.hpp"

namespace attune::eeg {

/// A channel line: what a stored number is worth.
struct BrainVisionChannel {
  std::string name;
  std::string stored_unit;  ///< as in the file, "µV" where it is missing
  std::string unit;         ///< "V" for a potential, else the stored unit
  double scale = 1.0;       ///< stored number to `unit`: resolution times the unit
  std::optional<ElectrodePosition> position;
};

/// How numbers are laid out in a text data file.
struct BrainVisionTextLayout {
  char decimal = '.';
  std::size_t skip_lines = 0, skip_columns = 0;
};

struct BrainVisionHeader {
  std::string data_file;    ///< as named, `$b` replaced
  std::string marker_file;  ///< empty if the header names none
  SampleLayout layout;
  BrainVisionTextLayout text;
  Hertz sampling_frequency;
  std::optional<std::int64_t> data_points;
  bool v_amp = false;         ///< written by a V-Amp (.ahdr): the data have a column more than the header describes
  bool ideal_sphere = false;  ///< positions are angles on a sphere whose radius the file does not know
  bool segmented = false;     ///< cut into segments by the vendor's software
  std::vector<BrainVisionChannel> channels;
  Warnings warnings;
};

/// The bytes of a .vhdr file. Missing sections and keys, and values that are not what the format defines, are input
/// errors with the line.
BrainVisionHeader parse_brainvision_header(std::string_view bytes, const std::filesystem::path& path);

}  // namespace attune::eeg
