#pragma once

#include <string>
#include <vector>

#include "attune/glm/regional.hpp"
#include "attune/table/measures.hpp"

namespace attune::glm {

/// Trial-wise betas of every run as measures rows: percent of the run's baseline, condition `face#12` with the row of
/// the events table (from 1), so that they join other measurements of the same trial.
std::vector<Measure> trial_measures(const RegionalResult& result, const ModelSpec& model, const std::string& method,
                                    Warnings& warnings);

}  // namespace attune::glm
