#pragma once

#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/channel_quality.hpp"
#include "attune/table/record.hpp"

namespace attune::eeg {

/// Everything `inspect` says about a recording: what it holds (`summarise`), its BIDS companions by name, how its
/// events.tsv and markers compare, and the quality of its channels; with `per_channel` also a record per channel.
/// What the header says about the person is masked unless `show_identity` (`header_identity`).
Record inspect(const BidsRecording& found, bool per_channel, bool show_identity = false);

}  // namespace attune::eeg
