#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "attune/eeg/event_agreement.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// The BIDS files that belong to a recording.
struct Companions {
  std::optional<std::filesystem::path> sidecar;      ///< _eeg.json, the nearest one
  std::optional<std::filesystem::path> channels;     ///< _channels.tsv
  std::optional<std::filesystem::path> events;       ///< _events.tsv
  std::optional<std::filesystem::path> electrodes;   ///< _electrodes.tsv
  std::optional<std::filesystem::path> coordsystem;  ///< _coordsystem.json of the same space as the electrodes

  /// Those that are there.
  std::vector<std::filesystem::path> files() const;
};

/// Finds them by the inheritance principle: from the recording's folder up to the root of its dataset, a file applies
/// if every entity of its name is one of the recording's (electrodes and coordinate systems may have a `space` of their
/// own), and the nearest folder wins. Two that apply in one folder with the same number of entities are an input error
/// that names both. A file whose name is not `sub-..._eeg` has none.
Companions companions_of(const std::filesystem::path& recording);

struct BidsRecording {
  Recording recording;
  Companions companions;
  std::optional<EventAgreement> events;  ///< where there is an events.tsv: it against the file's own markers
};

/// Reads a recording with its companions: channel types, units and status from channels.tsv, positions from
/// electrodes.tsv in the unit and axes of coordsystem.json, events from events.tsv, which wins over the file's markers.
/// A disagreement between the two is a warning in samples, and so is a sampling frequency or a number of EEG channels
/// in the sidecar that is not the file's, and a unit that cannot be right (`unit_warnings`). Companions are in
/// `Recording::files`. Without companions it is `read_recording`.
BidsRecording read_bids_recording(const std::filesystem::path& path);

/// The same for a recording that is already read.
BidsRecording with_companions(Recording recording, const Companions& companions);

/// Moves the events, whose `sample` is the true time of an events table times the rate (`events_from_table`), to
/// positions in the stored samples. Rows in a gap are dropped with a warning that counts them and names `table`. Call
/// it once, after `recording.events = events_from_table(...)`; a recording without gaps stays as it is.
void place_between_gaps(Recording& recording, const std::filesystem::path& table);

}  // namespace attune::eeg
