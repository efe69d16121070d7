#include "nearest.hpp"

#include <array>
#include <cmath>

#include "attune/roi/placement.hpp"

namespace attune::roi {

Affine composed(const Affine& outer, const Affine& inner) {
  Affine out;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) {
      double sum = c == 3 ? outer.rows[r][3] : 0.0;
      for (std::size_t m = 0; m < 3; ++m) sum += outer.rows[r][m] * inner.rows[m][c];
      out.rows[r][c] = sum;
    }
  return out;
}

std::int64_t nearest_offset(const Affine& to_other, const Grid& other, const VoxelIndex& voxel) {
  // Grids of whole millimetres tie half of the time (4.5 mm slices in a 1 mm atlas). Without rounding away the noise of
  // the matrix product first, each tie would fall to one side or the other by chance.
  constexpr double kNoise = 1048576.0;
  const WorldPoint p =
      to_other.apply(static_cast<double>(voxel.i), static_cast<double>(voxel.j), static_cast<double>(voxel.k));
  const auto index = [](double x) {
    return static_cast<std::int64_t>(std::floor(std::round(x * kNoise) / kNoise + 0.5));
  };
  const VoxelIndex nearest{index(p.x), index(p.y), index(p.z)};
  return other.contains(nearest) ? static_cast<std::int64_t>(other.offset(nearest)) : -1;
}

std::vector<std::int64_t> nearest_offsets(const Grid& grid, const Grid& other) {
  const Affine to_other = composed(other.affine.inverse(), grid.affine);
  std::vector<std::int64_t> out;
  out.reserve(grid.voxels());
  for (std::int64_t k = 0; k < grid.shape[2]; ++k)
    for (std::int64_t j = 0; j < grid.shape[1]; ++j)
      for (std::int64_t i = 0; i < grid.shape[0]; ++i) out.push_back(nearest_offset(to_other, other, {i, j, k}));
  return out;
}

}  // namespace attune::roi
