#pragma once

#include <filesystem>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "mat_value.hpp"

namespace attune::eeg {

struct EeglabEvents {
  std::vector<Event> events;
  std::vector<double> boundaries;
  Warnings warnings;
};

/// The structure array `EEG.event`. Latencies become 0-based; an event without one (empty, NaN) is dropped and counted.
EeglabEvents read_eeglab_events(const MatValue& event, const std::filesystem::path& path);

}  // namespace attune::eeg
