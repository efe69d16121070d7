#include "likelihood.hpp"

namespace attune::bold {

NoisePoint::NoisePoint(Arma parameters, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept)
    : whiten_(parameters, kept),
      white_basis_(whiten_(basis)),
      degrees_(static_cast<double>(basis.rows() - basis.cols())) {
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(basis.cols(), basis.cols());
  normal.selfadjointView<Eigen::Lower>().rankUpdate(white_basis_.transpose());
  normal_.compute(normal);
  log_determinants_ = whiten_.log_determinant() + 2.0 * normal_.matrixLLT().diagonal().array().log().sum();
}

Eigen::ArrayXd NoisePoint::residual_squares(const Eigen::Ref<const Eigen::MatrixXd>& series) const {
  const Eigen::MatrixXd white = whiten_(series);
  Eigen::MatrixXd explained = white_basis_.transpose() * white;
  normal_.matrixL().solveInPlace(explained);
  return white.colwise().squaredNorm().transpose() - explained.colwise().squaredNorm().transpose();
}

Eigen::ArrayXd NoisePoint::log_likelihood(const Eigen::ArrayXd& residual_squares) const {
  return -0.5 * (degrees_ * residual_squares.log() + log_determinants_);
}

Eigen::VectorXd NoisePoint::coordinates(const Eigen::VectorXd& series) const {
  const Eigen::VectorXd white = whiten_(series);
  return normal_.solve(white_basis_.transpose() * white);
}

Eigen::MatrixXd NoisePoint::unit_covariance() const {
  return normal_.solve(Eigen::MatrixXd::Identity(white_basis_.cols(), white_basis_.cols()));
}

Eigen::MatrixXd NoisePoint::inverse_root() const {
  return normal_.matrixU().solve(Eigen::MatrixXd::Identity(white_basis_.cols(), white_basis_.cols()));
}

}  // namespace attune::bold
