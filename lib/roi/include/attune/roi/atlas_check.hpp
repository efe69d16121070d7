#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// What is known about one region of an atlas.
struct RegionCheck {
  LabelCode code;
  std::string name;  ///< empty: the code has no name
  std::int64_t voxels = 0;
  double volume_mm3 = 0;
  WorldPoint centroid{};        ///< mm; NaN without voxels
  std::int64_t components = 0;  ///< pieces that touch by faces
  std::int64_t overlap = 0;     ///< voxels that also belong to another region
  std::string problem;          ///< empty or what is wrong
};

/// The integrity of an atlas.
struct AtlasCheck {
  std::vector<RegionCheck> regions;
  std::int64_t interpolated = 0;              ///< voxels whose label is not a whole number within 1e-6
  std::vector<std::filesystem::path> inputs;  ///< files that were read
  std::vector<std::string> problems;          ///< one line each; empty: a sound atlas
};

/// Checks a label image, maps, a mask or spheres (drawn on `mni_grid(1 mm)` unless `like` gives a grid): interpolated
/// labels, codes without names, names without voxels, left and right swapped (the centroid's x against the name's side,
/// for centroids more than 1 mm from the middle), pieces by 6-connectivity, overlap, and what is odd about the headers.
/// A label image is described on its own grid; regions that `like` would lose or cut are problems.
AtlasCheck check_atlas(const AtlasRequest& request, const std::optional<Grid>& like = {});

/// One row per region: index name voxels volume_mm3 x_mm y_mm z_mm components overlap_voxels problem.
Table to_table(const AtlasCheck& check);
std::vector<ColumnMeaning> check_meanings();

/// Number of pieces of a set of voxels that touch by faces; `offsets` are in memory order of `grid`.
std::int64_t count_components(const std::vector<std::uint32_t>& offsets, const Grid& grid);

}  // namespace attune::roi
