#include "fif_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "attune/base/error.hpp"

namespace attune::eeg {
namespace {

// Sample numbers stay far from overflow.
constexpr std::int64_t kLargestSkip = std::int64_t{1} << 40;

std::size_t width_of(const FifTag& tag, const std::filesystem::path& path) {
  switch (tag.type) {
    case fif::kShort:
    case fif::kPacked16:
      return 2;
    case fif::kInt:
    case fif::kFloat:
      return 4;
    case fif::kDouble:
      return 8;
    case fif::kComplexFloat:
    case fif::kComplexDouble:
      throw input_error(path, at_byte(tag.at), "holds complex numbers, expected samples that are real");
    default:
      throw input_error(path, at_byte(tag.at),
                        fmt::format("buffer is of type {}, expected 2, 3, 4, 5 or 16", tag.type));
  }
}

std::int64_t whole_number(const FifTag& tag, const std::filesystem::path& path, const char* field) {
  const std::vector<std::int64_t> value = fif_integers(tag, path, field);
  if (value.size() != 1 || value[0] < -kLargestSkip || value[0] > kLargestSkip)
    throw input_error(path, at_byte(tag.at), fmt::format("{} is no single whole number", field));
  return value[0];
}

std::int64_t skip_of(const FifTag& tag, const std::filesystem::path& path) {
  const std::int64_t skip = whole_number(tag, path, "skip");
  if (skip < 0) throw input_error(path, at_byte(tag.at), fmt::format("skip is {}, expected at least 0", skip));
  return skip;
}

template <class T>
T big_endian(const std::byte* bytes) {
  std::array<std::byte, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, sizeof(T));
  if constexpr (std::endian::native == std::endian::little) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

template <class T>
void read_as(const FifBuffer& buffer, std::span<const FifChannel> channels, Eigen::Index column,
             Eigen::MatrixXd& data) {
  const std::byte* at = buffer.tag.value.data();
  for (Eigen::Index s = 0; s < buffer.samples; ++s)
    for (std::size_t c = 0; c < channels.size(); ++c, at += sizeof(T))
      data(static_cast<Eigen::Index>(c), column + s) = static_cast<double>(big_endian<T>(at)) * channels[c].scale;
}

}  // namespace

std::vector<FifBuffer> fif_buffers(std::span<const FifTag> tags, std::size_t channels, std::int64_t next_first,
                                   const std::filesystem::path& path) {
  std::vector<FifBuffer> out;
  std::int64_t at = next_first, buffers_to_skip = 0;
  for (const FifTag& tag : tags) {
    if (!is_raw_block(tag.block)) continue;
    if (tag.kind == fif::kFirstSample && out.empty()) at = whole_number(tag, path, "first sample");
    if (tag.kind == fif::kSkipBuffers) buffers_to_skip += skip_of(tag, path);
    if (tag.kind == fif::kSkipSamples) at += skip_of(tag, path);
    if (tag.kind != fif::kBuffer) continue;
    const std::size_t frame = width_of(tag, path) * channels;
    if (tag.value.empty() || tag.value.size() % frame != 0)
      throw input_error(path, at_byte(tag.at),
                        fmt::format("buffer has {} bytes, expected a multiple of {} ({} channels of {} bytes)",
                                    tag.value.size(), frame, channels, frame / channels));
    const auto samples = static_cast<std::int64_t>(tag.value.size() / frame);
    // A skip is counted in buffers of the size that follows it.
    at += std::min(buffers_to_skip, kLargestSkip / samples) * samples;
    buffers_to_skip = 0;
    if (at > kLargestSkip) throw input_error(path, at_byte(tag.at), "skips more samples than a recording can have");
    out.push_back({tag, samples, at});
    at += samples;
  }
  return out;
}

void read_fif_buffer(const FifBuffer& buffer, std::span<const FifChannel> channels, Eigen::Index column,
                     Eigen::MatrixXd& data) {
  switch (buffer.tag.type) {
    case fif::kShort:
    case fif::kPacked16:
      return read_as<std::int16_t>(buffer, channels, column, data);
    case fif::kInt:
      return read_as<std::int32_t>(buffer, channels, column, data);
    case fif::kFloat:
      return read_as<float>(buffer, channels, column, data);
    default:
      return read_as<double>(buffer, channels, column, data);
  }
}

}  // namespace attune::eeg
