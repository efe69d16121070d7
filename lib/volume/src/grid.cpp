#include "attune/volume/grid.hpp"

#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune {

WorldPoint Affine::apply(double i, double j, double k) const {
  const auto row = [&](std::size_t r) { return rows[r][0] * i + rows[r][1] * j + rows[r][2] * k + rows[r][3]; };
  return {row(0), row(1), row(2)};
}

double Affine::determinant() const {
  const auto& m = rows;
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

Affine Affine::inverse() const {
  const double volume = determinant();
  if (volume == 0.0 || !std::isfinite(volume)) throw Error(Fault::internal, "inverse of a singular affine");
  const auto& m = rows;
  Affine out;
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) {
      // Cofactor of the transposed element; cyclic indices carry its sign.
      const std::size_t a = (c + 1) % 3, b = (c + 2) % 3, d = (r + 1) % 3, e = (r + 2) % 3;
      out.rows[r][c] = (m[a][d] * m[b][e] - m[a][e] * m[b][d]) / volume;
    }
  }
  for (std::size_t r = 0; r < 3; ++r)
    out.rows[r][3] = -(out.rows[r][0] * m[0][3] + out.rows[r][1] * m[1][3] + out.rows[r][2] * m[2][3]);
  return out;
}

std::size_t Grid::voxels() const { return static_cast<std::size_t>(shape[0] * shape[1] * shape[2]); }

bool Grid::contains(const VoxelIndex& voxel) const {
  return voxel.i >= 0 && voxel.j >= 0 && voxel.k >= 0 && voxel.i < shape[0] && voxel.j < shape[1] && voxel.k < shape[2];
}

std::size_t Grid::offset(const VoxelIndex& voxel) const {
  return static_cast<std::size_t>(voxel.i + shape[0] * (voxel.j + shape[1] * voxel.k));
}

VoxelIndex Grid::voxel(std::size_t offset) const {
  const auto position = static_cast<std::int64_t>(offset);
  return {position % shape[0], position / shape[0] % shape[1], position / (shape[0] * shape[1])};
}

WorldPoint Grid::centre(const VoxelIndex& voxel) const {
  return affine.apply(static_cast<double>(voxel.i), static_cast<double>(voxel.j), static_cast<double>(voxel.k));
}

std::optional<VoxelIndex> Grid::nearest(const WorldPoint& point) const {
  const WorldPoint at = affine.inverse().apply(point.x, point.y, point.z);
  const double limit = 1e15;  // beyond this the conversion to an integer is not defined
  for (const double index : {at.x, at.y, at.z})
    if (!(std::abs(index) < limit)) return {};
  const VoxelIndex voxel{std::llround(at.x), std::llround(at.y), std::llround(at.z)};
  if (!contains(voxel)) return {};
  return voxel;
}

std::array<char, 3> Grid::orientation() const {
  constexpr std::array<std::array<char, 2>, 3> kLetters{{{'L', 'R'}, {'P', 'A'}, {'I', 'S'}}};
  std::array<char, 3> out{'?', '?', '?'};
  std::array<bool, 3> world_taken{};
  // The voxel axis that points most clearly along a world axis takes it first: oblique axes never share a letter.
  for (int step = 0; step < 3; ++step) {
    double best = -1.0;
    std::size_t best_row = 0, best_column = 0;
    for (std::size_t c = 0; c < 3; ++c) {
      const double length = std::hypot(affine.rows[0][c], affine.rows[1][c], affine.rows[2][c]);
      for (std::size_t r = 0; r < 3; ++r) {
        const double along = length > 0 ? std::abs(affine.rows[r][c]) / length : 0.0;
        if (out[c] == '?' && !world_taken[r] && along > best) best = along, best_row = r, best_column = c;
      }
    }
    out[best_column] = kLetters[best_row][affine.rows[best_row][best_column] > 0 ? 1 : 0];
    world_taken[best_row] = true;
  }
  return out;
}

std::array<double, 3> Grid::voxel_size_mm() const {
  std::array<double, 3> out{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    out[axis] = std::hypot(affine.rows[0][axis], affine.rows[1][axis], affine.rows[2][axis]);
  return out;
}

Millimetres corner_distance(const std::array<std::int64_t, 3>& shape, const Affine& a, const Affine& b) {
  double largest = 0.0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    std::array<double, 3> at{};
    for (unsigned axis = 0; axis < 3; ++axis)
      at[axis] = (corner >> axis & 1U) != 0 ? static_cast<double>(shape[axis] - 1) : 0.0;
    const WorldPoint p = a.apply(at[0], at[1], at[2]), q = b.apply(at[0], at[1], at[2]);
    const double distance = std::hypot(p.x - q.x, p.y - q.y, p.z - q.z);
    if (!(distance <= largest)) largest = distance;  // NaN stays visible
  }
  return Millimetres(largest);
}

bool same_grid(const Grid& a, const Grid& b, Millimetres tolerance) {
  return a.shape == b.shape && corner_distance(a.shape, a.affine, b.affine) <= tolerance;
}

}  // namespace attune
