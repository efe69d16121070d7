#include "attune/roi/atlas_image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/volume/image.hpp"
#include "entity.hpp"

namespace attune::roi {

Grid mni_grid(Millimetres voxel) {
  const double size = voxel.value();
  if (!(size >= 0.5 && size <= 10.0))
    throw usage_error(fmt::format("--voxel-mm is {}, expected 0.5 to 10", format_double(size)));
  const auto steps = [size](double millimetres) { return std::floor(millimetres / size); };
  Grid grid;
  const double low[3] = {steps(96), steps(132), steps(78)}, high[3] = {steps(96), steps(96), steps(114)};
  for (std::size_t d = 0; d < 3; ++d) {
    grid.shape[d] = static_cast<std::int64_t>(low[d] + high[d]) + 1;
    grid.affine.rows[d] = {0, 0, 0, -low[d] * size};
    grid.affine.rows[d][d] = size;
  }
  return grid;
}

LabelImage label_image(const Atlas& atlas, const Grid& grid, const PlaceOptions& options) {
  Placement placement = place(atlas, grid, options);
  LabelImage out{grid, std::vector<std::int32_t>(grid.voxels(), 0), atlas.regions, atlas.space,
                 std::move(placement.warnings)};
  for (const RegionVoxels& region : placement.regions)
    for (const std::uint32_t v : region.offsets) out.codes[v] = static_cast<std::int32_t>(region.code.value);
  return out;
}

void check_image_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (!name.ends_with(".nii") && !name.ends_with(".nii.gz"))
    throw usage_error(fmt::format("{} is no name for an atlas image; expected .nii.gz or .nii", path.string()));
}

void write_label_image(const std::filesystem::path& path, const LabelImage& image, Overwrite overwrite) {
  check_image_name(path);
  const auto [low, high] = std::minmax_element(image.codes.begin(), image.codes.end());
  NiftiOptions options;
  options.type = VoxelType::int32;
  if (*low >= -32768 && *high <= 32767) options.type = VoxelType::int16;
  if (*low >= 0 && *high <= 255) options.type = VoxelType::uint8;
  const bool mni = image.space.starts_with("MNI") || image.space.starts_with("mni");
  options.space_code = mni ? 4 : (image.space == "Talairach" ? 3 : 2);
  NiftiWriter writer(path, image.grid, 1, options, overwrite);
  writer.write_volume(std::vector<double>(image.codes.begin(), image.codes.end()));
  writer.finish();
}

namespace {

Table named_regions(const std::vector<AtlasRegion>& regions) {
  Column::Integers codes;
  Column::Text names, sources;
  for (const AtlasRegion& region : regions) {
    codes.push_back(region.code.value);
    names.push_back(region.name);
    sources.push_back(region.source.empty() ? "n/a" : region.source);
  }
  Table table;
  table.add("index", std::move(codes));
  table.add("name", std::move(names));
  table.add("source", std::move(sources));
  return table;
}

}  // namespace

Table dseg_table(const LabelImage& image) { return named_regions(image.regions); }

Table region_table(const Atlas& atlas) {
  return atlas.kind == Atlas::Kind::spheres ? to_table(atlas.spheres) : named_regions(atlas.regions);
}

std::vector<ColumnMeaning> region_meanings(const Atlas& atlas) {
  if (atlas.kind != Atlas::Kind::spheres) return dseg_meanings();
  return {{"name", "region", ""},
          {"x", "centre, to the right", "mm"},
          {"y", "centre, to the front", "mm"},
          {"z", "centre, upwards", "mm"},
          {"radius_mm", "radius of the sphere", "mm"},
          {"space", "space of the coordinates", ""},
          {"source", "where the coordinates come from", ""}};
}

std::vector<ColumnMeaning> dseg_meanings() {
  return {{"index", "value of the region's voxels in the label image", ""},
          {"name", "region", ""},
          {"source", "where the region comes from", ""}};
}

std::filesystem::path dseg_table_path(const std::filesystem::path& image) {
  return image.parent_path() / (stem_of(image) + ".tsv");
}

}  // namespace attune::roi
