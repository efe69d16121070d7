#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "attune/roi/placement.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// Voxels of one region that follow each other in memory.
struct Run {
  std::uint32_t start = 0, length = 0;
  std::uint32_t region = 0;
  std::uint32_t state = 0;  ///< place of the first among all voxels that are in some region
};

/// Voxels of any region that follow each other in memory.
struct Span {
  std::uint32_t start = 0, length = 0;
  std::uint32_t state = 0;
};

/// The voxels of regions in memory order.
struct Layout {
  std::vector<Run> runs;    ///< by start; of regions that overlap, several hold the same voxel
  std::vector<Span> spans;  ///< by start; every voxel once
  std::size_t voxels = 0;
  std::size_t regions = 0;
};
Layout layout_of(const std::vector<RegionVoxels>& regions);

/// What a voxel did over all volumes, in stored units.
struct VoxelHistory {
  bool finite = true;
  bool constant = false;
  /// True if `left_out` per volume is all that this voxel gave to the sums, so that it can be taken back exactly.
  bool removable = true;
  double left_out = 0.0;
  double mean = 0.0, sd = 0.0;  ///< over volumes, n - 1; of finite voxels
};

/// One pass over a 4D image: sums of each region's voxels in each volume, and the history of each voxel.
class Survey {
 public:
  virtual ~Survey() = default;
  virtual void add(const StoredVolume& volume) = 0;
  /// Sum of stored values over the region's voxels, NaN and infinities counted as 0.
  virtual double sum(std::size_t volume, std::size_t region) const = 0;
  virtual VoxelHistory voxel(std::size_t state) const = 0;
};

/// 8- and 16-bit integers are summed exactly in 64-bit integers, everything else in double, in memory order.
std::unique_ptr<Survey> make_survey(const Layout& layout, VoxelType type, std::int64_t volumes);

}  // namespace attune::roi
