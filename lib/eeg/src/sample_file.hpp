#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <filesystem>
#include <span>

#include "attune/parallel/chunks.hpp"
#include "stored_samples.hpp"

namespace attune::eeg {

enum class SampleOrder { multiplexed, vectorized };

/// How the numbers of a binary data file are laid out.
struct SampleLayout {
  SampleFormat format = SampleFormat::float32;  ///< not `text`
  SampleOrder order = SampleOrder::multiplexed;
  bool big_endian = false;
};

/// Samples per channel that a binary file of `bytes` and `channels` holds; a size that is no multiple of one frame is
/// an input error that gives both numbers, and so is an empty file.
std::int64_t count_samples(std::uintmax_t bytes, const std::filesystem::path& path, const SampleLayout& layout,
                           std::size_t channels);

/// Where the samples of such a file lie in its `bytes`.
StoredSamples stored_samples(std::span<const std::byte> bytes, const SampleLayout& layout,
                             std::span<const double> scales);

/// All samples of a binary file, channels x samples, each channel multiplied by its scale.
Eigen::MatrixXd read_samples(const std::filesystem::path& path, const SampleLayout& layout,
                             std::span<const double> scales);

}  // namespace attune::eeg
