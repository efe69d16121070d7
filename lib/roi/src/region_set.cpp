#include "region_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"

namespace attune::roi {

std::vector<std::uint8_t> mask_on(const Grid& grid, const ExtractOptions& options, Warnings& warnings) {
  if (!options.mask) return {};
  const Image mask = read_image(*options.mask, options.image);
  const auto inside = [&](std::size_t offset) {
    return static_cast<std::uint8_t>(std::isfinite(mask.values[offset]) && mask.values[offset] != 0.0);
  };
  std::vector<std::uint8_t> out(grid.voxels(), 0);
  if (same_grid(mask.header.grid, grid)) {
    for (std::size_t v = 0; v < out.size(); ++v) out[v] = inside(v);
  } else {
    warnings.push_back(
        fmt::format("mask {} is on another grid than the image: nearest neighbour onto the image's voxels",
                    options.mask->filename().string()));
    const std::vector<std::int64_t> nearest = nearest_offsets(grid, mask.header.grid);
    for (std::size_t v = 0; v < out.size(); ++v)
      if (nearest[v] >= 0) out[v] = inside(static_cast<std::size_t>(nearest[v]));
  }
  if (std::find(out.begin(), out.end(), 1) == out.end())
    throw input_error(*options.mask, "has no voxel inside the image's box");
  return out;
}

std::vector<RegionCoverage> begin_coverage(Placement& placement, const std::vector<std::uint8_t>& mask) {
  std::vector<RegionCoverage> rows;
  for (RegionVoxels& region : placement.regions) {
    RegionCoverage row;
    row.region = region.name;
    row.code = region.code;
    row.voxels = static_cast<std::int64_t>(region.offsets.size());
    if (!mask.empty()) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < region.offsets.size(); ++i) {
        if (mask[region.offsets[i]] == 0) continue;
        region.offsets[kept] = region.offsets[i];
        if (!region.weights.empty()) region.weights[kept] = region.weights[i];
        ++kept;
      }
      region.offsets.resize(kept);
      if (!region.weights.empty()) region.weights.resize(kept);
      row.outside_mask = row.voxels - static_cast<std::int64_t>(kept);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void CentroidSum::add(std::uint32_t offset) {
  const VoxelIndex voxel = grid_->voxel(offset);
  i_ += voxel.i;
  j_ += voxel.j;
  k_ += voxel.k;
  ++n_;
}

WorldPoint CentroidSum::centroid() const {
  const double n = static_cast<double>(n_);
  return grid_->affine.apply(static_cast<double>(i_) / n, static_cast<double>(j_) / n, static_cast<double>(k_) / n);
}

void finish_coverage(RegionCoverage& row, double in_view, double min_coverage) {
  row.coverage = row.voxels == 0 ? 0.0 : in_view * static_cast<double>(row.used) / static_cast<double>(row.voxels);
  if (row.voxels == 0)
    row.excluded = "no voxel on the image grid";
  else if (row.coverage < min_coverage)
    row.excluded = fmt::format("coverage < {}", format_double(min_coverage));
  else if (row.used == 0)
    row.excluded = "no usable voxel";
}

void check_options(const ExtractOptions& options, const Placement& placement) {
  if (!(options.min_coverage >= 0.0 && options.min_coverage <= 1.0))
    throw usage_error(
        fmt::format("--min-coverage is {}, expected a share from 0 to 1", format_double(options.min_coverage)));
  const bool weighted = std::any_of(placement.regions.begin(), placement.regions.end(),
                                    [](const RegionVoxels& region) { return !region.weights.empty(); });
  if (options.summary == Summary::weighted_mean && !weighted)
    throw usage_error("weighted-mean needs an atlas of probability maps (--threshold), these regions have no weights");
}

}  // namespace attune::roi
