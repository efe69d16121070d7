#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <filesystem>
#include <span>

#include "brainvision_header.hpp"

namespace attune::eeg {

/// The samples of a text data file in the channels' units, channels x samples. A count of numbers that does not fit the
/// channels, or that differs from the header's DataPoints, is an input error that gives both.
Eigen::MatrixXd read_brainvision_text(const std::filesystem::path& path, const BrainVisionHeader& header);

/// Where the samples of a binary data file lie in its `bytes`. A size that is no multiple of one frame, or that differs
/// from the header's DataPoints, is an input error that gives both numbers.
StoredSamples stored_brainvision(std::span<const std::byte> bytes, const std::filesystem::path& path,
                                 const BrainVisionHeader& header);

}  // namespace attune::eeg
