#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "attune/volume/image.hpp"
#include "message_of.hpp"

namespace attune::test {

/// Cubes of `size` mm, RAS+, with voxel (0, 0, 0) at `origin`.
inline Grid toy_grid(std::int64_t ni, std::int64_t nj, std::int64_t nk, double size = 1.0, WorldPoint origin = {}) {
  Grid grid;
  grid.shape = {ni, nj, nk};
  grid.affine.rows = {{{size, 0, 0, origin.x}, {0, size, 0, origin.y}, {0, 0, size, origin.z}}};
  return grid;
}

/// How voxels are stored: value = slope * stored + intercept.
inline NiftiOptions stored_as(VoxelType type, double slope = 1.0, double intercept = 0.0) {
  NiftiOptions options;
  options.type = type;
  options.slope = slope;
  options.intercept = intercept;
  return options;
}

/// Writes an image whose value at (i, j, k) of volume t is `value`.
inline std::filesystem::path write_toy(const std::filesystem::path& path, const Grid& grid, std::int64_t volumes,
                                       const NiftiOptions& options,
                                       const std::function<double(const VoxelIndex&, std::int64_t)>& value) {
  NiftiOptions with_time = options;
  if (volumes > 1 && !with_time.repetition_time) with_time.repetition_time = Seconds(2);
  NiftiWriter writer(path, grid, volumes, with_time, Overwrite::allow);
  std::vector<double> values(grid.voxels());
  for (std::int64_t t = 0; t < volumes; ++t) {
    for (std::size_t v = 0; v < values.size(); ++v) values[v] = value(grid.voxel(v), t);
    writer.write_volume(values);
  }
  writer.finish();
  return path;
}

inline std::filesystem::path write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace attune::test
