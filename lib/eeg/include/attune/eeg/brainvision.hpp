#pragma once

#include <filesystem>

#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Number format of the samples in the .eeg file.
enum class BrainVisionEncoding { int16, float32 };

struct BrainVisionOptions {
  BrainVisionEncoding encoding = BrainVisionEncoding::float32;
  Microvolts resolution{0.1};  ///< size of one step for int16; channels that are no potential use it in their own unit
};

/// Writes `name.vhdr`, `name.eeg` and `name.vmrk` (multiplexed, little-endian, UTF-8, potentials in µV). `header` ends
/// in .vhdr. The same recording gives the same bytes: no date is written. Each file appears whole or not at all, the
/// header last. Sample positions are rounded to the nearest sample, and so are durations; boundaries become `New
/// Segment` markers. Events without a kind are `Stimulus`. Epoched data, no channels, non-finite samples, a name or
/// type with a line end, and for int16 a value that does not fit (beyond ±32767 steps) are refused before anything is
/// written; the message names channel and sample.
void write_brainvision(const std::filesystem::path& header, const Recording& recording,
                       const BrainVisionOptions& options, Overwrite overwrite);

/// Reads a .vhdr file, or a V-Amp's .ahdr (whose data have its trigger port as a column that the header does not
/// describe; it is left out), with the data and marker files it names. Orientation MULTIPLEXED or VECTORIZED; INT_16,
/// INT_32, IEEE_FLOAT_32 or ASCII (with '.' or the stated decimal symbol); volts = stored number x resolution x unit. A
/// unit that is missing is µV; a missing resolution is 1. Text is UTF-8, cp1252 or latin-1 by the code page; `\1` is a
/// comma and `$b` the header's stem. Section [Coordinates] gives positions in mm;
/// on a sphere of radius 1, which is the usual, they are taken with 95 mm, and a note says so. A stale file name falls
/// back to the same stem, with a warning.
Recording read_brainvision(const std::filesystem::path& header);

}  // namespace attune::eeg
