#pragma once

#include <vector>

#include "attune/bold/combine.hpp"
#include "attune/glm/regional.hpp"

namespace attune::glm {

/// Runs whose names say neither participant nor run are numbered in their order. Two runs with the same participant,
/// session, task and run are an input error naming both files.
void check_distinct_runs(std::vector<Run>& runs);

/// Runs of other regions, or in another order, cannot be joined: an input error.
void check_same_regions(const std::vector<FittedRun>& runs);

/// Adds to the estimates of the runs those of participants: the runs of one participant, session and task joined by
/// fixed effects. `f_estimates`: per F contrast, run and region.
void join_runs(RegionalResult& result, bold::RunWeights combination, const std::vector<bold::FContrast>& f_contrasts,
               const std::vector<std::vector<std::vector<bold::FEstimate>>>& f_estimates);

}  // namespace attune::glm
