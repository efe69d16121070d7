#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <filesystem>
#include <span>

namespace attune::eeg {

enum class SampleFormat { int16, int32, float32, text };
enum class SampleOrder { multiplexed, vectorized };

/// How the numbers of a binary data file are laid out.
struct SampleLayout {
  SampleFormat format = SampleFormat::float32;  ///< not `text`
  SampleOrder order = SampleOrder::multiplexed;
  bool big_endian = false;
};

/// Samples per channel that a binary file of `channels` holds; a size that is no multiple of one frame is an input
/// error that gives both numbers, and so is an empty file.
std::int64_t count_samples(const std::filesystem::path& path, const SampleLayout& layout, std::size_t channels);

/// All samples of a binary file, channels x samples, each channel multiplied by its scale.
Eigen::MatrixXd read_samples(const std::filesystem::path& path, const SampleLayout& layout,
                             std::span<const double> scales);

}  // namespace attune::eeg
