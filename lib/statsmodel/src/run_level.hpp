#pragma once

#include <functional>
#include <vector>

#include "attune/statsmodel/run.hpp"
#include "regions.hpp"
#include "run_unit.hpp"

namespace attune::statsmodel {

/// What a node of level Run gives.
struct RunLevel {
  std::vector<Estimates> estimates;  ///< run by run, contrast by contrast
  std::vector<DesignRecord> designs;
  std::optional<Grid> grid;  ///< of voxels
  Warnings warnings;
};

/// Fits a node of level Run to every unit; `done` is called after each, from one thread at a time.
RunLevel fit_runs(const StatsModel& model, const Node& node, const Request& request, const Datasets& datasets,
                  std::vector<RunUnit>& units, const std::function<void()>& done);

}  // namespace attune::statsmodel
