#pragma once

#include "attune/eeg/recording.hpp"
#include "attune/table/table.hpp"

namespace attune::eeg {

/// Merges a BIDS channels.tsv (`name`, and where present `type`, `units`, `status`) into the recording, by name:
/// `type` is kept, `status` = bad marks the channel. Where the file's unit is a potential and the table names another
/// one, or the other way round, that is a warning with both: the file's unit stands. A channel that one side lacks is a
/// warning; a name that occurs twice in the table, a missing `name` column and a status other than good, bad or n/a are
/// input errors with the line.
void apply_channels_table(Recording& recording, const Table& channels);

/// Merges a BIDS electrodes.tsv (`name x y z`, RAS+); `unit` is what coordsystem.json states, as the length of 1 in the
/// table. Rows with n/a coordinates leave the position absent; names that are no channel are counted in a warning.
void apply_electrodes_table(Recording& recording, const Table& electrodes, Millimetres unit);

}  // namespace attune::eeg
