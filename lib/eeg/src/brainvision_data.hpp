#pragma once

#include <Eigen/Dense>
#include <filesystem>

#include "brainvision_header.hpp"

namespace attune::eeg {

/// The samples of a data file in the channels' units, channels x samples. A size that is no multiple of one frame, or
/// that differs from the header's DataPoints, is an input error that gives both numbers.
Eigen::MatrixXd read_brainvision_data(const std::filesystem::path& path, const BrainVisionHeader& header);

}  // namespace attune::eeg
