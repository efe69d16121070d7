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

std::optional<double> sample_at(const Recording& recording, Seconds time) {
  const double rate = recording.sampling_frequency.value();
  const std::vector<Seconds>& starts = recording.segment_starts;
  if (starts.size() != recording.boundaries.size() + 1) return time.count() * rate;
  // Times in seconds come out a little early or late: half a sample still belongs to the segment.
  const Seconds half(0.5 / rate);
  const auto after =
      std::find_if(starts.begin() + 1, starts.end(), [&](const Seconds& start) { return start - half > time; });
  const auto segment = static_cast<std::size_t>(after - starts.begin()) - 1;
  const double first = segment == 0 ? 0.0 : recording.boundaries[segment - 1];
  const double sample = first + (time - starts[segment]).count() * rate;
  if (after != starts.end() && sample > recording.boundaries[segment] - 0.5) return std::nullopt;
  return sample;
}

}  // namespace attune::eeg
