#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "attune/base/units.hpp"

namespace attune {

/// A voxel by its three indices, from 0. Only `Grid` turns it into a place.
struct VoxelIndex {
  std::int64_t i = 0, j = 0, k = 0;
  friend bool operator==(const VoxelIndex&, const VoxelIndex&) = default;
};

/// A place in scanner or template space, in millimetres, RAS+ (x to the right, y to the front, z up).
struct WorldPoint {
  double x = 0, y = 0, z = 0;
};

/// The first three rows of a 4x4 matrix from voxel indices to world millimetres.
struct Affine {
  std::array<std::array<double, 4>, 3> rows{{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}};

  WorldPoint apply(double i, double j, double k) const;
  /// Determinant of the 3x3 part, in mm^3: the voxel's volume, negative where the voxel axes are left-handed.
  double determinant() const;
  /// World to voxel. A singular matrix is an internal error: readers refuse it first.
  Affine inverse() const;
};

/// Where the voxels of an image are: the only thing that converts between voxel indices and millimetres.
struct Grid {
  std::array<std::int64_t, 3> shape{0, 0, 0};
  Affine affine;

  std::size_t voxels() const;
  bool contains(const VoxelIndex& voxel) const;
  /// Position in memory order, i fastest.
  std::size_t offset(const VoxelIndex& voxel) const;
  VoxelIndex voxel(std::size_t offset) const;
  /// The centre of the voxel.
  WorldPoint centre(const VoxelIndex& voxel) const;
  /// The voxel whose centre is nearest along the grid's axes (rounding half away from zero), if it is in the grid.
  std::optional<VoxelIndex> nearest(const WorldPoint& point) const;
  /// Three letters such as "RAS": to where each voxel axis mostly points.
  std::array<char, 3> orientation() const;
  /// Distance between neighbouring voxel centres along each voxel axis, in mm.
  std::array<double, 3> voxel_size_mm() const;
};

/// The largest distance between the places of the eight corner voxels under two affines.
Millimetres corner_distance(const std::array<std::int64_t, 3>& shape, const Affine& a, const Affine& b);

/// Same shape and corners within `tolerance`.
bool same_grid(const Grid& a, const Grid& b, Millimetres tolerance = Millimetres(1e-3));

}  // namespace attune
