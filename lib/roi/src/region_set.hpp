#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "attune/roi/extract.hpp"
#include "attune/roi/placement.hpp"

namespace attune::roi {

/// Which voxels of a grid lie inside the mask: one byte each, 1 inside. Empty without a mask.
std::vector<std::uint8_t> mask_on(const Grid& grid, const ExtractOptions& options, Warnings& warnings);

/// Takes the voxels outside the mask out of the regions; returns the coverage rows with what was counted so far.
std::vector<RegionCoverage> begin_coverage(Placement& placement, const std::vector<std::uint8_t>& mask);

/// Adds up the places of used voxels for a centroid.
class CentroidSum {
 public:
  explicit CentroidSum(const Grid& grid) : grid_(&grid) {}
  void add(std::uint32_t offset);
  /// NaN without any voxel.
  WorldPoint centroid() const;

 private:
  const Grid* grid_;
  std::int64_t i_ = 0, j_ = 0, k_ = 0, n_ = 0;
};

/// Sets coverage and the reason for a missing value from the counts.
void finish_coverage(RegionCoverage& row, double in_view, double min_coverage);

/// Options that contradict each other or the atlas: usage errors.
void check_options(const ExtractOptions& options, const Placement& placement);

}  // namespace attune::roi
