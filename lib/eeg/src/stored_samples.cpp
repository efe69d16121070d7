#include "stored_samples.hpp"

#include <algorithm>
#include <bit>

#include "decode_kernels.hpp"

namespace attune::eeg {
namespace {

/// A word's top bit is a bit like the others.
void make_unsigned(const StoredSamples& stored, const SampleBlock& block, double* out, Eigen::Index channel_step,
                   Eigen::Index sample_step) {
  const double turn = stored.format == SampleFormat::int16 ? 65536.0 : 16777216.0;
  for (Eigen::Index c = 0; c < block.channels; ++c) {
    if (!stored.channels[static_cast<std::size_t>(block.first_channel + c)].is_word) continue;
    double* at = out + c * channel_step;
    for (Eigen::Index s = 0; s < block.samples; ++s)
      if (at[s * sample_step] < 0.0) at[s * sample_step] += turn;
  }
}

}  // namespace

std::size_t bytes_per_sample(SampleFormat format) {
  return format == SampleFormat::int16 ? 2 : format == SampleFormat::int24 ? 3 : 4;
}

void decode(const StoredSamples& stored, const SampleBlock& block, double* out, Eigen::Index channel_step,
            Eigen::Index sample_step) {
  const DecodeKernels& kernels = decode_kernels();
  const bool swapped = stored.big_endian == (std::endian::native == std::endian::little);
  const auto kernel = stored.format == SampleFormat::int16   ? (swapped ? kernels.int16_swapped : kernels.int16)
                      : stored.format == SampleFormat::int24 ? kernels.int24
                      : stored.format == SampleFormat::int32 ? (swapped ? kernels.int32_swapped : kernels.int32)
                                                             : (swapped ? kernels.float32_swapped : kernels.float32);
  const Eigen::Index end = block.first_sample + block.samples;
  for (Eigen::Index at = block.first_sample; at < end;) {
    const Eigen::Index record = at / stored.per_record, within = at % stored.per_record;
    const Eigen::Index count = std::min(stored.per_record - within, end - at);
    const std::byte* bytes = stored.bytes.data() + static_cast<std::size_t>(record) * stored.record_bytes +
                             static_cast<std::size_t>(within) * stored.stride;
    kernel({bytes, stored.channels.data() + block.first_channel, block.channels, count, stored.stride,
            out + (at - block.first_sample) * sample_step, channel_step, sample_step});
    at += count;
  }
  if (stored.format == SampleFormat::int16 || stored.format == SampleFormat::int24)
    make_unsigned(stored, block, out, channel_step, sample_step);
}

}  // namespace attune::eeg
