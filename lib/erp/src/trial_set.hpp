#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/parallel/stream.hpp"

namespace attune::erp {

/// The kept trials of one condition, channels x samples each, volts; `seed` decides which of them are drawn.
struct TrialSet {
  std::vector<const Eigen::MatrixXd*> trials;
  parallel::Seed seed;
};

/// How often each trial was drawn, divided by the number of trials: draws x trials.
using DrawWeights = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace attune::erp
