#include <algorithm>
#include <array>

#include "attune/roi/atlas_check.hpp"

namespace attune::roi {

std::int64_t count_components(const std::vector<std::uint32_t>& offsets, const Grid& grid) {
  std::vector<std::uint8_t> left(offsets.size(), 1);
  const auto place_of = [&](std::uint32_t offset) -> std::ptrdiff_t {
    const auto at = std::lower_bound(offsets.begin(), offsets.end(), offset);
    return at == offsets.end() || *at != offset ? -1 : at - offsets.begin();
  };
  constexpr std::array<VoxelIndex, 6> kFaces{{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
  std::int64_t components = 0;
  std::vector<std::uint32_t> open;
  for (std::size_t seed = 0; seed < offsets.size(); ++seed) {
    if (left[seed] == 0) continue;
    ++components;
    left[seed] = 0;
    open.push_back(offsets[seed]);
    while (!open.empty()) {
      const VoxelIndex voxel = grid.voxel(open.back());
      open.pop_back();
      for (const VoxelIndex& face : kFaces) {
        const VoxelIndex next{voxel.i + face.i, voxel.j + face.j, voxel.k + face.k};
        if (!grid.contains(next)) continue;
        const std::ptrdiff_t at = place_of(static_cast<std::uint32_t>(grid.offset(next)));
        if (at < 0 || left[static_cast<std::size_t>(at)] == 0) continue;
        left[static_cast<std::size_t>(at)] = 0;
        open.push_back(offsets[static_cast<std::size_t>(at)]);
      }
    }
  }
  return components;
}

}  // namespace attune::roi
