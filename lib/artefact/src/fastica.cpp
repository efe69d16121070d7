#include <algorithm>

#include "ica_solver.hpp"

namespace attune::artefact {

Eigen::MatrixXd nearest_orthogonal(const Eigen::MatrixXd& matrix) {
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(matrix, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return svd.matrixU() * svd.matrixV().transpose();
}

Solution solve_fastica(const Tiles& x, const Eigen::MatrixXd& start, const SolverLimits& limits,
                       parallel::Threads threads) {
  Solution out;
  out.unmixing = start;
  while (true) {
    const ScoreSums sums = score_sums(x, out.unmixing, threads);
    const Slope slope = slope_of(sums, out.unmixing, true);
    out.signs = slope.signs;
    out.gradient = slope.largest;
    out.converged = slope.largest < limits.tolerance;
    if (out.converged || out.iterations == limits.iterations) return out;
    // E[tanh(y) x'] - E[tanh'(y)] W = (E[tanh(y) y'] - diag E[tanh'(y)]) W as W is orthogonal.
    Eigen::MatrixXd step = sums.score;
    step.diagonal() -= sums.slope;
    // The sign of a row does not matter to what it is a row of; with it the steps do not flip back and forth.
    const Eigen::MatrixXd signed_step = (-slope.signs).matrix().asDiagonal() * step;
    out.unmixing = nearest_orthogonal(signed_step) * out.unmixing;
    ++out.iterations;
  }
}

}  // namespace attune::artefact
