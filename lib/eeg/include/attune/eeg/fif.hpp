#pragma once

#include <filesystem>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Reads a raw FIF file (.fif, .fif.gz; Elekta, MEGIN, MNE): samples of 16 and 32 bit, float and double times cal and
/// range; channel types by BIDS names; electrodes in mm; bad channels; the parts of a split recording one after the
/// other, a missing part is an input error. Samples that were skipped while recording are not filled: each skip is a
/// boundary, and `segment_starts` has the true times.
///
/// Events: annotations (kind "Annotation"; positions from the first sample of the data, whatever its number), and rises
/// of the trigger channel to another code above 0 (kind: the channel's name; STI 014 or STI101 where there is one, else
/// every trigger channel; a code that is there from the start is no rise). MNE's `EDGE boundary` is a boundary,
/// `BAD_ACQ_SKIP` is the skip itself. Annotations within a skip are dropped and counted in a warning. Trigger channels
/// have no unit. Projections are not applied; a note counts them. The date and the person are not kept.
Recording read_fif(const std::filesystem::path& path);

}  // namespace attune::eeg
