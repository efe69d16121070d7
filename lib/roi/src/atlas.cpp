#include "attune/roi/atlas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "atlas_files.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/roi/space.hpp"
#include "entity.hpp"
#include "label_codes.hpp"

namespace attune::roi {
namespace {

constexpr std::size_t kNamesInAMessage = 8;

std::string at_voxel(const Grid& grid, std::size_t offset) {
  const VoxelIndex v = grid.voxel(offset);
  return fmt::format("voxel ({}, {}, {})", v.i, v.j, v.k);
}

std::string listed(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), kNamesInAMessage);
  std::string out =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) out += fmt::format(" and {} more", names.size() - shown);
  return out;
}

// The single value of a mask (every other voxel 0 or NaN), if the image is one.
bool is_mask(const std::vector<double>& values) {
  double inside = 0.0;
  for (const double value : values) {
    if (value == 0.0 || std::isnan(value)) continue;
    if (inside != 0.0 && value != inside) return false;
    inside = value;
  }
  return inside > 0.0;
}

RegionMap map_of(const Image& image, double threshold) {
  RegionMap map{image.header.grid, {}, {}};
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    const double value = image.values[i];
    if (value < 0.0)
      throw input_error(image.header.path, fmt::format("value {} at {}; a probability map has none below 0",
                                                       format_double(value), at_voxel(map.grid, i)));
    if (!(value >= threshold && value > 0.0 && std::isfinite(value))) continue;
    map.offsets.push_back(static_cast<std::uint32_t>(i));
    map.weights.push_back(value);
  }
  if (map.offsets.empty())
    throw input_error(image.header.path, fmt::format("no voxel reaches the threshold {}", format_double(threshold)));
  return map;
}

/// The labels that occur. Neighbouring voxels mostly agree, and small codes are only ticked off: a set of a million
/// voxels' codes would take longer than reading them.
std::set<std::int32_t> codes_of(const std::vector<std::int32_t>& codes) {
  constexpr std::size_t kTicked = 65536;
  std::vector<bool> ticked(kTicked, false);
  std::set<std::int32_t> present;
  std::int32_t last = 0;
  for (const std::int32_t code : codes) {
    if (code == last) continue;
    last = code;
    if (const auto place = static_cast<std::uint32_t>(code); place < kTicked)
      ticked[place] = true;
    else
      present.insert(code);
  }
  for (std::size_t code = 1; code < kTicked; ++code)
    if (ticked[code]) present.insert(static_cast<std::int32_t>(code));
  return present;
}

// A table with columns is the list of this atlas's regions: each has its row, whatever the image lacks, so that images
// of several people give the same columns. Colour tables and plain lists are dictionaries for many images.
bool names_the_regions(const LabelTable& table) {
  return table.form == "columns" && std::all_of(table.labels.begin(), table.labels.end(), [](const Label& label) {
           return static_cast<std::int32_t>(label.code.value) == label.code.value;
         });
}

Atlas label_atlas(Image image, const LabelTable& table) {
  LabelCodes read = label_codes(image.values);
  const ImageHeader& header = image.header;
  if (read.first_bad)
    throw input_error(header.path, fmt::format("label {} at {} is not a whole number, nor are {} others: interpolated "
                                               "labels; resample the original with nearest neighbour (a probability "
                                               "map needs --threshold)",
                                               format_double(image.values[*read.first_bad]),
                                               at_voxel(header.grid, *read.first_bad), read.interpolated - 1));
  Atlas atlas;
  atlas.kind = Atlas::Kind::labels;
  atlas.space = declared_space(header);
  atlas.grid = header.grid;
  atlas.codes = std::move(read.codes);
  std::set<std::int32_t> present = codes_of(atlas.codes);
  std::vector<std::string> without_voxels, without_name;
  for (const Label& label : table.labels) {
    const auto code = static_cast<std::int32_t>(label.code.value);
    const bool is_here = code == label.code.value && present.erase(code) != 0;
    if (!is_here) without_voxels.push_back(label.name);
    if (is_here || names_the_regions(table)) atlas.regions.push_back({label.code, label.name, label.source});
  }
  for (const std::int32_t code : present) without_name.push_back(fmt::format("{}", code));
  if (without_voxels.size() == table.labels.size())
    throw input_error(header.path, fmt::format("none of its labels is named in {}", table.path.string()));
  const std::string file = header.path.filename().string();
  if (!without_name.empty())
    atlas.warnings.push_back(fmt::format("{}: labels without a name are left out: {}", file, listed(without_name)));
  if (!without_voxels.empty())
    atlas.warnings.push_back(fmt::format("{}: names without a voxel are {}: {}", file,
                                         names_the_regions(table) ? "n/a" : "left out", listed(without_voxels)));
  return atlas;
}

Atlas map_atlas(std::vector<Image> images, const AtlasRequest& request, const std::optional<LabelTable>& names) {
  Atlas atlas;
  atlas.kind = request.threshold ? Atlas::Kind::maps : Atlas::Kind::mask;
  std::map<std::string, std::filesystem::path> seen;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const Image& image = images[i];
    const LabelCode code{static_cast<std::int64_t>(i) + 1};
    if (!request.threshold && !is_mask(image.values))
      throw input_error(image.header.path,
                        images.size() == 1
                            ? "has several labels and no table of their names; give --labels TABLE, or --threshold if "
                              "it is a probability map"
                            : "is not a binary mask; give --threshold if these are probability maps");
    std::string name = safe_name(stem_of(image.header.path));
    if (names)
      for (const Label& label : names->labels)
        if (label.code == code) name = label.name;
    if (const auto [first, is_new] = seen.emplace(name, image.header.path); !is_new)
      throw input_error(image.header.path,
                        fmt::format("is the second region named {} (the first is {}); names must be unique",
                                    in_quotes(name), first->second.string()));
    const std::string space = declared_space(image.header);
    if (i > 0 && space != atlas.space)
      throw input_error(image.header.path,
                        fmt::format("is in space {}, the map before it in {}", space.empty() ? "unknown" : space,
                                    atlas.space.empty() ? "unknown" : atlas.space));
    atlas.space = space;
    atlas.regions.push_back({code, name, image.header.path.filename().string()});
    atlas.maps.push_back(map_of(image, request.threshold.value_or(0.0)));
    if (!request.threshold) std::fill(atlas.maps.back().weights.begin(), atlas.maps.back().weights.end(), 1.0);
  }
  return atlas;
}

Atlas image_atlas(const AtlasRequest& request) {
  std::vector<Image> images;
  std::vector<std::filesystem::path> inputs;
  Warnings warnings;
  for (const std::string& source : request.sources) {
    images.push_back(read_image(source, request.image));
    inputs.emplace_back(source);
    const ImageHeader& header = images.back().header;
    if (header.data_path != header.path) inputs.push_back(header.data_path);
    warnings.insert(warnings.end(), header.warnings.begin(), header.warnings.end());
  }
  const std::optional<std::filesystem::path> names = label_table_of(request);
  std::optional<LabelTable> table;
  if (names) {
    table = read_label_table(*names);
    inputs.push_back(*names);
  }
  const bool labels = images.size() == 1 && !request.threshold && table;
  Atlas atlas = labels ? label_atlas(std::move(images.front()), *table) : map_atlas(std::move(images), request, table);
  atlas.inputs = std::move(inputs);
  warnings.insert(warnings.end(), atlas.warnings.begin(), atlas.warnings.end());
  atlas.warnings = std::move(warnings);
  return atlas;
}

}  // namespace

bool is_table_of_spheres(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".tsv" || extension == ".csv";
}

std::optional<std::filesystem::path> label_table_of(const AtlasRequest& request) {
  if (request.labels) return request.labels;
  if (request.sources.size() != 1 || request.threshold) return std::nullopt;
  const std::filesystem::path image = request.sources.front();
  for (const char* ending : {".tsv", ".csv", ".txt", "_label.txt", "_labels.txt", ".nii.txt", ".lut"}) {
    const std::filesystem::path candidate = image.parent_path() / (stem_of(image) + ending);
    if (std::filesystem::is_regular_file(candidate)) return candidate;
  }
  return std::nullopt;
}

const BuiltinAtlas* builtin_named(const std::string& name) {
  for (const BuiltinAtlas& atlas : builtin_atlases())
    if (atlas.name == name) return &atlas;
  return nullptr;
}

Atlas atlas_of(const std::string& name, std::vector<Sphere> spheres) {
  Atlas atlas;
  atlas.kind = Atlas::Kind::spheres;
  atlas.name = name;
  for (const Sphere& sphere : spheres) {
    if (!sphere.space.empty() && !atlas.space.empty() && !spaces_agree(sphere.space, atlas.space))
      throw Error(Fault::input, fmt::format("{}: sphere {} is in space {}, those before it in {}", name, sphere.name,
                                            sphere.space, atlas.space));
    if (!sphere.space.empty()) atlas.space = sphere.space;
    atlas.regions.push_back({{static_cast<std::int64_t>(atlas.regions.size()) + 1}, sphere.name, sphere.source});
  }
  atlas.spheres = std::move(spheres);
  return atlas;
}

Atlas load_atlas(const AtlasRequest& request) {
  if (request.sources.empty()) throw usage_error("no atlas; give a built-in name or a file");
  const std::string& first = request.sources.front();
  if (request.sources.size() == 1) {
    if (const BuiltinAtlas* builtin = builtin_named(first)) return atlas_of(first, builtin->spheres);
    if (!std::filesystem::exists(first) && first.find_first_of("./") == std::string::npos) {
      std::vector<std::string> known;
      for (const BuiltinAtlas& atlas : builtin_atlases()) known.emplace_back(atlas.name);
      throw usage_error(
          fmt::format("{} is neither a file nor a built-in atlas{}", in_quotes(first), suggestion(first, known)));
    }
    if (is_table_of_spheres(first)) {
      Atlas atlas = atlas_of(std::filesystem::path(first).filename().string(), read_spheres(first));
      atlas.inputs.emplace_back(first);
      return atlas;
    }
  }
  Atlas atlas = image_atlas(request);
  atlas.name = std::filesystem::path(first).filename().string();
  return atlas;
}

}  // namespace attune::roi
