#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// How a recording is written down as text: a line per sample, a column per channel. The text itself does not say, so
/// it is declared.
struct TextLayout {
  char separator = '\0';  ///< '\0': comma for .csv, tab for .tsv and .txt
  char decimal = '.';
  std::size_t skip_lines = 0;               ///< before the header line, or before the data
  std::vector<std::string> columns;         ///< names of all columns where no header line gives them
  std::optional<Hertz> sampling_frequency;  ///< either this or a time column, or both
  std::string time_column;
  Seconds time_unit{1.0};
  std::vector<std::string> channels;  ///< columns that are channels; empty: all but time and events
  std::vector<std::string> units;     ///< one for all channels or one each: "uV", "V", "uS", ...
  std::vector<std::string> types;     ///< none, or a BIDS type for each channel
  std::string event_column;           ///< codes: a change to another cell than empty, 0 or n/a is an event
};

/// `rec.csv` -> `rec.layout.json`.
std::filesystem::path layout_path(const std::filesystem::path& recording);

/// Reads a layout from JSON with the fields `separator` ("comma", "semicolon", "tab", "blank" or the character),
/// `decimal`, `skip_lines`, `columns`, `sampling_frequency` (Hz), `time_column`, `time_unit` ("s", "ms", "us"),
/// `channels`, `units`, `types`, `event_column`. An unknown field, no `units`, and neither rate nor time column are
/// input errors.
TextLayout read_text_layout(const std::filesystem::path& path);

/// Reads a recording of that layout. Cells `n/a`, `NaN` and empty ones are not finite, which is counted in a warning;
/// any other cell that is no number, and a line with more or fewer cells, is an input error with the line.
///
/// With a time column, times must increase; a step of more than one and a half samples is a boundary with its true time
/// in `segment_starts`. The sampling frequency is the declared one or that of the steps; a time more than half a sample
/// off its place in its segment, and a declared rate more than 1 % off, are input errors.
Recording read_text_recording(const std::filesystem::path& path, const TextLayout& layout);

}  // namespace attune::eeg
