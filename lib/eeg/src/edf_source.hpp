#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "attune/eeg/source.hpp"

namespace attune::eeg {

/// Opens an EDF, EDF+, BDF or BDF+ file: one source per sampling frequency, the EEG's first. The samples stay in the
/// file; header, annotations and Status channel are read.
std::vector<std::unique_ptr<Source>> open_edf(const std::filesystem::path& path, const ReadOptions& options);

}  // namespace attune::eeg
