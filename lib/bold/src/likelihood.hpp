#pragma once

#include <Eigen/Dense>
#include <span>

#include "attune/bold/noise.hpp"

namespace attune::bold {

/// Generalised least squares on an orthonormal basis at fixed noise parameters, and its restricted likelihood.
class NoisePoint {
 public:
  NoisePoint(Arma parameters, const Eigen::MatrixXd& basis, std::span<const Eigen::Index> kept);

  /// Whitened residual sum of squares of each column of `series` (rows as the basis).
  Eigen::ArrayXd residual_squares(const Eigen::Ref<const Eigen::MatrixXd>& series) const;
  /// Restricted log-likelihood of each column with the innovation variance at its best value, up to a constant.
  Eigen::ArrayXd log_likelihood(const Eigen::ArrayXd& residual_squares) const;
  /// Coordinates of one series in the basis.
  Eigen::VectorXd coordinates(const Eigen::VectorXd& series) const;
  /// (Q' W Q)^-1: covariance of the coordinates for innovations of unit variance.
  Eigen::MatrixXd unit_covariance() const;
  double degrees() const { return degrees_; }
  /// log |V| + log |Q' W Q|: the part of the likelihood that does not depend on the series.
  double log_determinants() const { return log_determinants_; }
  const Whitener& whitener() const { return whiten_; }
  const Eigen::MatrixXd& white_basis() const { return white_basis_; }
  /// The transpose of the inverse of the Cholesky factor L of Q' W Q = L L'.
  Eigen::MatrixXd inverse_root() const;

 private:
  Whitener whiten_;
  Eigen::MatrixXd white_basis_;
  Eigen::LLT<Eigen::MatrixXd> normal_;
  double log_determinants_ = 0;
  double degrees_ = 0;
};

}  // namespace attune::bold
