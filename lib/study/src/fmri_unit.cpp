#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <span>

#include "attune/base/error.hpp"
#include "attune/bids/metadata.hpp"
#include "attune/bold/confounds.hpp"
#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/events.hpp"
#include "attune/bold/fit.hpp"
#include "attune/glm/frame_times.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/roi/roi_run.hpp"
#include "attune/store/container.hpp"
#include "attune/table/delimited.hpp"
#include "unit_work.hpp"

namespace attune::study {
namespace {

struct Run {
  roi::RegionSeries series;
  bold::FrameTimes frames;
  bold::Events events;
  std::optional<Table> confounds;
};

Run read_run(const Study& study, const Datasets& datasets, const roi::Atlas& atlas, const Unit& unit,
             const UnitFiles& files) {
  const FmriSteps& steps = *study.fmri;
  const ImageHeader header = read_image_header(files.data);
  const bids::Metadata metadata = datasets.images().metadata(unit.file);
  const glm::RunTiming timing = glm::run_timing(files.data, &header, metadata, header.volumes, {});
  roi::ExtractOptions options;
  options.summary = roi::parse_summary(steps.summary);
  options.min_coverage = steps.min_coverage;
  options.mask = files.mask;
  Run run;
  run.series = roi::extract_series(header, atlas, options);
  run.frames = timing.frames;
  run.events = bold::to_events(read_table(files.events));
  if (files.confounds) run.confounds = read_table(*files.confounds);
  return run;
}

bold::Design design_of(const Run& run, const FmriModel& model) {
  bold::DesignOptions options;
  options.response.kind = bold::response_kind(model.hrf);
  options.high_pass = model.high_pass;
  options.confounds = model.confounds;
  options.censor_displacement = model.censor_displacement;
  options.censor_dvars = model.censor_dvars;
  return bold::make_design(run.events.events, run.frames, run.confounds ? &*run.confounds : nullptr, options);
}

/// A contrast in every region of a run, or why the run cannot give it.
struct AskedContrast {
  std::string name;
  std::vector<bold::ContrastEstimate> estimates;  ///< one per region
};

// Names were checked against the events of all runs before the first unit, so one that is unknown here is a condition
// that this run lacks.
AskedContrast ask(const std::string& name, const std::string& expression, const bold::Design& design,
                  const std::vector<std::string>& conditions, const std::vector<bold::RegionFit>& fits,
                  Warnings& warnings) {
  AskedContrast asked{name, std::vector<bold::ContrastEstimate>(fits.size())};
  try {
    const bold::Contrast contrast = bold::parse_contrast(name, expression, conditions);
    warnings.insert(warnings.end(), contrast.warnings.begin(), contrast.warnings.end());
    asked.estimates = bold::estimate(contrast, design, fits);
  } catch (const Error& error) {
    if (error.fault() != Fault::usage && error.fault() != Fault::analysis) throw;
    for (bold::ContrastEstimate& estimate : asked.estimates) estimate.reason = error.what();
  }
  return asked;
}

/// Every condition by itself, then the contrasts of the study.
std::vector<AskedContrast> ask_all(const bold::Design& design, const Definitions& contrasts,
                                   const std::vector<bold::RegionFit>& fits, Warnings& warnings) {
  std::vector<std::string> conditions;
  for (const bold::Condition& condition : design.conditions) conditions.push_back(condition.name);
  std::vector<AskedContrast> all;
  for (const std::string& condition : conditions)
    all.push_back(ask(condition, "'" + condition + "'", design, conditions, fits, warnings));
  for (const auto& [name, expression] : contrasts)
    all.push_back(ask(name, expression, design, conditions, fits, warnings));
  return all;
}

std::vector<Measure> psc_rows(const Unit& unit, const Run& run, const bold::Design& design, const FmriSteps& steps,
                              Warnings& warnings) {
  bold::FitOptions options;
  options.noise = bold::noise_model(steps.model.noise);
  options.threads = {1};  // units are the parallel work
  const std::vector<bold::RegionFit> fits = bold::fit(run.series.values, design, options);
  std::vector<Measure> rows;
  for (const auto& [name, estimates] : ask_all(design, steps.contrasts, fits, warnings)) {
    for (std::size_t region = 0; region < estimates.size(); ++region) {
      const roi::RegionCoverage& coverage = run.series.coverage[region];
      Measure row = measure_of(unit);
      row.measure = "psc";
      row.site = run.series.names[region];
      row.condition = name;
      row.value = estimates[region].psc;
      row.unit = "percent";
      row.n = coverage.used;
      row.quality = coverage.coverage;
      row.excluded = coverage.excluded.empty() ? estimates[region].reason : coverage.excluded;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

/// Numbers about the run as a whole, on which participants may be excluded.
std::vector<Measure> quality_rows(const Unit& unit, const Run& run, const bold::Design& design) {
  Measure censored = measure_of(unit);
  censored.measure = "censored_share";
  censored.value = static_cast<double>(design.censored.size()) / static_cast<double>(design.volumes);
  censored.unit = "1";
  censored.n = design.volumes;
  std::vector<Measure> rows{censored};
  if (!run.confounds || design.volumes < 2 || !bold::has_displacement(*run.confounds)) return rows;
  const std::vector<Millimetres> displacement = bold::framewise_displacement(*run.confounds);
  double sum = 0;  // the first volume has no predecessor
  for (std::size_t volume = 1; volume < displacement.size(); ++volume) sum += displacement[volume].value();
  Measure motion = measure_of(unit);
  motion.measure = "mean_fd";
  motion.value = sum / static_cast<double>(displacement.size() - 1);
  motion.unit = "mm";
  motion.n = static_cast<std::int64_t>(displacement.size()) - 1;
  rows.push_back(motion);
  return rows;
}

std::vector<Exclusion> exclusions_of(const Unit& unit, const Run& run, const bold::Design& design) {
  std::vector<Exclusion> rows;
  const auto add = [&](const char* what, const std::string& reason, std::int64_t count, std::int64_t of) {
    if (count == 0) return;
    Exclusion row = exclusion_of(unit);
    row.what = what;
    row.reason = reason;
    row.count = count;
    row.of = of;
    rows.push_back(row);
  };
  // Reasons of volumes end in numbers of their own ("framewise displacement 1.31 mm > 0.9 mm"): counted by their kind.
  std::map<std::string, std::int64_t> volumes;
  for (const bold::CensoredVolume& volume : design.censored)
    ++volumes[volume.reason.substr(0, volume.reason.find_first_of("0123456789"))];
  for (const auto& [reason, count] : volumes) {
    const std::size_t end = reason.find_last_not_of(' ');
    add("volume", end == std::string::npos ? reason : reason.substr(0, end + 1), count, design.volumes);
  }
  std::int64_t voxels = 0, outside = 0, not_finite = 0, constant = 0;
  for (const roi::RegionCoverage& region : run.series.coverage) {
    voxels += region.voxels;
    outside += region.outside_mask;
    not_finite += region.not_finite;
    constant += region.constant;
    if (region.excluded.empty()) continue;
    add("region", region.excluded, 1, static_cast<std::int64_t>(run.series.coverage.size()));
    rows.back().condition = region.region;
  }
  add("voxel", "outside the mask", outside, voxels);
  add("voxel", "not finite", not_finite, voxels);
  add("voxel", "constant", constant, voxels);
  return rows;
}

Table coverage_table(const roi::RegionSeries& series) {
  std::vector<Record> records;
  for (const roi::RegionCoverage& region : series.coverage)
    records.push_back({{"region", region.region},
                       {"voxels", region.voxels},
                       {"used", region.used},
                       {"outside_mask", region.outside_mask},
                       {"not_finite", region.not_finite},
                       {"constant", region.constant},
                       {"coverage", region.coverage},
                       {"x_mm", region.centroid.x},
                       {"y_mm", region.centroid.y},
                       {"z_mm", region.centroid.z},
                       {"tsnr", region.tsnr},
                       {"excluded", region.excluded.empty() ? std::string("n/a") : region.excluded}});
  return attune::to_table(std::span<const Record>(records));
}

std::vector<ColumnMeaning> coverage_columns() {
  return {{"region", "name in the atlas", ""},
          {"voxels", "voxels of the region on the image's grid", ""},
          {"used", "voxels that were summarised", ""},
          {"outside_mask", "left out: outside the mask", ""},
          {"not_finite", "left out: not finite in some volume", ""},
          {"constant", "left out: the same in every volume", ""},
          {"coverage", "used voxels over voxels, times the share of the region inside the image", ""},
          {"x_mm", "centroid of the used voxels", "mm"},
          {"y_mm", "centroid of the used voxels", "mm"},
          {"z_mm", "centroid of the used voxels", "mm"},
          {"tsnr", "mean over voxels of temporal mean over standard deviation", ""},
          {"excluded", "why the region has no value", ""}};
}

void write_series(const Run& run, UnitWriter& writer) {
  Table table;
  store::DataArray array{"series", "1", "mean signal of the region per volume, in the image's units", {}, {}, false};
  store::Axis time{"time", "s", {}, {}}, region{"region", "", run.series.names, {}};
  for (Eigen::Index volume = 0; volume < run.frames.volumes; ++volume)
    time.values.push_back(run.frames.at(volume).count());
  for (Eigen::Index r = 0; r < run.series.values.cols(); ++r) {
    const Eigen::VectorXd column = run.series.values.col(r);
    table.add(run.series.names[static_cast<std::size_t>(r)], Column::Numbers(column.begin(), column.end()));
  }
  for (Eigen::Index volume = 0; volume < run.series.values.rows(); ++volume)
    for (Eigen::Index r = 0; r < run.series.values.cols(); ++r) array.values.push_back(run.series.values(volume, r));
  array.axes = {time, region};
  writer.table("timeseries", table, {});
  nlohmann::ordered_json sidecar;
  sidecar["RepetitionTime"] = run.frames.repetition_time.count();
  sidecar["StartTime"] = run.frames.start.count();
  sidecar["Description"] = "one column per region, one row per volume; n/a where the region has no value";
  writer.text("timeseries", ".json", sidecar.dump(2) + "\n");
  store::Container container;
  container.kind = "series";
  container.sampling_frequency = Hertz(1.0 / run.frames.repetition_time.count());
  container.arrays = {array};
  container.tables = {{"coverage", coverage_table(run.series)}};
  const std::filesystem::path path = writer.path("series", ".h5");
  store::write_container(path, container, Overwrite::allow);
  writer.note(path);
}

}  // namespace

Warnings run_fmri_unit(const Study& study, const Datasets& datasets, const roi::Atlas& atlas, const Unit& unit,
                       const UnitFiles& files, UnitWriter& writer) {
  const Run run = read_run(study, datasets, atlas, unit, files);
  const bold::Design design = design_of(run, study.fmri->model);
  Warnings warnings = files.warnings;
  for (const Warnings& more : {atlas.warnings, run.series.warnings, run.events.warnings, design.warnings})
    warnings.insert(warnings.end(), more.begin(), more.end());
  std::vector<Measure> rows = psc_rows(unit, run, design, *study.fmri, warnings);
  for (Measure& row : quality_rows(unit, run, design)) rows.push_back(std::move(row));
  write_series(run, writer);
  writer.table("coverage", coverage_table(run.series), coverage_columns());
  writer.table("design", bold::to_table(design), {});
  writer.table("exclusions", to_table(exclusions_of(unit, run, design)), exclusion_meanings());
  writer.table("measures", to_table(rows),
               measure_meanings("coverage: share of the region's voxels that were used", "voxels (or volumes)"));
  return warnings;
}

}  // namespace attune::study
