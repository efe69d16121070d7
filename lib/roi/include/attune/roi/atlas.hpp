#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/roi/label_table.hpp"
#include "attune/roi/spheres.hpp"
#include "attune/volume/grid.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// A region of an atlas, whatever the atlas is made of.
struct AtlasRegion {
  LabelCode code;
  std::string name;    ///< unique in the atlas
  std::string source;  ///< may be empty
};

/// A region given by its voxels, for masks and probability maps.
struct RegionMap {
  Grid grid;
  std::vector<std::uint32_t> offsets;  ///< ascending, memory order
  std::vector<double> weights;         ///< one per offset, above the threshold
};

/// Regions and where they are. `regions` fixes the order of columns and rows; the kind says which member holds them.
struct Atlas {
  enum class Kind { labels, maps, mask, spheres };
  Kind kind = Kind::labels;
  std::string name;   ///< the built-in name or the file name
  std::string space;  ///< empty: not said
  std::vector<AtlasRegion> regions;

  Grid grid;                        ///< labels: where they are
  std::vector<std::int32_t> codes;  ///< labels: one per voxel, memory order, 0 background
  std::vector<RegionMap> maps;      ///< maps and mask: one per region
  std::vector<Sphere> spheres;      ///< spheres: one per region

  std::vector<std::filesystem::path> inputs;  ///< files it was read from
  Warnings warnings;                          ///< codes without names, names without voxels
};

/// Which atlas.
struct AtlasRequest {
  /// A built-in name, a table of spheres, a label image, a binary mask, or several masks or probability maps.
  std::vector<std::string> sources{};
  /// Names of the labels; default: a table beside the image with its name (.tsv .csv .txt .lut .json, _label.txt).
  std::optional<std::filesystem::path> labels{};
  /// Makes images probability maps: voxels with at least this value belong, weighted by the value.
  std::optional<double> threshold{};
  ImageOptions image{};
};

/// Reads an atlas. Input errors: labels that are not whole numbers within 1e-6 (naming one and its voxel), labels
/// without a table of names, negative probabilities, nothing in it. Codes without a name are left out with a warning;
/// names without a voxel are regions without voxels (of a table with columns, which lists the atlas's regions) or left
/// out (of other forms, which may serve many atlases), with a warning.
Atlas load_atlas(const AtlasRequest& request);

/// An atlas of these spheres.
Atlas atlas_of(const std::string& name, std::vector<Sphere> spheres);

}  // namespace attune::roi
