#pragma once

#include <cstddef>
#include <span>

#include "attune/parallel/stream.hpp"

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

}  // namespace attune::stats
