#include "coverage_table.hpp"

#include "attune/roi/roi_run.hpp"

namespace attune::roi {
namespace {

Column::Integers counts(const std::vector<RegionCoverage>& rows, std::int64_t RegionCoverage::*member) {
  Column::Integers out;
  for (const RegionCoverage& row : rows) out.push_back(row.*member);
  return out;
}

Column::Numbers numbers(const std::vector<RegionCoverage>& rows, double RegionCoverage::*member) {
  Column::Numbers out;
  for (const RegionCoverage& row : rows) out.push_back(row.*member);
  return out;
}

}  // namespace

void CoverageRows::add(const std::string& source, const std::vector<RegionCoverage>& rows) {
  sources_.insert(sources_.end(), rows.size(), source);
  rows_.insert(rows_.end(), rows.begin(), rows.end());
}

Table CoverageRows::table() const {
  Column::Text regions, excluded;
  Column::Integers codes;
  Column::Numbers x, y, z;
  for (const RegionCoverage& row : rows_) {
    regions.push_back(row.region);
    codes.push_back(row.code.value);
    x.push_back(row.centroid.x);
    y.push_back(row.centroid.y);
    z.push_back(row.centroid.z);
    excluded.push_back(row.excluded.empty() ? "n/a" : row.excluded);
  }
  Table table;
  table.add("source", sources_);
  table.add("region", std::move(regions));
  table.add("index", std::move(codes));
  table.add("voxels", counts(rows_, &RegionCoverage::voxels));
  table.add("n", counts(rows_, &RegionCoverage::used));
  table.add("outside_mask", counts(rows_, &RegionCoverage::outside_mask));
  table.add("not_finite", counts(rows_, &RegionCoverage::not_finite));
  table.add("constant", counts(rows_, &RegionCoverage::constant));
  table.add("coverage", numbers(rows_, &RegionCoverage::coverage));
  table.add("x_mm", std::move(x));
  table.add("y_mm", std::move(y));
  table.add("z_mm", std::move(z));
  table.add("tsnr", numbers(rows_, &RegionCoverage::tsnr));
  table.add("variance_explained", numbers(rows_, &RegionCoverage::variance_explained));
  table.add("excluded", std::move(excluded));
  return table;
}

std::vector<ColumnMeaning> coverage_meanings() {
  return {{"source", "image", ""},
          {"region", "region of the atlas", ""},
          {"index", "the region's code in the atlas", ""},
          {"voxels", "voxels of the region on the image's grid", "count"},
          {"n", "voxels used", "count"},
          {"outside_mask", "voxels left out: outside the mask", "count"},
          {"not_finite", "voxels left out: NaN or infinite (in any volume)", "count"},
          {"constant", "voxels left out: exactly 0 (3D), or the same in every volume (4D)", "count"},
          {"coverage", "n / voxels, times the share of the region inside the image's box", ""},
          {"x_mm", "centroid of the used voxels, to the right", "mm"},
          {"y_mm", "centroid of the used voxels, to the front", "mm"},
          {"z_mm", "centroid of the used voxels, upwards", "mm"},
          {"tsnr", "mean over used voxels of temporal mean / temporal SD (4D)", ""},
          {"variance_explained", "share of variance in the first eigenvariate", ""},
          {"excluded", "n/a, or why the region has no value", ""}};
}

}  // namespace attune::roi
