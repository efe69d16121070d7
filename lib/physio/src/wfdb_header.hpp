#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::physio {

/// One signal line of a WFDB header.
struct WfdbSignal {
  std::size_t line = 0;  ///< of the header
  std::string file;
  int format = 0;
  std::size_t samples_per_frame = 1;
  std::size_t skew = 0;  ///< frames
  std::uint64_t byte_offset = 0;
  double gain = 0;  ///< of the file's units; 0: uncalibrated
  std::optional<double> baseline;
  std::string units;  ///< empty: mV
  double zero = 0;
  std::optional<std::int64_t> initial, checksum;
  std::string description;
};

struct WfdbHeader {
  std::string record;
  Hertz sampling_frequency;             ///< of the frames
  std::optional<std::uint64_t> frames;  ///< absent: as long as the file
  std::vector<WfdbSignal> signals;
};

/// Reads a .hea file. Several segments and lines that are no signals are input errors with the line.
WfdbHeader parse_wfdb_header(std::string_view text, const std::filesystem::path& path);

}  // namespace attune::physio
