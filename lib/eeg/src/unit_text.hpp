#pragma once

#include <string>

#include "attune/eeg/channel_quality.hpp"

namespace attune::eeg {

/// What the channels of a wrong unit have in common, in one line; there is at least one.
std::string unit_text(const RecordingQuality& quality);

}  // namespace attune::eeg
