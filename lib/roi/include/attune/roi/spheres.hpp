#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/table/table.hpp"
#include "attune/volume/grid.hpp"

namespace attune::roi {

/// A ball around a place.
struct Sphere {
  std::string name;
  WorldPoint centre;  ///< millimetres, RAS+
  Millimetres radius{0};
  std::string space;   ///< "MNI", ...; empty: not said
  std::string source;  ///< where the coordinates come from
};

/// Spheres from a TSV or CSV with the columns name, x, y, z, radius_mm and optionally space and source. Duplicate
/// names, missing numbers and a radius that is not positive are input errors.
std::vector<Sphere> read_spheres(const std::filesystem::path& path);
/// The table `read_spheres` reads: name x y z radius_mm space source.
Table to_table(std::span<const Sphere> spheres);

/// An atlas that comes with attune.
struct BuiltinAtlas {
  std::string_view name;
  std::string_view about;
  std::vector<Sphere> spheres;
};
/// `attachment-core` and `attachment-alternatives`; no two spheres of one atlas overlap.
const std::vector<BuiltinAtlas>& builtin_atlases();
/// atlas regions about, one row per built-in atlas.
Table builtin_table();

/// A sphere on a grid.
struct SphereVoxels {
  std::vector<std::uint32_t> offsets;  ///< voxels of the grid in memory order, ascending
  std::size_t outside = 0;             ///< voxels of the sphere that the grid would have if it went on
};
/// Voxels whose centre is at most the radius away (to 1e-6 mm), plus the voxel that holds the sphere's centre. Only
/// where a sphere leaves the grid and its box has 10^7 voxels or more, `outside` is estimated from the volumes of
/// sphere and voxel.
SphereVoxels voxels_of(const Sphere& sphere, const Grid& grid);

}  // namespace attune::roi
