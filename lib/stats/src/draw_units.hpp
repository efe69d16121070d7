#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/bootstrap.hpp"

namespace attune::stats {

/// Fills `drawn` with units numbered from 0, stratum after stratum, as many of each stratum as it has, with
/// replacement.
inline void draw_units(std::span<const std::size_t> sizes, parallel::Stream& stream, std::span<std::size_t> drawn) {
  std::size_t first = 0;
  for (const std::size_t size : sizes) {
    for (std::size_t i = 0; i < size; ++i) drawn[first + i] = first + static_cast<std::size_t>(stream.below(size));
    first += size;
  }
}

/// `statistic` of the units of every draw; draw i uses Stream(derive(seed, part), i).
template <class Statistic>
auto draw_all(std::span<const std::size_t> sizes, const Statistic& statistic, const BootstrapOptions& options,
              std::uint64_t part) {
  constexpr std::size_t kChunk = 64;
  const std::size_t units = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  std::vector<decltype(statistic(std::span<const std::size_t>{}))> out(static_cast<std::size_t>(options.draws));
  const parallel::Seed seed = parallel::derive(options.seed, part);
  parallel::for_chunks(out.size(), kChunk, options.threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::size_t> drawn(units);
    for (std::size_t item = begin; item < end; ++item) {
      parallel::Stream stream(seed, item);
      draw_units(sizes, stream, drawn);
      out[item] = statistic(std::span<const std::size_t>(drawn));
    }
  });
  return out;
}

}  // namespace attune::stats
