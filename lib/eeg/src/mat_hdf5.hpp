#pragma once

#include <filesystem>

#include "mat_value.hpp"

namespace attune::eeg {

/// True if the file is HDF5, behind a user block or not. Missing is an input error.
bool is_hdf5(const std::filesystem::path& path);

/// The dataset of a MAT v7.3 (HDF5) file, in `EEG` or at top level, as one structure with the fields of
/// `kDatasetFields` that it has. Links to other files, external storage and filters other than deflate, shuffle and
/// checksums are input errors; so are arrays larger than the bytes stored for them can be, and headers and groups of a
/// kind that MATLAB does not write (`ObjectHeaders`). Made for files from anywhere: mutated files are refused, though
/// HDF5 itself (1.10.8) still decodes types, extents and layouts; where files come from strangers, run it confined.
MatValue read_mat_hdf5(const std::filesystem::path& path);

}  // namespace attune::eeg
