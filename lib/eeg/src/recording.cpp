#include "attune/eeg/recording.hpp"

#include <algorithm>

namespace attune::eeg {

Seconds time_of(const Recording& recording, double sample) {
  const double rate = recording.sampling_frequency.value();
  if (recording.segment_starts.size() != recording.boundaries.size() + 1) return Seconds(sample / rate);
  // A boundary stands before its first sample, so the segment of a sample is the number of boundaries at or before it.
  const auto segment =
      static_cast<std::size_t>(std::upper_bound(recording.boundaries.begin(), recording.boundaries.end(), sample) -
                               recording.boundaries.begin());
  const double first = segment == 0 ? 0.0 : recording.boundaries[segment - 1];
  return recording.segment_starts[segment] + Seconds((sample - first) / rate);
}

}  // namespace attune::eeg
