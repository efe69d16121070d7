#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/files.hpp"
#include "attune/base/units.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/placement.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"
#include "attune/volume/grid.hpp"

namespace attune::roi {

/// A label image that is about to be written.
struct LabelImage {
  Grid grid;
  std::vector<std::int32_t> codes;  ///< memory order
  std::vector<AtlasRegion> regions;
  std::string space;
  Warnings warnings;
};

/// The box of the MNI152 templates (x -96 to 96, y -132 to 96, z -78 to 114 mm) in cubes of this size, RAS+, with the
/// origin at a voxel's centre. A size that is not between 0.5 and 10 mm is a usage error.
Grid mni_grid(Millimetres voxel);

/// The atlas drawn on a grid, region n of the atlas as code n for spheres and maps, with its own code for labels. Where
/// regions overlap (if allowed) the later one is seen.
LabelImage label_image(const Atlas& atlas, const Grid& grid, const PlaceOptions& options = {});

/// Usage error unless `path` ends in .nii or .nii.gz; for a look before the work.
void check_image_name(const std::filesystem::path& path);
/// Writes `.nii` or `.nii.gz` with the smallest integer type that holds the codes.
void write_label_image(const std::filesystem::path& path, const LabelImage& image, Overwrite overwrite);

/// The regions of an atlas: spheres as `to_table(spheres)`, others as index name source.
Table region_table(const Atlas& atlas);
std::vector<ColumnMeaning> region_meanings(const Atlas& atlas);

/// BIDS dseg table: index name source.
Table dseg_table(const LabelImage& image);
/// What its columns mean.
std::vector<ColumnMeaning> dseg_meanings();
/// `atlas_dseg.nii.gz` -> `atlas_dseg.tsv`.
std::filesystem::path dseg_table_path(const std::filesystem::path& image);

}  // namespace attune::roi
