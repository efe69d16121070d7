#pragma once

#include <filesystem>
#include <memory>

#include "attune/eeg/source.hpp"

namespace attune::eeg {

/// What `read_brainvision` reads, with the samples of a binary data file left in the file.
std::unique_ptr<Source> open_brainvision(const std::filesystem::path& header);

}  // namespace attune::eeg
