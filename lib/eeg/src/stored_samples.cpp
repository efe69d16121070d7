#include "stored_samples.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace attune::eeg {
namespace {

template <class T, bool big_endian>
struct Number {
  static double at(const std::byte* bytes) {
    using Bits = std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint32_t>;
    Bits bits;
    std::memcpy(&bits, bytes, sizeof(T));
    if constexpr (big_endian != (std::endian::native == std::endian::big)) {
      if constexpr (sizeof(T) == 2)
        bits = __builtin_bswap16(bits);
      else
        bits = __builtin_bswap32(bits);
    }
    return static_cast<double>(std::bit_cast<T>(bits));
  }
};

template <bool big_endian>
struct Number24 {
  static double at(const std::byte* bytes) {
    const auto byte = [bytes](int i) { return std::to_integer<std::uint32_t>(bytes[big_endian ? 2 - i : i]); };
    // The sign is bit 23: it goes to bit 31 and comes back with the shift.
    const std::uint32_t high = byte(0) << 8 | byte(1) << 16 | byte(2) << 24;
    return static_cast<double>(static_cast<std::int32_t>(high) >> 8);
  }
};

/// One stretch within a record: `samples` numbers of `channels` from the addresses that `stored` gives.
struct Stretch {
  const std::byte* record;
  const StoredChannel* channels;
  Eigen::Index channel_count, samples;
  std::size_t stride;
  double* out;
  Eigen::Index channel_step, sample_step;
};

// A tile's lines of input and output stay in the nearest cache, whatever power of two lies between two channels.
constexpr Eigen::Index kTileChannels = 8, kTileSamples = 32;

template <class Format>
void decode_frames(const Stretch& a) {
  for (Eigen::Index c0 = 0; c0 < a.channel_count; c0 += kTileChannels)
    for (Eigen::Index s0 = 0; s0 < a.samples; s0 += kTileSamples) {
      const Eigen::Index c1 = std::min(c0 + kTileChannels, a.channel_count);
      const Eigen::Index s1 = std::min(s0 + kTileSamples, a.samples);
      for (Eigen::Index s = s0; s < s1; ++s) {
        double* out = a.out + s * a.sample_step;
        const std::byte* in = a.record + static_cast<std::size_t>(s) * a.stride;
        for (Eigen::Index c = c0; c < c1; ++c) {
          const StoredChannel& channel = a.channels[c];
          out[c * a.channel_step] = Format::at(in + channel.offset) * channel.scale + channel.shift;
        }
      }
    }
}

template <class Format>
void decode_columns(const Stretch& a) {
  // Frames of many channels are walked in parts, so that a line of them is fetched once.
  constexpr std::size_t kPart = std::size_t{1} << 14;
  const auto part = static_cast<Eigen::Index>(std::max<std::size_t>(kPart / a.stride, 16));
  for (Eigen::Index s0 = 0; s0 < a.samples; s0 += part) {
    const Eigen::Index count = std::min(part, a.samples - s0);
    for (Eigen::Index c = 0; c < a.channel_count; ++c) {
      const StoredChannel channel = a.channels[c];
      const std::byte* in = a.record + channel.offset + static_cast<std::size_t>(s0) * a.stride;
      double* out = a.out + c * a.channel_step + s0 * a.sample_step;
      for (Eigen::Index s = 0; s < count; ++s)
        out[s * a.sample_step] =
            Format::at(in + static_cast<std::size_t>(s) * a.stride) * channel.scale + channel.shift;
    }
  }
}

template <class Format>
void decode_as(const StoredSamples& stored, const SampleBlock& block, double* out, Eigen::Index channel_step,
               Eigen::Index sample_step) {
  const Eigen::Index end = block.first_sample + block.samples;
  for (Eigen::Index at = block.first_sample; at < end;) {
    const Eigen::Index record = at / stored.per_record, within = at % stored.per_record;
    const Eigen::Index count = std::min(stored.per_record - within, end - at);
    const std::byte* bytes = stored.bytes.data() + static_cast<std::size_t>(record) * stored.record_bytes +
                             static_cast<std::size_t>(within) * stored.stride;
    const Stretch stretch{bytes,         stored.channels.data() + block.first_channel,  block.channels, count,
                          stored.stride, out + (at - block.first_sample) * sample_step, channel_step,   sample_step};
    if (channel_step == 1)
      decode_frames<Format>(stretch);
    else
      decode_columns<Format>(stretch);
    at += count;
  }
}

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
  const auto as = [&]<class Format>(Format) { decode_as<Format>(stored, block, out, channel_step, sample_step); };
  const bool big = stored.big_endian;
  switch (stored.format) {
    case SampleFormat::int16:
      big ? as(Number<std::int16_t, true>()) : as(Number<std::int16_t, false>());
      break;
    case SampleFormat::int24:
      big ? as(Number24<true>()) : as(Number24<false>());
      break;
    case SampleFormat::int32:
      big ? as(Number<std::int32_t, true>()) : as(Number<std::int32_t, false>());
      break;
    case SampleFormat::float32:
    case SampleFormat::text:
      big ? as(Number<float, true>()) : as(Number<float, false>());
      break;
  }
  if (stored.format == SampleFormat::int16 || stored.format == SampleFormat::int24)
    make_unsigned(stored, block, out, channel_step, sample_step);
}

}  // namespace attune::eeg
