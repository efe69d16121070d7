#include "mapped_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "finish_recording.hpp"
#include "large_memory.hpp"

namespace attune::eeg {
namespace {

/// Samples that are decoded and looked at while they are in the cache: some 256 kB of doubles. The cut depends on the
/// recording alone, so that no result depends on the number of threads.
std::size_t samples_at_once(Eigen::Index channels) {
  constexpr Eigen::Index kNumbers = 1 << 15;
  return static_cast<std::size_t>(std::max<Eigen::Index>(kNumbers / std::max<Eigen::Index>(channels, 1), 64));
}

}  // namespace

MappedSource::MappedSource(Recording header, std::shared_ptr<const MappedFile> file, StoredSamples stored)
    : Source(std::move(header), stored.samples), file_(std::move(file)), stored_(std::move(stored)) {}

Recording MappedSource::read_all(parallel::Threads threads) const {
  Recording out = header();
  const auto channels = static_cast<Eigen::Index>(out.channels.size());
  out.data.resize(channels, samples());
  prefer_large_pages(out.data.data(), static_cast<std::size_t>(out.data.size()) * sizeof(double));
  const std::size_t chunk = samples_at_once(channels);
  std::vector<SampleCheck> checks((static_cast<std::size_t>(samples()) + chunk - 1) / chunk);
  parallel::for_chunks(static_cast<std::size_t>(samples()), chunk, threads, [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin), count = static_cast<Eigen::Index>(end - begin);
    decode(stored_, {first, count, 0, channels}, out.data.col(first).data(), 1, channels);
    checks[begin / chunk] = check_samples(out.data.col(first).data(), channels, count);
  });
  warn_of_samples(out, joined(checks));
  return out;
}

void MappedSource::read_block(Eigen::Index first_sample, Eigen::Index first_channel,
                              Eigen::Ref<Eigen::MatrixXd> columns, parallel::Threads threads) const {
  const std::size_t chunk = samples_at_once(columns.cols());
  parallel::for_chunks(
      static_cast<std::size_t>(columns.rows()), chunk, threads, [&](std::size_t begin, std::size_t end) {
        const auto first = static_cast<Eigen::Index>(begin);
        decode(stored_, {first_sample + first, static_cast<Eigen::Index>(end - begin), first_channel, columns.cols()},
               columns.data() + first, columns.outerStride(), 1);
      });
}

}  // namespace attune::eeg
