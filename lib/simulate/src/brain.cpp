#include "brain.hpp"

#include <cmath>
#include <cstddef>
#include <span>

#include "attune/base/error.hpp"
#include "attune/roi/spheres.hpp"

namespace attune::simulate {

namespace {

// Corners of the slab, mm: room for every sphere of the atlas.
constexpr WorldPoint kLow{-60, -42, -30};
constexpr WorldPoint kHigh{60, 60, 48};
// An ellipsoid about as large as the template's brain.
constexpr WorldPoint kBrainCentre{0, -17, 8};
constexpr WorldPoint kBrainRadius{74, 92, 78};
constexpr double kNodeSpacingMm = 12.0;

bool inside_brain(const WorldPoint& p) {
  const double x = (p.x - kBrainCentre.x) / kBrainRadius.x;
  const double y = (p.y - kBrainCentre.y) / kBrainRadius.y;
  const double z = (p.z - kBrainCentre.z) / kBrainRadius.z;
  return x * x + y * y + z * z <= 1.0;
}

std::span<const roi::Sphere> core_spheres() {
  for (const roi::BuiltinAtlas& atlas : roi::builtin_atlases())
    if (atlas.name == "attachment-core") return atlas.spheres;
  throw Error(Fault::internal, "the atlas attachment-core is not built in");
}

std::int64_t steps(double low, double high, double size) {
  return static_cast<std::int64_t>(std::floor((high - low) / size + 1e-9)) + 1;
}

}  // namespace

Slab make_slab(Millimetres voxel) {
  const double size = voxel.value();
  Slab slab;
  slab.grid.shape = {steps(kLow.x, kHigh.x, size), steps(kLow.y, kHigh.y, size), steps(kLow.z, kHigh.z, size)};
  slab.grid.affine.rows = {{{size, 0, 0, kLow.x}, {0, size, 0, kLow.y}, {0, 0, size, kLow.z}}};
  std::vector<std::int32_t> region(slab.grid.voxels(), -1);
  for (const roi::Sphere& sphere : core_spheres()) {
    for (const std::uint32_t offset : roi::voxels_of(sphere, slab.grid).offsets)
      region[offset] = static_cast<std::int32_t>(slab.regions.size());
    slab.regions.push_back(sphere.name);
  }
  for (std::size_t offset = 0; offset < slab.grid.voxels(); ++offset) {
    if (!inside_brain(slab.grid.centre(slab.grid.voxel(offset))) && region[offset] < 0) continue;
    slab.brain.push_back(static_cast<std::uint32_t>(offset));
    slab.region_of_voxel.push_back(region[offset]);
  }
  return slab;
}

SmoothField make_field(const Slab& slab) {
  const std::array<std::int64_t, 3> shape{steps(kLow.x, kHigh.x, kNodeSpacingMm) + 1,
                                          steps(kLow.y, kHigh.y, kNodeSpacingMm) + 1,
                                          steps(kLow.z, kHigh.z, kNodeSpacingMm) + 1};
  SmoothField field;
  field.nodes = static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
  for (const std::uint32_t offset : slab.brain) {
    const WorldPoint p = slab.grid.centre(slab.grid.voxel(offset));
    const std::array<double, 3> at{(p.x - kLow.x) / kNodeSpacingMm, (p.y - kLow.y) / kNodeSpacingMm,
                                   (p.z - kLow.z) / kNodeSpacingMm};
    std::array<std::uint32_t, 8> corners{};
    std::array<double, 8> weights{};
    double squares = 0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
      std::int64_t node = 0;
      double weight = 1;
      for (std::size_t axis = 3; axis-- > 0;) {
        const auto low = static_cast<std::int64_t>(std::floor(at[axis]));
        const double above = at[axis] - static_cast<double>(low);
        const bool upper = ((corner >> axis) & 1U) != 0;
        node = node * shape[axis] + low + (upper ? 1 : 0);
        weight *= upper ? above : 1 - above;
      }
      corners[corner] = static_cast<std::uint32_t>(node);
      weights[corner] = weight;
      squares += weight * weight;
    }
    std::array<float, 8> unit{};
    for (std::size_t corner = 0; corner < 8; ++corner)
      unit[corner] = static_cast<float>(weights[corner] / std::sqrt(squares));
    field.corners.push_back(corners);
    field.weights.push_back(unit);
  }
  return field;
}

}  // namespace attune::simulate
