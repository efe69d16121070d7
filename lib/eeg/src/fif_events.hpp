#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "fif_header.hpp"

namespace attune::eeg {

/// A stretch without a skip: where it starts as the amplifier counts, and in the stored data.
struct FifStretch {
  std::int64_t first = 0;
  Eigen::Index column = 0, samples = 0;
};

/// Adds the annotations and the rises of the trigger channels to the recording, whose data are in place.
void add_fif_events(Recording& recording, std::span<const FifChannel> channels,
                    std::span<const FifAnnotation> annotations, std::span<const FifStretch> stretches);

}  // namespace attune::eeg
