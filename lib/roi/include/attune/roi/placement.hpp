#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "attune/roi/atlas.hpp"
#include "attune/roi/space.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// The voxels of one region on an image's grid.
struct RegionVoxels {
  std::string name;
  LabelCode code;
  std::vector<std::uint32_t> offsets;  ///< ascending, memory order
  std::vector<double> weights;         ///< probability maps: one per offset; else empty (all 1)
  double in_view = 1.0;                ///< share of the region that lies inside the image's box, 0 to 1
};

/// What may be wrong with spheres without being an error.
struct PlaceOptions {
  bool allow_overlap = false;
  bool allow_empty = false;
};

/// An atlas on an image's grid. Every region of the atlas is there, in its order; a lost one has no voxels.
struct Placement {
  Grid grid;
  std::vector<RegionVoxels> regions;
  std::vector<std::string> lost;  ///< names of regions without a voxel
  Warnings warnings;
};

/// Labels, masks and maps on another grid are taken by nearest neighbour through both affines (each image voxel asks
/// the atlas voxel whose centre is nearest; a tie goes to the higher index), with a warning. Spheres are drawn on the
/// grid itself. Overlapping or empty spheres are errors (`Fault::analysis`) unless allowed; maps may overlap, with a
/// warning.
Placement place(const Atlas& atlas, const Grid& grid, const PlaceOptions& options = {});

/// For every voxel of `grid` the memory offset of the nearest voxel of `other`, or -1 outside it.
std::vector<std::int64_t> nearest_offsets(const Grid& grid, const Grid& other);

}  // namespace attune::roi
