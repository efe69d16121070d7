#pragma once

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// The last step of every reader: events in order of sample, boundaries ascending, unique and inside the data; warnings
/// for events outside the data, samples that are not finite, potentials beyond 1 V and channel names that occur twice.
void finish_recording(Recording& recording);

}  // namespace attune::eeg
