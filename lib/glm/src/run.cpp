#include "attune/glm/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/bids/dataset.hpp"
#include "attune/table/delimited.hpp"
#include "companions.hpp"

namespace attune::glm {
namespace {

RunLabels labels_of(const std::filesystem::path& data) {
  const auto with = [](const char* prefix, const std::string& label) { return label.empty() ? "" : prefix + label; };
  return {with("sub-", label_in_name(data, "sub")), with("ses-", label_in_name(data, "ses")),
          label_in_name(data, "task"), label_in_name(data, "run")};
}

bool is_table(const std::filesystem::path& path) { return path.extension() == ".tsv" || path.extension() == ".csv"; }

void read_data(Run& run, const RunOptions& options) {
  if (is_table(run.data)) {
    run.series = read_table(run.data);
    if (run.series.rows() < 2)
      throw input_error(run.data,
                        fmt::format("has {} rows, expected a series of at least two volumes", run.series.rows()));
    run.inputs.push_back({run.data, ""});
    return;
  }
  run.image = read_image_header(run.data, options.image);
  if (run.image->volumes < 2)
    throw input_error(run.data, "has one volume; a first-level model needs a 4D run (see attune roi for 3D images)");
  run.warnings = run.image->warnings;
}

void note(Run& run, const std::filesystem::path& path) {
  const auto known = [&](const store::InputFile& file) { return file.path == path; };
  if (std::none_of(run.inputs.begin(), run.inputs.end(), known)) run.inputs.push_back({path, ""});
}

Eigen::VectorXd series_column(const Table& table, const std::string& name) {
  const std::vector<double> values = table.numbers(name);
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

}  // namespace

Run read_run(const RunFiles& files, const RunOptions& options) {
  Run run;
  run.data = files.data;
  run.labels = labels_of(files.data);
  read_data(run, options);
  const Companions found = find_companions(files);
  for (const std::filesystem::path& sidecar : found.metadata.files()) note(run, sidecar);
  const auto volumes =
      run.image ? static_cast<Eigen::Index>(run.image->volumes) : static_cast<Eigen::Index>(run.series.rows());
  const RunTiming timing =
      run_timing(run.data, run.image ? &*run.image : nullptr, found.metadata, volumes, options.timing);
  run.frames = timing.frames;
  run.frame_time_source = timing.source;
  if (found.events) {
    run.events = bold::to_events(read_table(*found.events), options.events);
    run.warnings.insert(run.warnings.end(), run.events.warnings.begin(), run.events.warnings.end());
    note(run, *found.events);
  } else if (options.needs_events) {
    throw input_error(run.data, "has no events.tsv beside it or above; name it with --events");
  }
  if (found.confounds) {
    run.confounds = read_table(*found.confounds);
    note(run, *found.confounds);
  } else if (options.needs_confounds) {
    throw input_error(run.data,
                      "has no desc-confounds_timeseries.tsv beside it, which the model's confounds or "
                      "censoring need; name it with --confounds-from");
  }
  return run;
}

roi::RegionSeries region_series(Run& run, const roi::Atlas* atlas, const roi::ExtractOptions& options,
                                const parallel::Progress& progress) {
  if (run.image) {
    if (atlas == nullptr) throw usage_error("an image needs an atlas (--atlas) or --voxels");
    roi::RegionSeries series = roi::extract_series(*run.image, *atlas, options, progress);
    if (run.image->data_path != run.image->path) run.inputs.push_back({run.image->path, ""});
    run.inputs.push_back({run.image->data_path, series.sha256});
    return series;
  }
  roi::RegionSeries series;
  series.names = run.series.names();
  series.values.resize(run.frames.volumes, static_cast<Eigen::Index>(series.names.size()));
  series.repetition_time = run.frames.repetition_time;
  for (std::size_t r = 0; r < series.names.size(); ++r) {
    const auto column = static_cast<Eigen::Index>(r);
    series.values.col(column) = series_column(run.series, series.names[r]);
    roi::RegionCoverage coverage;
    coverage.region = series.names[r];
    coverage.coverage = 1.0;
    const Eigen::ArrayXd values = series.values.col(column);
    const double sd = std::sqrt((values - values.mean()).square().sum() / static_cast<double>(values.size() - 1));
    coverage.tsnr = values.mean() / sd;
    if (!values.isFinite().all()) coverage.excluded = "series has missing values";
    series.coverage.push_back(coverage);
  }
  return series;
}

}  // namespace attune::glm
