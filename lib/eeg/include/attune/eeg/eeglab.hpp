#pragma once

#include <filesystem>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Reads an EEGLAB .set file: MAT v5 (also compressed) or v7.3 (HDF5), with the fields of the dataset at top level or
/// in a variable `EEG`, and the data inside or in a float32 .fdt file beside it (.dat, the transposed form, too). A
/// stale data file name falls back to the same stem, with a warning; a size other than nbchan x pnts x trials x 4 bytes
/// is an input error. EEGLAB keeps no units: every channel is µV in the file and volts here. Latencies count from 1 and
/// keep their fraction; types that are numbers become their shortest text. Channels without names are E1, E2, ...
Recording read_eeglab(const std::filesystem::path& path);

}  // namespace attune::eeg
