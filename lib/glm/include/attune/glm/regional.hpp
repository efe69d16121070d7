#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/glm/estimates.hpp"
#include "attune/glm/model_spec.hpp"
#include "attune/glm/run.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/roi/atlas.hpp"
#include "attune/roi/extract.hpp"
#include "attune/store/container.hpp"

namespace attune::glm {

/// Everything the regional first level is asked for.
struct RegionalRequest {
  std::vector<RunFiles> runs;
  RunOptions run_options;
  ModelSpec model;
  std::optional<roi::AtlasRequest> atlas;  ///< for images
  roi::ExtractOptions extract;
  std::string participant_id;  ///< where the names of the runs do not say
  parallel::Threads threads;
};

/// One run with its regions, its model and what came out of it.
struct FittedRun {
  Run run;
  bold::Design design;
  roi::RegionSeries series;
  std::vector<bold::RegionFit> fits;
};

/// Its answer.
struct RegionalResult {
  std::vector<FittedRun> runs;
  std::vector<bold::Contrast> contrasts;
  std::vector<Estimate> estimates;  ///< per run, then joined over the runs of a participant where there are several
  std::string model;                ///< JSON: every choice that was made
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

/// Fits every run by itself (own constant, drift and noise) and joins the runs of one participant, session and task by
/// fixed effects. A contrast that a run cannot give is a row without numbers that says why; no estimate in any run is
/// an analysis error.
RegionalResult fit_regions(const RegionalRequest& request, const parallel::Progress& progress = {});

/// Series, fitted series and peristimulus averages of the runs, for HDF5.
store::Container series_container(const RegionalResult& result);

/// The design matrices of all runs, one below the other: run, volume, column, value.
Table design_table(const RegionalResult& result);

}  // namespace attune::glm
