#pragma once

#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/coupling/coupling_run.hpp"

namespace attune::coupling {

/// What the layers of one run are made from.
struct RunInput {
  const glm::Run& run;
  const roi::RegionSeries& series;
  const CouplingRequest& request;
  const std::vector<RegionPair>& pairs;
  const std::vector<bold::Contrast>& contrasts;
};

/// Every condition by itself, then the contrasts that were asked for; nothing for correlations of whole runs.
std::vector<bold::Contrast> contrasts_of(const CouplingRequest& request, Warnings& warnings);

/// The layers of a run: one, or one per condition and contrast. Errors name the run.
std::vector<Layer> layers_of(const RunInput& input, Warnings& warnings);

}  // namespace attune::coupling
