#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace attune::eeg {

/// `int24` is little-endian alone, and a byte comes before the first record (a header does).
enum class SampleFormat { int16, int24, int32, float32, text };

/// Bytes of one number; not of text.
std::size_t bytes_per_sample(SampleFormat format);

/// Where a channel's numbers lie in a record, and what they are worth: number x scale + shift.
struct StoredChannel {
  std::size_t offset = 0;  ///< byte of its first sample in a record
  double scale = 1.0, shift = 0.0;
  bool is_word = false;  ///< bits and not a number: read without a sign
};

/// Numbers in a file that all formats lay out alike: records of `record_bytes`, in each `per_record` samples of every
/// channel, `stride` bytes from one to the next. A multiplexed file is one record, and so is a vectorized one.
struct StoredSamples {
  std::span<const std::byte> bytes;  ///< from the first record on; holds all that the rest promises
  SampleFormat format = SampleFormat::int16;
  bool big_endian = false;
  Eigen::Index samples = 0;
  Eigen::Index per_record = 1;
  std::size_t record_bytes = 0, stride = 0;
  std::vector<StoredChannel> channels;
};

/// A part of a recording: some samples of some channels.
struct SampleBlock {
  Eigen::Index first_sample = 0, samples = 0, first_channel = 0, channels = 0;
};

/// The values of a part. The value of channel c and sample s of it goes to out[c * channel_step + s * sample_step].
void decode(const StoredSamples& stored, const SampleBlock& block, double* out, Eigen::Index channel_step,
            Eigen::Index sample_step);

}  // namespace attune::eeg
