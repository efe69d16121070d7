#pragma once

#include "attune/eeg/recording.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// Merges a BIDS channels.tsv (`name`, and where present `type`, `units`, `status`) into the recording, by name:
/// `type` is kept, `status` = bad marks the channel. Where the file's unit is a potential and the table names another
/// one, or the other way round, that is a warning with both: the file's unit stands; two units of potential that differ
/// are a note with the number of channels. A channel that one side lacks is a
/// warning; a name that occurs twice in the table, a missing `name` column and a status other than good, bad or n/a are
/// input errors with the line.
void apply_channels_table(Recording& recording, const Table& channels);

/// Where the axes of a table of electrodes point: right, front, up (CapTrak, Neuromag, MNI), or front, left, up (CTF,
/// EEGLAB).
enum class ElectrodeAxes { ras, als };

/// Merges a BIDS electrodes.tsv (`name x y z`); `unit` and `axes` are what coordsystem.json states, `unit` as the
/// length of 1 in the table; positions become RAS+. Rows with n/a coordinates leave the position absent; names that are
/// no channel are counted in a warning.
void apply_electrodes_table(Recording& recording, const Table& electrodes, Millimetres unit,
                            ElectrodeAxes axes = ElectrodeAxes::ras);

}  // namespace attune::eeg
