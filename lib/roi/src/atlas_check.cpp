#include "attune/roi/atlas_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "atlas_files.hpp"
#include "attune/roi/atlas_image.hpp"
#include "attune/roi/placement.hpp"
#include "label_codes.hpp"
#include "region_set.hpp"

namespace attune::roi {
namespace {

// Closer to the middle than this a centroid says nothing about the side.
constexpr double kMiddleMm = 1.0;

std::string side_problem(const RegionCheck& region) {
  const Side side = side_of(region.name);
  if (side == Side::none || region.voxels == 0 || std::abs(region.centroid.x) <= kMiddleMm) return "";
  const Side found = region.centroid.x < 0 ? Side::left : Side::right;
  if (found == side) return "";
  return fmt::format("named {} but its centroid is at x = {:.1f} mm: left and right swapped?",
                     side == Side::left ? "left" : "right", region.centroid.x);
}

RegionCheck checked(const std::string& name, LabelCode code, const std::vector<std::uint32_t>& offsets,
                    const Grid& grid) {
  RegionCheck out;
  out.code = code;
  out.name = name;
  out.voxels = static_cast<std::int64_t>(offsets.size());
  out.volume_mm3 = static_cast<double>(offsets.size()) * std::abs(grid.affine.determinant());
  CentroidSum centroid(grid);
  for (const std::uint32_t offset : offsets) centroid.add(offset);
  out.centroid = centroid.centroid();
  out.components = count_components(offsets, grid);
  if (name.empty()) out.problem = "no name for this code";
  if (offsets.empty()) out.problem = "no voxel";
  if (out.problem.empty()) out.problem = side_problem(out);
  return out;
}

void collect_problems(AtlasCheck& check) {
  for (const RegionCheck& region : check.regions)
    if (!region.problem.empty())
      check.problems.push_back(fmt::format("label {}{}: {}", region.code.value,
                                           region.name.empty() ? "" : " (" + region.name + ")", region.problem));
}

// Regions with voxels that the grid would lose, or cut, as rows' problems.
void check_on_grid(const Image& image, std::vector<std::int32_t> codes, const Grid& grid, AtlasCheck& check) {
  Atlas atlas;
  atlas.name = image.header.path.filename().string();
  atlas.grid = image.header.grid;
  atlas.codes = std::move(codes);
  std::vector<RegionCheck*> rows;
  for (RegionCheck& row : check.regions) {
    if (row.voxels == 0) continue;
    rows.push_back(&row);
    atlas.regions.push_back({row.code, row.name, ""});
  }
  const Placement placement = place(atlas, grid);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const RegionVoxels& region = placement.regions[r];
    const double lost = 100.0 * (1.0 - region.in_view);
    if (!region.offsets.empty() && lost <= 0.0) continue;
    std::string& problem = rows[r]->problem;
    if (!problem.empty()) problem += "; ";
    problem += region.offsets.empty() ? std::string("no voxel on the grid of --like")
                                      : fmt::format("{:.0f} % of it lies outside the grid of --like", lost);
  }
}

AtlasCheck check_labels(const Image& image, const LabelTable& table, const std::optional<Grid>& like) {
  AtlasCheck out;
  out.problems = image.header.warnings;
  LabelCodes read = label_codes(image.values);
  out.interpolated = read.interpolated;
  if (read.first_bad) {
    const VoxelIndex v = image.header.grid.voxel(*read.first_bad);
    out.problems.push_back(
        fmt::format("{} voxels hold no whole number, the first is {} at voxel ({}, {}, {}): "
                    "interpolated labels",
                    read.interpolated, image.values[*read.first_bad], v.i, v.j, v.k));
  }
  std::map<std::int32_t, std::vector<std::uint32_t>> voxels;
  for (std::size_t v = 0; v < read.codes.size(); ++v)
    if (read.codes[v] != 0) voxels[read.codes[v]].push_back(static_cast<std::uint32_t>(v));
  for (const Label& label : table.labels) {
    const auto found = voxels.find(static_cast<std::int32_t>(label.code.value));
    const bool here = found != voxels.end() && found->first == label.code.value;
    out.regions.push_back(
        checked(label.name, label.code, here ? found->second : std::vector<std::uint32_t>(), image.header.grid));
    if (here) voxels.erase(found);
  }
  for (const auto& [code, offsets] : voxels) out.regions.push_back(checked("", {code}, offsets, image.header.grid));
  if (like) check_on_grid(image, std::move(read.codes), *like, out);
  collect_problems(out);
  return out;
}

AtlasCheck check_placed(const Atlas& atlas, const Grid& grid) {
  const Placement placement = place(atlas, grid, {.allow_overlap = true, .allow_empty = true});
  std::vector<std::uint8_t> owners(grid.voxels(), 0);
  for (const RegionVoxels& region : placement.regions)
    for (const std::uint32_t v : region.offsets)
      if (owners[v] < 2) ++owners[v];
  AtlasCheck out;
  for (const RegionVoxels& region : placement.regions) {
    RegionCheck row = checked(region.name, region.code, region.offsets, grid);
    for (const std::uint32_t v : region.offsets) row.overlap += owners[v] > 1 ? 1 : 0;
    if (row.problem.empty() && row.overlap > 0)
      row.problem = fmt::format("shares {} voxels with other regions", row.overlap);
    if (row.problem.empty() && region.in_view < 1.0)
      row.problem = fmt::format("{:.0f} % of it lies outside the grid", 100.0 * (1.0 - region.in_view));
    out.regions.push_back(std::move(row));
  }
  collect_problems(out);
  return out;
}

}  // namespace

AtlasCheck check_atlas(const AtlasRequest& request, const std::optional<Grid>& like) {
  const bool one_image = request.sources.size() == 1 && !request.threshold && !builtin_named(request.sources.front()) &&
                         !is_table_of_spheres(request.sources.front());
  if (one_image && std::filesystem::exists(request.sources.front())) {
    if (const auto names = label_table_of(request)) {
      const Image image = read_image(request.sources.front(), request.image);
      AtlasCheck out = check_labels(image, read_label_table(*names), like);
      out.inputs = {image.header.path, *names};
      return out;
    }
  }
  const Atlas atlas = load_atlas(request);
  const Grid own = atlas.kind == Atlas::Kind::spheres ? mni_grid(Millimetres(1)) : atlas.maps.front().grid;
  AtlasCheck out = check_placed(atlas, like.value_or(own));
  out.problems.insert(out.problems.begin(), atlas.warnings.begin(), atlas.warnings.end());
  out.inputs = atlas.inputs;
  return out;
}

Table to_table(const AtlasCheck& check) {
  Column::Integers codes, voxels, components, overlaps;
  Column::Text names, problems;
  Column::Numbers volumes, x, y, z;
  for (const RegionCheck& region : check.regions) {
    codes.push_back(region.code.value);
    names.push_back(region.name.empty() ? "n/a" : region.name);
    voxels.push_back(region.voxels);
    volumes.push_back(region.volume_mm3);
    x.push_back(region.centroid.x);
    y.push_back(region.centroid.y);
    z.push_back(region.centroid.z);
    components.push_back(region.components);
    overlaps.push_back(region.overlap);
    problems.push_back(region.problem.empty() ? "n/a" : region.problem);
  }
  Table table;
  table.add("index", std::move(codes));
  table.add("name", std::move(names));
  table.add("voxels", std::move(voxels));
  table.add("volume_mm3", std::move(volumes));
  table.add("x_mm", std::move(x));
  table.add("y_mm", std::move(y));
  table.add("z_mm", std::move(z));
  table.add("components", std::move(components));
  table.add("overlap_voxels", std::move(overlaps));
  table.add("problem", std::move(problems));
  return table;
}

std::vector<ColumnMeaning> check_meanings() {
  return {{"index", "the region's value in the label image, or its place in the atlas", ""},
          {"name", "region; n/a: the code has no name", ""},
          {"voxels", "voxels of the region", "count"},
          {"volume_mm3", "volume of the region", "mm^3"},
          {"x_mm", "centroid, to the right", "mm"},
          {"y_mm", "centroid, to the front", "mm"},
          {"z_mm", "centroid, upwards", "mm"},
          {"components", "pieces that touch by faces", "count"},
          {"overlap_voxels", "voxels that belong to another region as well", "count"},
          {"problem", "n/a, or what is wrong with the region", ""}};
}

}  // namespace attune::roi
