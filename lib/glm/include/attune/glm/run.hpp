#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/events.hpp"
#include "attune/glm/frame_times.hpp"
#include "attune/roi/extract.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/table.hpp"
#include "attune/volume/image.hpp"

namespace attune::glm {

/// Where one run is. Files that are not named are looked for beside the run: in its dataset by BIDS inheritance where
/// its name is BIDS, else with the run's own stem.
struct RunFiles {
  std::filesystem::path data;  ///< a 4D image, or a table of series (one column per region, one row per volume)
  std::optional<std::filesystem::path> events;
  std::optional<std::filesystem::path> confounds;
  std::optional<std::filesystem::path> sidecar;
};

/// Whose run it is; empty where the name does not say.
struct RunLabels {
  std::string participant_id;  ///< "sub-01"
  std::string session;         ///< "ses-1"
  std::string task, run;
  bool operator==(const RunLabels&) const = default;
};

/// What is needed besides the run's own data.
struct RunOptions {
  TimingOptions timing;
  bold::EventOptions events;
  bool needs_events = true;      ///< false: a run without events.tsv is no error (a finished design, rest)
  bool needs_confounds = false;  ///< true: a run without a table of confounds is an error
  ImageOptions image;
};

/// One run with everything but its voxels.
struct Run {
  std::filesystem::path data;
  RunLabels labels;
  std::optional<ImageHeader> image;  ///< of a 4D image
  Table series;                      ///< of a table of series
  bold::FrameTimes frames;
  std::string frame_time_source;  ///< one line: where the repetition time and the start come from
  bold::Events events;
  std::optional<Table> confounds;
  std::vector<store::InputFile> inputs;  ///< all files that were read, the data's hash empty until they are
  Warnings warnings;
};

/// Reads header, timing, events and confounds of a run. A table of series needs a sidecar with RepetitionTime.
Run read_run(const RunFiles& files, const RunOptions& options);

/// The region series of a run: taken from its image by the atlas, or the columns of its table (which have no coverage
/// of their own: 1, and no voxel count). Adds the image's hash to `run.inputs`.
roi::RegionSeries region_series(Run& run, const roi::Atlas* atlas, const roi::ExtractOptions& options,
                                const parallel::Progress& progress = {});

}  // namespace attune::glm
