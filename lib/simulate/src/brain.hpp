#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/volume/grid.hpp"

namespace attune::simulate {

/// The piece of MNI space that is simulated: a slab around the regions of the built-in atlas `attachment-core`.
struct Slab {
  Grid grid;
  std::vector<std::uint32_t> brain;           ///< offsets of voxels inside the brain, ascending
  std::vector<std::string> regions;           ///< names, in the atlas's order
  std::vector<std::int32_t> region_of_voxel;  ///< one per entry of `brain`: index into `regions`, or -1
};
Slab make_slab(Millimetres voxel);

/// Weights that interpolate a coarse lattice of independent sources at every brain voxel, with unit sum of squares, so
/// that sources of unit variance give noise of unit variance that is smooth over about 12 mm.
struct SmoothField {
  std::size_t nodes = 0;
  std::vector<std::array<std::uint32_t, 8>> corners;  ///< one per brain voxel
  std::vector<std::array<float, 8>> weights;
};
SmoothField make_field(const Slab& slab);

}  // namespace attune::simulate
