#pragma once

#include <Eigen/Dense>

#include "attune/parallel/chunks.hpp"
#include "score_sums.hpp"

namespace attune::artefact {

/// When to stop.
struct SolverLimits {
  double tolerance = 1e-6;
  int iterations = 500;
};

/// Where a solver stopped.
struct Solution {
  Eigen::MatrixXd unmixing;  ///< of the whitened signals
  Eigen::ArrayXd signs;      ///< 1: super-Gaussian, -1: sub-Gaussian
  int iterations = 0;
  double gradient = 0;
  bool converged = false;
};

/// What an unmixing's sums say once each source has the sign of its score. `orthogonal`: W W' = 1 is held, the gradient
/// is skew; otherwise the score is y + sign tanh(y) and W W' the covariance of y.
struct Slope {
  Eigen::ArrayXd signs;
  Eigen::MatrixXd gradient;  ///< relative: the loss changes by <gradient, E> as W goes to (1 + E) W
  Eigen::ArrayXd curvature;  ///< per source: E[psi'], in the orthogonal case less E[psi(y) y]
  double largest = 0;        ///< entry of the gradient
};
Slope slope_of(const ScoreSums& sums, const Eigen::MatrixXd& unmixing, bool orthogonal);

/// Preconditioned L-BFGS from `start` (orthogonal).
Solution solve_picard(const Tiles& x, const Eigen::MatrixXd& start, bool orthogonal, const SolverLimits& limits,
                      parallel::Threads threads);

/// Symmetric fixed-point steps from `start` (orthogonal).
Solution solve_fastica(const Tiles& x, const Eigen::MatrixXd& start, const SolverLimits& limits,
                       parallel::Threads threads);

/// The orthogonal matrix nearest to a square one: (M M')^-1/2 M.
Eigen::MatrixXd nearest_orthogonal(const Eigen::MatrixXd& matrix);

}  // namespace attune::artefact
