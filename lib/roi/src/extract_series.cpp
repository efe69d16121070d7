#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/roi/extract.hpp"
#include "region_set.hpp"
#include "second_pass.hpp"
#include "survey.hpp"

namespace attune::roi {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// What the first pass says about one region.
struct RegionHistory {
  explicit RegionHistory(const Grid& grid) : centroid(grid) {}
  KnownRegion known;
  CentroidSum centroid;
  double left_out = 0.0;  ///< per volume, in stored units
  double tsnr_sum = 0.0;
  bool needs_second_pass = false;
  std::size_t next_weight = 0;
};

struct Pass {
  const ImageHeader& header;
  const ExtractOptions& options;
  const std::vector<RegionVoxels>& regions;
  const Layout& layout;
  const Survey& survey;
};

// Decides every voxel of every region; counts go to the coverage rows.
std::vector<RegionHistory> judge_voxels(const Pass& pass, bool keep_offsets, std::vector<RegionCoverage>& coverage) {
  std::vector<RegionHistory> out(pass.layout.regions, RegionHistory(pass.header.grid));
  const double slope = pass.header.slope, intercept = pass.header.intercept;
  for (const Run& run : pass.layout.runs) {
    RegionHistory& region = out[run.region];
    RegionCoverage& row = coverage[run.region];
    const std::vector<double>& weights = pass.regions[run.region].weights;
    for (std::uint32_t i = 0; i < run.length; ++i) {
      const VoxelHistory voxel = pass.survey.voxel(run.state + i);
      const std::size_t at = region.next_weight++;
      const bool constant = voxel.constant && !pass.options.keep_zeros;
      if (!voxel.finite || constant) {
        ++(voxel.finite ? row.constant : row.not_finite);
        region.left_out += voxel.left_out;
        region.needs_second_pass = region.needs_second_pass || !voxel.removable;
        continue;
      }
      ++row.used;
      region.centroid.add(run.start + i);
      region.tsnr_sum += (slope * voxel.mean + intercept) / (std::abs(slope) * voxel.sd);
      if (keep_offsets) region.known.offsets.push_back(run.start + i);
      if (keep_offsets && !weights.empty()) region.known.weights.push_back(weights[at]);
    }
  }
  return out;
}

void take_means(const Pass& pass, std::size_t region, const RegionHistory& history, const RegionCoverage& row,
                Eigen::MatrixXd& values) {
  const double n = static_cast<double>(row.used);
  for (Eigen::Index volume = 0; volume < values.rows(); ++volume) {
    const double sum = pass.survey.sum(static_cast<std::size_t>(volume), region) - history.left_out;
    values(volume, static_cast<Eigen::Index>(region)) = pass.header.slope * (sum / n) + pass.header.intercept;
  }
}

void finish_rows(const Pass& pass, const std::vector<RegionHistory>& histories, std::vector<RegionCoverage>& coverage) {
  for (std::size_t r = 0; r < coverage.size(); ++r) {
    RegionCoverage& row = coverage[r];
    row.centroid = histories[r].centroid.centroid();
    const double tsnr = histories[r].tsnr_sum / static_cast<double>(row.used);
    row.tsnr = std::isfinite(tsnr) ? tsnr : kMissing;
    finish_coverage(row, pass.regions[r].in_view, pass.options.min_coverage);
    if (row.excluded.empty() && row.used == 1 && pass.options.summary == Summary::sd) row.excluded = "no sd of 1 voxel";
  }
}

void fill_values(const Pass& pass, RegionSeries& out) {
  const Summary summary = pass.options.summary;
  std::vector<RegionHistory> histories = judge_voxels(pass, summary != Summary::mean, out.coverage);
  const bool dirty =
      summary == Summary::mean &&
      std::any_of(histories.begin(), histories.end(), [](const auto& history) { return history.needs_second_pass; });
  if (dirty) {
    for (RegionCoverage& row : out.coverage) row.used = row.constant = row.not_finite = 0;
    histories = judge_voxels(pass, true, out.coverage);
  }
  finish_rows(pass, histories, out.coverage);
  std::vector<KnownRegion> again;
  for (std::size_t r = 0; r < histories.size(); ++r) {
    if (!out.coverage[r].excluded.empty()) continue;
    if (summary == Summary::mean && !histories[r].needs_second_pass) {
      take_means(pass, r, histories[r], out.coverage[r], out.values);
    } else {
      again.push_back(std::move(histories[r].known));
      again.back().column = r;
    }
  }
  if (again.empty()) return;
  if (summary == Summary::eigenvariate)
    eigenvariates(pass.header, again, pass.options.threads, out.values, out.coverage);
  else
    summarise_volumes(pass.header, again, summary, out.values);
}

}  // namespace

RegionSeries extract_series(const ImageHeader& header, const Atlas& atlas, const ExtractOptions& options,
                            const parallel::Progress& progress) {
  if (header.volumes < 2)
    throw input_error(header.path, "has one volume; a series needs at least two (see extract_values)");
  RegionSeries out;
  out.warnings = check_spaces(atlas.name, atlas.space, header, options.space);
  Placement placement = place(atlas, header.grid, options.place);
  const auto add = [&](const Warnings& more) { out.warnings.insert(out.warnings.end(), more.begin(), more.end()); };
  add(atlas.warnings);
  add(placement.warnings);
  check_options(options, placement);
  out.coverage = begin_coverage(placement, mask_on(header.grid, options, out.warnings));
  const Layout layout = layout_of(placement.regions);
  for (RegionVoxels& region : placement.regions) {
    out.names.push_back(region.name);
    std::vector<std::uint32_t>().swap(region.offsets);
  }
  const std::unique_ptr<Survey> survey = make_survey(layout, header.type, header.volumes);
  out.sha256 = stream_volumes(header, [&](const StoredVolume& volume) {
                 survey->add(volume);
                 if (progress)
                   progress(static_cast<std::size_t>(volume.index) + 1, static_cast<std::size_t>(header.volumes));
               }).sha256;
  out.repetition_time = header.repetition_time;
  out.values = Eigen::MatrixXd::Constant(header.volumes, static_cast<Eigen::Index>(layout.regions), kMissing);
  fill_values({header, options, placement.regions, layout, *survey}, out);
  if (std::all_of(out.coverage.begin(), out.coverage.end(), [](const auto& row) { return !row.excluded.empty(); }))
    throw analysis_error(nothing_left(header, out.coverage));
  return out;
}

}  // namespace attune::roi
