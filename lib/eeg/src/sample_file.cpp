#include "sample_file.hpp"

#include <fmt/format.h>

#include "attune/base/error.hpp"
#include "large_memory.hpp"
#include "mapped_file.hpp"

namespace attune::eeg {

std::int64_t count_samples(std::uintmax_t bytes, const std::filesystem::path& path, const SampleLayout& layout,
                           std::size_t channels) {
  const std::size_t width = bytes_per_sample(layout.format);
  const std::uintmax_t frame = channels * width;
  if (bytes == 0) throw input_error(path, "is empty, expected samples");
  if (bytes % frame != 0)
    throw input_error(path, fmt::format("is {} bytes, which is no multiple of {} bytes ({} channels of {} bytes)",
                                        bytes, frame, channels, width));
  return static_cast<std::int64_t>(bytes / frame);
}

StoredSamples stored_samples(std::span<const std::byte> bytes, const SampleLayout& layout,
                             std::span<const double> scales) {
  const std::size_t width = bytes_per_sample(layout.format), frame = width * scales.size();
  StoredSamples out;
  out.bytes = bytes;
  out.format = layout.format;
  out.big_endian = layout.big_endian;
  out.samples = out.per_record = static_cast<Eigen::Index>(bytes.size() / frame);
  out.record_bytes = bytes.size();
  const bool multiplexed = layout.order == SampleOrder::multiplexed;
  out.stride = multiplexed ? frame : width;
  const std::size_t apart = multiplexed ? width : width * static_cast<std::size_t>(out.samples);
  for (std::size_t c = 0; c < scales.size(); ++c) out.channels.push_back({c * apart, scales[c], 0.0, false});
  return out;
}

Eigen::MatrixXd read_samples(const std::filesystem::path& path, const SampleLayout& layout,
                             std::span<const double> scales) {
  const MappedFile file(path);
  count_samples(file.bytes().size(), path, layout, scales.size());
  const StoredSamples stored = stored_samples(file.bytes(), layout, scales);
  Eigen::MatrixXd out(static_cast<Eigen::Index>(scales.size()), stored.samples);
  prefer_large_pages(out.data(), static_cast<std::size_t>(out.size()) * sizeof(double));
  constexpr std::size_t kSamplesAtOnce = 1 << 10;
  parallel::for_chunks(static_cast<std::size_t>(stored.samples), kSamplesAtOnce, {},
                       [&](std::size_t begin, std::size_t end) {
                         const auto first = static_cast<Eigen::Index>(begin);
                         decode(stored, {first, static_cast<Eigen::Index>(end - begin), 0, out.rows()},
                                out.col(first).data(), 1, out.rows());
                       });
  return out;
}

}  // namespace attune::eeg
