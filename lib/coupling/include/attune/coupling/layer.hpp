#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attune/coupling/beta_series.hpp"
#include "attune/coupling/matrix.hpp"
#include "attune/glm/run.hpp"

namespace attune::coupling {

/// Coupling of every pair of regions under one condition, in one run or over the runs of one participant. Matrices are
/// regions (from) x regions (to), NaN where there is nothing.
struct Layer {
  glm::RunLabels labels;
  bool of_participant = false;  ///< joined over runs; `labels.run` is then empty
  bool by_t = false;            ///< p and intervals are of Student's t (of interactions), else normal or as `p` says
  std::string condition;        ///< or contrast; empty: the run as a whole
  Eigen::MatrixXd value;        ///< Fisher z, or the change of slope of an interaction
  Eigen::MatrixXd r;            ///< correlation; NaN of interactions and contrasts
  Eigen::MatrixXd se, df, p;    ///< of `value`
  Eigen::MatrixXi runs;         ///< that each pair rests on
  std::int64_t of_runs = 1;     ///< that were there
  std::int64_t n = 0;           ///< frames kept, or trials with an estimate
  std::int64_t kept = 0, volumes = 0;
  double shrinkage = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::string> reasons;  ///< one per region: why it has no value
  std::string reason;                ///< why no pair has one
  std::string source;                ///< file name of the run
};

/// An empty layer of a run: everything NaN.
Layer empty_layer(const glm::Run& run, Eigen::Index regions);
/// The z of a coupling, or of a contrast of conditions.
void fill(Layer& layer, const Coupling& coupling);
void fill(Layer& layer, const CouplingContrast& contrast);

/// Fixed effects over the runs of one participant, session and task: the mean of `value`, weighted by one over its
/// squared standard error (of Fisher z: by degrees of freedom less 2; of shrunken correlations, which have no error: by
/// frames), the degrees of freedom summed; r is the hyperbolic tangent of the joined z. p is of Student's t where
/// the layers are `by_t`, else normal. Runs without a value are left out and counted.
Layer join(std::span<const Layer> layers);

/// Layers of single runs, then the joined ones of every participant, session, task and condition with several.
std::vector<Layer> with_joined(const std::vector<Layer>& layers);

}  // namespace attune::coupling
