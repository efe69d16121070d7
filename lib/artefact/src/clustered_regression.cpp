#include "clustered_regression.hpp"

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kSingular = 1e-10;  // smallest over largest eigenvalue of the regressors' correlation

void check_independent(const MatrixXd& squares) {
  const Eigen::VectorXd scale = squares.diagonal().cwiseSqrt();
  const bool constant = !(scale.minCoeff() > 0);
  if (!constant) {
    const MatrixXd unit = scale.cwiseInverse().asDiagonal() * squares * scale.cwiseInverse().asDiagonal();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(unit, Eigen::EigenvaluesOnly);
    if (solver.eigenvalues().minCoeff() > kSingular * solver.eigenvalues().maxCoeff()) return;
  }
  throw analysis_error("the EOG sources do not vary, or are the same but for scale and mixture; name fewer of them");
}

}  // namespace

void ClusteredRegression::add(const Eigen::Ref<const MatrixXd>& x, const Eigen::Ref<const MatrixXd>& y) {
  squares_.emplace_back(x * x.transpose());
  cross_.emplace_back(x * y.transpose());
  samples_ += x.cols();
}

ClusteredRegression::Fit ClusteredRegression::solve() const {
  MatrixXd squares = MatrixXd::Zero(squares_.front().rows(), squares_.front().cols());
  MatrixXd cross = MatrixXd::Zero(cross_.front().rows(), cross_.front().cols());
  for (std::size_t g = 0; g < squares_.size(); ++g) {
    squares += squares_[g];
    cross += cross_[g];
  }
  check_independent(squares);
  const MatrixXd inverse = Eigen::LLT<MatrixXd>(squares).solve(MatrixXd::Identity(squares.rows(), squares.cols()));
  Fit out;
  out.weights = inverse * cross;
  MatrixXd variance = MatrixXd::Zero(cross.rows(), cross.cols());
  for (std::size_t g = 0; g < squares_.size(); ++g) {
    const MatrixXd influence = inverse * (cross_[g] - squares_[g] * out.weights);
    variance += influence.cwiseAbs2();
  }
  const auto groups = static_cast<double>(squares_.size());
  out.standard_errors = (variance * (groups / (groups - 1.0))).cwiseSqrt();
  return out;
}

}  // namespace attune::artefact
