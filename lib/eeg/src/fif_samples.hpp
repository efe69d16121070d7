#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "fif_header.hpp"
#include "fif_tags.hpp"

namespace attune::eeg {

/// A buffer of samples, channel by channel within a moment.
struct FifBuffer {
  FifTag tag;
  Eigen::Index samples = 0;
  std::int64_t first = 0;  ///< number of its first sample as the amplifier counts, skipped samples included
};

/// Finds the buffers of one file. Skips become jumps of `first`; `next_first` is where the file starts if it states no
/// first sample (a later part of a split recording). A buffer whose size is no multiple of one moment, of complex
/// numbers or of an unknown type is an input error.
std::vector<FifBuffer> fif_buffers(std::span<const FifTag> tags, std::size_t channels, std::int64_t next_first,
                                   const std::filesystem::path& path);

/// Writes the samples of a buffer into the columns of `data` from `column` on, scaled.
void read_fif_buffer(const FifBuffer& buffer, std::span<const FifChannel> channels, Eigen::Index column,
                     Eigen::MatrixXd& data);

}  // namespace attune::eeg
