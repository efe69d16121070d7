#pragma once

#include <filesystem>

#include "mat_value.hpp"

namespace attune::eeg {

/// The dataset of a MAT v5 file as one structure with the fields of `kDatasetFields` that it has.
MatValue read_mat_v5(const std::filesystem::path& path);

}  // namespace attune::eeg
