#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"

namespace attune::eeg {

/// Two conditions that have kept trials at the same sample: the same data, in both.
struct SharedEvents {
  std::string one, other;    ///< in order of the trials
  std::size_t events = 0;    ///< how many
  double first_seconds = 0;  ///< when the first of them was, from the start of the recording
};

/// Every pair of conditions of one recording that shares events, in order of their first trials.
std::vector<SharedEvents> shared_events(const Epochs& epochs);

}  // namespace attune::eeg
