#pragma once

#include <cstdint>

#include "attune/volume/grid.hpp"

namespace attune::roi {

/// outer after inner.
Affine composed(const Affine& outer, const Affine& inner);

/// Memory offset of the voxel of `other` nearest to `voxel`, whose indices `to_other` takes to indices of `other`; -1
/// outside. A tie goes to the higher index.
std::int64_t nearest_offset(const Affine& to_other, const Grid& other, const VoxelIndex& voxel);

}  // namespace attune::roi
