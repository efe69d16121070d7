#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/roi/extract.hpp"
#include "region_set.hpp"
#include "summarise.hpp"

namespace attune::roi {

RegionValues extract_values(const ImageHeader& header, Placement placement, const ExtractOptions& options) {
  check_options(options, placement);
  if (options.summary == Summary::eigenvariate)
    throw usage_error(fmt::format("an eigenvariate needs a 4D image, {} has one volume", header.path.string()));
  RegionValues out;
  const std::vector<std::uint8_t> mask = mask_on(header.grid, options, out.warnings);
  out.coverage = begin_coverage(placement, mask);
  const Image image = read_image(header.path, options.image);
  out.values.resize(static_cast<Eigen::Index>(placement.regions.size()));
  std::vector<double> values;
  std::vector<double> weights;
  for (std::size_t r = 0; r < placement.regions.size(); ++r) {
    const RegionVoxels& region = placement.regions[r];
    RegionCoverage& row = out.coverage[r];
    CentroidSum centroid(header.grid);
    values.clear();
    weights.clear();
    for (std::size_t i = 0; i < region.offsets.size(); ++i) {
      const double value = image.values[region.offsets[i]];
      if (!std::isfinite(value)) {
        ++row.not_finite;
      } else if (value == 0.0 && !options.keep_zeros) {
        ++row.constant;
      } else {
        values.push_back(value);
        if (!region.weights.empty()) weights.push_back(region.weights[i]);
        centroid.add(region.offsets[i]);
      }
    }
    row.used = static_cast<std::int64_t>(values.size());
    row.centroid = centroid.centroid();
    finish_coverage(row, region.in_view, options.min_coverage);
    double value = std::numeric_limits<double>::quiet_NaN();
    if (row.excluded.empty()) {
      value = summarise(values, weights, options.summary);
      if (std::isnan(value)) row.excluded = fmt::format("no {} of 1 voxel", name_of(options.summary));
    }
    out.names.push_back(region.name);
    out.values(static_cast<Eigen::Index>(r)) = value;
  }
  return out;
}

RegionValues extract_values(const ImageHeader& header, const Atlas& atlas, const ExtractOptions& options) {
  Warnings warnings = atlas.warnings;
  const auto add = [&](const Warnings& more) { warnings.insert(warnings.end(), more.begin(), more.end()); };
  add(check_spaces(atlas.name, atlas.space, header, options.space));
  Placement placement = place(atlas, header.grid, options.place);
  add(placement.warnings);
  RegionValues out = extract_values(header, std::move(placement), options);
  add(out.warnings);
  out.warnings = std::move(warnings);
  if (std::all_of(out.coverage.begin(), out.coverage.end(), [](const auto& row) { return !row.excluded.empty(); }))
    throw analysis_error(nothing_left(header, out.coverage));
  return out;
}

std::string nothing_left(const ImageHeader& header, const std::vector<RegionCoverage>& coverage) {
  return fmt::format("{}: none of {} regions of the atlas has a value ({}: {}); do image and atlas share a space?",
                     header.path.string(), coverage.size(), coverage.front().region, coverage.front().excluded);
}

}  // namespace attune::roi
