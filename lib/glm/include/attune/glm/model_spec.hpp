#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/bold/combine.hpp"
#include "attune/bold/contrast.hpp"
#include "attune/bold/design.hpp"
#include "attune/bold/f_contrast.hpp"
#include "attune/bold/fit.hpp"
#include "attune/glm/run.hpp"

namespace attune::glm {

/// The model of a participant's runs: the same for every run.
struct ModelSpec {
  bold::DesignOptions design;
  /// Finished designs instead, one per run: a table with a column per regressor and a row per volume.
  std::vector<std::filesystem::path> design_tables;
  std::vector<std::string> contrasts;    ///< "name = face - house"; every condition by itself comes first
  std::vector<std::string> f_contrasts;  ///< "name = face - house; face - scene"
  bold::NoiseModel noise = bold::NoiseModel::arma11;
  bold::DegreesOfFreedom degrees = bold::DegreesOfFreedom::kenward_roger;
  bold::RunWeights combination = bold::RunWeights::precision;
};

/// The model of each run, and what is asked of them.
struct RunModels {
  std::vector<bold::Design> designs;
  std::vector<bold::Contrast> contrasts;
  std::vector<bold::FContrast> f_contrasts;
  Warnings warnings;
};

/// Designs of runs that are joined: conditions are those of any run, so a run may lack one. Each design is a block of
/// its own (constant, drift, confounds). `runs` notes the design tables among its inputs. Errors name the run.
RunModels make_models(std::vector<Run>& runs, const ModelSpec& spec);

/// A finished design for one run: every column is a regressor; `volume`, where it is there, numbers the volumes of the
/// rows (from 0), and the others are left out. A column that is the same in every row is the constant; without one
/// percent signal change does not exist and the design is refused.
bold::Design read_design_table(const std::filesystem::path& path, Eigen::Index volumes);

/// The choices of a model as JSON text, for sidecars: response, drift, confounds, censoring, noise, contrasts.
std::string describe_model(const ModelSpec& spec, const RunModels& models, const std::vector<Run>& runs);

/// A name of a run for messages and file parts: "run-2", or its place among the runs ("run-2 of 4" has no label).
std::string run_name(const std::vector<Run>& runs, std::size_t index);

}  // namespace attune::glm
