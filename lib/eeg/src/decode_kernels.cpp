#include "decode_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "attune/base/instruction_set.hpp"

// Vectors are passed between functions that are all inlined into one: no calling convention is at stake.
#pragma GCC diagnostic ignored "-Wpsabi"
// GCC 12 loses sight of vectors that it has cut in two for a processor without their width.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

namespace attune::eeg {
namespace {

#define ATTUNE_INLINE [[gnu::always_inline]] inline

// Four numbers side by side; the compiler makes of them what the target has.
using Four [[gnu::vector_size(32)]] = double;
using Memory [[gnu::vector_size(32), gnu::aligned(8), gnu::may_alias]] = double;
using Index = std::ptrdiff_t;

/// Numbers of `sizeof(T)` bytes in the byte order of this machine, or swapped.
template <class T, bool swapped>
struct Number {
  static constexpr std::size_t kWidth = sizeof(T);
  ATTUNE_INLINE static double one(const std::byte* in) {
    using Bits = std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint32_t>;
    Bits bits;
    std::memcpy(&bits, in, sizeof bits);
    if constexpr (swapped && sizeof(T) == 2) bits = __builtin_bswap16(bits);
    if constexpr (swapped && sizeof(T) == 4) bits = __builtin_bswap32(bits);
    return static_cast<double>(std::bit_cast<T>(bits));
  }
  ATTUNE_INLINE static Four four(const std::byte* in) {
    if constexpr (swapped) {
      return Four{one(in), one(in + kWidth), one(in + 2 * kWidth), one(in + 3 * kWidth)};
    } else {
      using Raw [[gnu::vector_size(4 * sizeof(T))]] = T;
      Raw raw;
      std::memcpy(&raw, in, sizeof raw);
      return __builtin_convertvector(raw, Four);
    }
  }
};

/// 24 bits, little-endian: with the byte before them they are a 32-bit number whose shift brings the sign down.
struct Number24 {
  static constexpr std::size_t kWidth = 3;
  ATTUNE_INLINE static std::int32_t raised(const std::byte* in) {
    std::int32_t word;
    std::memcpy(&word, in - 1, sizeof word);
    return word;
  }
  ATTUNE_INLINE static double one(const std::byte* in) { return static_cast<double>(raised(in) >> 8); }
  ATTUNE_INLINE static Four four(const std::byte* in) {
    using Words [[gnu::vector_size(16)]] = std::int32_t;
    const Words words{raised(in), raised(in + 3), raised(in + 6), raised(in + 9)};
    return __builtin_convertvector(words >> 8, Four);
  }
};

ATTUNE_INLINE void transpose(Four (&x)[4]) {
  using Lanes [[gnu::vector_size(32)]] = std::int64_t;
  const Four a = __builtin_shuffle(x[0], x[1], Lanes{0, 4, 2, 6}), b = __builtin_shuffle(x[0], x[1], Lanes{1, 5, 3, 7});
  const Four c = __builtin_shuffle(x[2], x[3], Lanes{0, 4, 2, 6}), d = __builtin_shuffle(x[2], x[3], Lanes{1, 5, 3, 7});
  x[0] = __builtin_shuffle(a, c, Lanes{0, 1, 4, 5});
  x[1] = __builtin_shuffle(b, d, Lanes{0, 1, 4, 5});
  x[2] = __builtin_shuffle(a, c, Lanes{2, 3, 6, 7});
  x[3] = __builtin_shuffle(b, d, Lanes{2, 3, 6, 7});
}

template <class Format>
ATTUNE_INLINE void one_by_one(const Stretch& a, Index c0, Index c1, Index s0, Index s1) {
  for (Index c = c0; c < c1; ++c) {
    const StoredChannel& channel = a.channels[c];
    for (Index s = s0; s < s1; ++s)
      a.out[c * a.channel_step + s * a.sample_step] =
          Format::one(a.record + channel.offset + static_cast<std::size_t>(s) * a.stride) * channel.scale +
          channel.shift;
  }
}

/// Four channels by four samples. `samples_adjacent`: the four samples of a channel lie side by side in the file, else
/// the four channels of a sample do; `channels_adjacent`: so in the result.
template <class Format, bool samples_adjacent, bool channels_adjacent>
ATTUNE_INLINE void four_by_four(const Stretch& a, Index c, Index s, const Four (&scale)[4], const Four (&shift)[4]) {
  Four x[4];
  const std::byte* in = a.record + static_cast<std::size_t>(s) * a.stride;
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const std::byte* from = samples_adjacent ? in + a.channels[c + i].offset
                                             : in + a.channels[c].offset + static_cast<std::size_t>(i) * a.stride;
    x[i] = Format::four(from) * scale[i] + shift[i];
  }
  if constexpr (samples_adjacent == channels_adjacent) transpose(x);
  double* out = a.out + c * a.channel_step + s * a.sample_step;
  const Index step = channels_adjacent ? a.sample_step : a.channel_step;
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) *reinterpret_cast<Memory*>(out + i * step) = x[i];
}

/// Four channels of a tile.
template <class Format, bool samples_adjacent, bool channels_adjacent>
ATTUNE_INLINE void four_channels(const Stretch& a, Index c, Index s0, Index s1) {
  Four scale[4], shift[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; ++i) {
    const StoredChannel* at = a.channels + c;
    if constexpr (samples_adjacent) {
      scale[i] = Four{} + at[i].scale;
      shift[i] = Four{} + at[i].shift;
    } else {
      scale[i] = Four{at[0].scale, at[1].scale, at[2].scale, at[3].scale};
      shift[i] = Four{at[0].shift, at[1].shift, at[2].shift, at[3].shift};
    }
  }
  Index s = s0;
  for (; s + 4 <= s1; s += 4) four_by_four<Format, samples_adjacent, channels_adjacent>(a, c, s, scale, shift);
  one_by_one<Format>(a, c, c + 4, s, s1);
}

/// Many streams are more than the processor follows by itself: asks for what the next but one row of tiles reads.
/// Asking beyond the file does no harm.
ATTUNE_INLINE void prefetch(const Stretch& a, Index c0, Index c1, Index s1) {
  constexpr std::size_t kAhead = 64;
  for (Index c = c0; c < c1; ++c)
    __builtin_prefetch(a.record + a.channels[c].offset + static_cast<std::size_t>(s1) * a.stride + kAhead);
}

/// In tiles whose lines of input and output stay in the nearest cache, whatever power of two lies between two channels.
template <class Format, bool samples_adjacent, bool channels_adjacent>
ATTUNE_INLINE void in_tiles(const Stretch& a) {
  constexpr Index kChannels = 8;
  const Index at_once = samples_adjacent && channels_adjacent ? 32 : 256;
  for (Index s0 = 0; s0 < a.samples; s0 += at_once) {
    const Index s1 = std::min(s0 + at_once, a.samples);
    for (Index c0 = 0; c0 < a.channel_count; c0 += kChannels) {
      if constexpr (samples_adjacent && channels_adjacent)
        prefetch(a, c0, std::min(c0 + kChannels, a.channel_count), s1);
      Index c = c0;
      for (; c + 4 <= std::min(c0 + kChannels, a.channel_count); c += 4)
        four_channels<Format, samples_adjacent, channels_adjacent>(a, c, s0, s1);
      one_by_one<Format>(a, c, std::min(c0 + kChannels, a.channel_count), s0, s1);
    }
  }
}

/// Frames to frames: the channels of a sample side by side in the file and in the result.
template <class Format>
ATTUNE_INLINE void frames(const Stretch& a) {
  constexpr Index kAtOnce = 64;
  for (Index c0 = 0; c0 < a.channel_count; c0 += kAtOnce) {
    const Index count = std::min(kAtOnce, a.channel_count - c0);
    alignas(32) double scale[kAtOnce], shift[kAtOnce];
    for (Index c = 0; c < count; ++c) {
      scale[c] = a.channels[c0 + c].scale;
      shift[c] = a.channels[c0 + c].shift;
    }
    const std::byte* in = a.record + a.channels[c0].offset;
    double* out = a.out + c0;
    for (Index s = 0; s < a.samples; ++s, in += a.stride, out += a.sample_step) {
      Index c = 0;
      for (; c + 4 <= count; c += 4)
        *reinterpret_cast<Memory*>(out + c) = Format::four(in + static_cast<std::size_t>(c) * Format::kWidth) *
                                                  *reinterpret_cast<const Memory*>(scale + c) +
                                              *reinterpret_cast<const Memory*>(shift + c);
      for (; c < count; ++c)
        out[c] = Format::one(in + static_cast<std::size_t>(c) * Format::kWidth) * scale[c] + shift[c];
    }
  }
}

template <class Format>
ATTUNE_INLINE void run(const Stretch& a) {
  bool channels_side_by_side = true;
  for (Index c = 1; c < a.channel_count; ++c)
    channels_side_by_side = channels_side_by_side && a.channels[c].offset == a.channels[c - 1].offset + Format::kWidth;
  if (a.stride == Format::kWidth) {
    if (a.channel_step == 1) return in_tiles<Format, true, true>(a);
    return in_tiles<Format, true, false>(a);
  }
  if (!channels_side_by_side) return one_by_one<Format>(a, 0, a.channel_count, 0, a.samples);
  if (a.channel_step == 1) return frames<Format>(a);
  in_tiles<Format, false, false>(a);
}

ATTUNE_INLINE double check(const double* values, Index rows, Index columns, double* largest) {
  Four finite{};
  double rest = 0.0;
  for (Index column = 0; column < columns; ++column, values += rows) {
    Index r = 0;
    for (; r + 4 <= rows; r += 4) {
      const Four x = *reinterpret_cast<const Memory*>(values + r);
      const Four magnitude = x < 0.0 ? -x : x;
      const Four known = *reinterpret_cast<const Memory*>(largest + r);
      *reinterpret_cast<Memory*>(largest + r) = magnitude > known ? magnitude : known;
      finite += x - x;
    }
    for (; r < rows; ++r) {
      largest[r] = std::abs(values[r]) > largest[r] ? std::abs(values[r]) : largest[r];
      rest += values[r] - values[r];
    }
  }
  return rest + finite[0] + finite[1] + finite[2] + finite[3];
}

#define ATTUNE_COPY(Name, target)                                                                      \
  struct Name {                                                                                        \
    target static void int16(const Stretch& a) { run<Number<std::int16_t, false>>(a); }                \
    target static void int24(const Stretch& a) { run<Number24>(a); }                                   \
    target static void int32(const Stretch& a) { run<Number<std::int32_t, false>>(a); }                \
    target static void float32(const Stretch& a) { run<Number<float, false>>(a); }                     \
    target static void int16_swapped(const Stretch& a) { run<Number<std::int16_t, true>>(a); }         \
    target static void int32_swapped(const Stretch& a) { run<Number<std::int32_t, true>>(a); }         \
    target static void float32_swapped(const Stretch& a) { run<Number<float, true>>(a); }              \
    target static double check_all(const double* values, Index rows, Index columns, double* largest) { \
      return check(values, rows, columns, largest);                                                    \
    }                                                                                                  \
    static constexpr DecodeKernels kAll{int16,         int24,         int32,           float32,        \
                                        int16_swapped, int32_swapped, float32_swapped, check_all};     \
  };

ATTUNE_COPY(Baseline, )
#if defined(__x86_64__)
ATTUNE_COPY(Avx2, [[gnu::target("avx2")]])
#endif

}  // namespace

const DecodeKernels& decode_kernels() {
#if defined(__x86_64__)
  if (use_avx2()) return Avx2::kAll;
#endif
  return Baseline::kAll;
}

}  // namespace attune::eeg
