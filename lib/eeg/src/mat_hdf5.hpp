#pragma once

#include <filesystem>

#include "mat_value.hpp"

namespace attune::eeg {

/// True if the file is HDF5, behind a user block or not. Missing is an input error.
bool is_hdf5(const std::filesystem::path& path);

/// The dataset of a MAT v7.3 (HDF5) file, in `EEG` or at top level, as one structure with the fields of
/// `kDatasetFields` that it has. Links to other files, external storage and filters other than deflate, shuffle and
/// checksums are input errors; so are arrays larger than the bytes stored for them can be.
MatValue read_mat_hdf5(const std::filesystem::path& path);

}  // namespace attune::eeg
