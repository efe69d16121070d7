#pragma once

#include <filesystem>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// The files that a cleaned recording may consist of: `name.vhdr`, `name.eeg`, `name.vmrk` and, where the name is one
/// of BIDS (`sub-..._eeg.vhdr`), its channels.tsv, events.tsv, electrodes.tsv and coordsystem.json. A name that does
/// not end in .vhdr is a usage error.
std::vector<std::filesystem::path> cleaned_outputs(const std::filesystem::path& header);

/// What is wrong with the name of a cleaned recording, found before the work: one that does not end in .vhdr (usage
/// error); a file of `cleaned_outputs` that exists without `Overwrite::allow` (output error); the name of `recording`,
/// the one to be cleaned, whose tables would be replaced (usage error, also with `Overwrite::allow`); and no BIDS name
/// although that recording has something to lose, in its file or, unless it is read `alone`, in a channels.tsv or
/// electrodes.tsv (usage error); what steps of cleaning add is seen when it is written.
void check_cleaned_outputs(const std::filesystem::path& header, Overwrite overwrite,
                           const std::filesystem::path& recording = {}, bool alone = false);

/// Writes the recording as BrainVision (32-bit floats) and beside it what that cannot hold, as BIDS tables that
/// `read_bids_recording` takes back: channels.tsv (type, units, status), events.tsv (onset in seconds of the stored
/// samples, not rounded; duration, trial_type, kind, and a column for each field of the events, n/a where missing),
/// and, where there are positions, electrodes.tsv and coordsystem.json (mm, right-front-up). A field that is called
/// like one of the columns gets `_field` after its name. Tables of an older run that no longer apply are removed.
/// Returns the files, the header first; the header's tables appear only once the samples are complete.
///
/// Without a BIDS name nobody would find the tables: they are not written, and a recording with bad channels, types,
/// positions or fields of events is a usage error that says which name to use. Two channels of one name that a table
/// could not tell apart are an output error if one has a type, a status or a position.
std::vector<std::filesystem::path> write_cleaned_recording(const std::filesystem::path& header,
                                                           const Recording& recording, Overwrite overwrite);

/// What the files of `write_cleaned_recording` cannot say, with counts: the true times of segments after a gap (times
/// then count the stored samples, so that events stay on their samples), fields of events that get another name, and,
/// without a BIDS name, events between two samples. A name that would lose more is refused as in writing.
Warnings lost_when_cleaned(const std::filesystem::path& header, const Recording& recording);

}  // namespace attune::eeg
