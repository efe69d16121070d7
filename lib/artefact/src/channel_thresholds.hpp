#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/artefact/autoreject.hpp"

namespace attune::artefact {

/// One split of the doubled trials: indices of training and test trials, each ascending.
struct Split {
  std::vector<Eigen::Index> train, test;
};

/// Random splits of `trials` trials and their copies (`trials` + i): the same share of both is for testing.
std::vector<Split> draw_splits(Eigen::Index trials, const AutorejectOptions& options);

/// The threshold with the least loss, for one channel. `doubled`: samples x (trials, then their predicted copies).
double best_threshold(const Eigen::MatrixXd& doubled, const std::vector<Split>& splits);

}  // namespace attune::artefact
