#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

struct BrainVisionMarkers {
  std::vector<Event> events;
  std::vector<double> boundaries;  ///< `New Segment` markers after the first sample
  Warnings warnings;
};

/// The bytes of a .vmrk file. Positions become 0-based; a size of 0 or 1 is a point, duration 0. A marker without a
/// description has its kind as type. Dates are not read.
BrainVisionMarkers parse_brainvision_markers(std::string_view bytes, const std::filesystem::path& path);

}  // namespace attune::eeg
