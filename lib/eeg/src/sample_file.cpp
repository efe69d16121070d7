#include "sample_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"

namespace attune::eeg {
namespace {

std::size_t bytes_per_sample(SampleFormat format) { return format == SampleFormat::int16 ? 2 : 4; }

template <class T>
T load(const char* bytes, bool big_endian) {
  std::array<char, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, sizeof(T));
  if (big_endian == (std::endian::native == std::endian::little)) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

/// Reads a piece at a time, so that the raw file is never whole in memory.
template <class T>
Eigen::MatrixXd read_as(const std::filesystem::path& path, const SampleLayout& layout, std::span<const double> scales) {
  const auto channels = static_cast<Eigen::Index>(scales.size());
  const Eigen::Index samples = count_samples(path, layout, scales.size());
  const bool multiplexed = layout.order == SampleOrder::multiplexed;
  const Eigen::Index runs = multiplexed ? samples : channels, run_length = multiplexed ? channels : samples;
  Eigen::MatrixXd out(channels, samples);
  std::ifstream file(path, std::ios::binary);
  constexpr Eigen::Index kPiece = 1 << 16;
  // Short runs (frames of a multiplexed file) are read many at a time, long ones in parts.
  const Eigen::Index runs_at_once = std::max<Eigen::Index>(1, kPiece / run_length);
  const Eigen::Index part = std::min(kPiece, run_length);
  std::vector<char> piece(static_cast<std::size_t>(std::max(runs_at_once * run_length, part)) * sizeof(T));
  const auto fetch = [&](Eigen::Index count) {
    if (!file.read(piece.data(), static_cast<std::streamsize>(count) * static_cast<std::streamsize>(sizeof(T))))
      throw input_error(path, "cannot be read to its end");
  };
  const auto value = [&](Eigen::Index i) {
    return static_cast<double>(load<T>(piece.data() + static_cast<std::size_t>(i) * sizeof(T), layout.big_endian));
  };
  if (multiplexed) {
    for (Eigen::Index first = 0; first < runs; first += runs_at_once) {
      const Eigen::Index count = std::min(runs_at_once, runs - first);
      fetch(count * run_length);
      for (Eigen::Index s = 0; s < count; ++s)
        for (Eigen::Index c = 0; c < channels; ++c)
          out(c, first + s) = value(s * channels + c) * scales[static_cast<std::size_t>(c)];
    }
    return out;
  }
  for (Eigen::Index c = 0; c < runs; ++c)
    for (Eigen::Index first = 0; first < samples; first += part) {
      const Eigen::Index count = std::min(part, samples - first);
      fetch(count);
      for (Eigen::Index s = 0; s < count; ++s) out(c, first + s) = value(s) * scales[static_cast<std::size_t>(c)];
    }
  return out;
}

}  // namespace

std::int64_t count_samples(const std::filesystem::path& path, const SampleLayout& layout, std::size_t channels) {
  const std::uintmax_t bytes = size_of_file(path);
  const std::size_t width = bytes_per_sample(layout.format);
  const std::uintmax_t frame = channels * width;
  if (bytes == 0) throw input_error(path, "is empty, expected samples");
  if (bytes % frame != 0)
    throw input_error(path, fmt::format("is {} bytes, which is no multiple of {} bytes ({} channels of {} bytes)",
                                        bytes, frame, channels, width));
  return static_cast<std::int64_t>(bytes / frame);
}

Eigen::MatrixXd read_samples(const std::filesystem::path& path, const SampleLayout& layout,
                             std::span<const double> scales) {
  switch (layout.format) {
    case SampleFormat::int16:
      return read_as<std::int16_t>(path, layout, scales);
    case SampleFormat::int32:
      return read_as<std::int32_t>(path, layout, scales);
    case SampleFormat::float32:
    case SampleFormat::text:
      break;
  }
  return read_as<float>(path, layout, scales);
}

}  // namespace attune::eeg
