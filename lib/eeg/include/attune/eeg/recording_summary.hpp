#pragma once

#include "attune/eeg/recording.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// What a recording holds, for `inspect`: format, channels (count, names, units, types, bad ones),
/// sampling_frequency_hz, samples, duration_s, trials if epoched, events (count) with event_types and event_counts in
/// order of type, boundaries, peak-to-peak range of the potentials in microvolts (median over channels), warnings
/// (count).
Record summarise(const Recording& recording);

/// One row per type of event: `type kind n first_s last_s`, sorted by type, then kind.
Table event_counts(const Recording& recording);

}  // namespace attune::eeg
