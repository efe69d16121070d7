#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "attune/volume/grid.hpp"

namespace attune::bench {

/// MNI152NLin2009cAsym at 2 mm, the grid of an fMRIPrep run.
inline Grid mni_grid() { return {{97, 115, 97}, Affine{{{{2, 0, 0, -96}, {0, 2, 0, -132}, {0, 0, 2, -78}}}}}; }

/// SplitMix64 of a counter: the same number for the same place on every machine.
inline std::uint64_t mix(std::uint64_t counter) {
  std::uint64_t z = counter + 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// How far out of a head-shaped ellipsoid a voxel is: below 1 inside.
inline double eccentricity(const Grid& grid, const VoxelIndex& voxel) {
  const auto part = [](std::int64_t index, std::int64_t size) {
    const double at = (static_cast<double>(index) + 0.5) / static_cast<double>(size) * 2.0 - 1.0;
    return at * at;
  };
  return part(voxel.i, grid.shape[0]) + part(voxel.j, grid.shape[1]) + part(voxel.k, grid.shape[2]);
}

/// A smooth head: 0 outside, about a thousand inside, as scanners scale echo-planar images.
inline std::vector<double> smooth_head(const Grid& grid) {
  std::vector<double> out(grid.voxels());
  for (std::size_t at = 0; at < out.size(); ++at) {
    const VoxelIndex v = grid.voxel(at);
    if (eccentricity(grid, v) >= 1.0) continue;
    out[at] = 1000.0 + 250.0 * std::sin(0.11 * static_cast<double>(v.i)) * std::cos(0.07 * static_cast<double>(v.j)) +
              150.0 * std::sin(0.09 * static_cast<double>(v.k));
  }
  return out;
}

/// Volume `index` of the run: the head with a slow drift and nearly Gaussian noise (the sum of four uniform numbers) of
/// SD 30, a temporal SNR of 33, and the air around it with the magnitude of noise of SD 10.
inline std::vector<double> volume_of(const std::vector<double>& head, std::size_t index) {
  const double unit = std::sqrt(3.0) / 65536.0;
  const double drift = 1.0 + 0.01 * std::sin(0.02 * static_cast<double>(index));
  std::vector<double> out(head.size());
  for (std::size_t at = 0; at < head.size(); ++at) {
    const std::uint64_t bits = mix(index * head.size() + at);
    double sum = 0.0;
    for (unsigned part = 0; part < 4; ++part) sum += static_cast<double>(bits >> (16 * part) & 0xffff) - 32767.5;
    out[at] =
        head[at] == 0.0 ? std::round(std::abs(10.0 * unit * sum)) : std::round(head[at] * drift + 30.0 * unit * sum);
  }
  return out;
}

/// `labels` compact regions that fill the head: every voxel belongs to the nearest of as many seeds.
inline std::vector<double> parcels(const Grid& grid, std::size_t labels) {
  std::vector<VoxelIndex> seeds;
  for (std::uint64_t draw = 0; seeds.size() < labels; ++draw) {
    const VoxelIndex v = grid.voxel(mix(draw) % grid.voxels());
    if (eccentricity(grid, v) < 1.0 && std::find(seeds.begin(), seeds.end(), v) == seeds.end()) seeds.push_back(v);
  }
  std::vector<double> out(grid.voxels());
  for (std::size_t at = 0; at < out.size(); ++at) {
    const VoxelIndex v = grid.voxel(at);
    if (eccentricity(grid, v) >= 1.0) continue;
    std::int64_t nearest = std::numeric_limits<std::int64_t>::max();
    for (std::size_t label = 0; label < labels; ++label) {
      const std::int64_t i = v.i - seeds[label].i, j = v.j - seeds[label].j, k = v.k - seeds[label].k;
      const std::int64_t squared = i * i + j * j + k * k;
      if (squared < nearest) nearest = squared, out[at] = static_cast<double>(label + 1);
    }
  }
  return out;
}

}  // namespace attune::bench
