#pragma once

#include <Eigen/Sparse>
#include <array>
#include <vector>

#include "attune/skin/cvxeda.hpp"

namespace attune::skin {

/// The linear parts of the problem: what the unknowns make. Unknowns are q (one a sample) and the spline's
/// coefficients, each placed after the last sample it reaches so that the normal matrix stays narrow, and at the end
/// the line's two.
class Design {
 public:
  using Vector = Eigen::VectorXd;
  Design(Eigen::Index samples, Hertz sampling_frequency, const CvxEdaOptions& options);

  Eigen::Index unknowns() const { return unknowns_; }
  Eigen::Index drivers() const { return samples_ - 2; }

  Vector phasic(const Vector& x) const { return moving_ * x; }    ///< M q
  Vector tonic(const Vector& x) const { return slow_ * x; }       ///< B l + C d
  Vector driver(const Vector& x) const { return activity_ * x; }  ///< A q, of all samples but the first two
  Vector driver_transposed(const Vector& p) const { return activity_.transpose() * p; }
  Vector observed_transposed(const Vector& y) const { return observed_.transpose() * y; }

  const Eigen::SparseMatrix<double>& observed() const { return observed_; }  ///< [M B C] in the unknowns' order
  const Eigen::SparseMatrix<double>& activity() const { return activity_; }
  /// gamma at the spline's coefficients, 0 elsewhere.
  const Vector& ridge() const { return ridge_; }

 private:
  Eigen::Index samples_ = 0, unknowns_ = 0;
  Eigen::SparseMatrix<double> moving_, slow_, activity_, observed_;
  Vector ridge_;
};

/// P + A' diag(weights) A, with P = [M B C]'[M B C] + ridge, factored.
class NormalMatrix {
 public:
  explicit NormalMatrix(const Design& design);
  Eigen::VectorXd quadratic(const Eigen::VectorXd& x) const;  ///< P x
  void factor(const Eigen::VectorXd& weights);
  Eigen::VectorXd solve(const Eigen::VectorXd& rhs) const { return factored_.solve(rhs); }

 private:
  const Design& design_;
  Eigen::SparseMatrix<double> fixed_;  ///< P, both triangles
  Eigen::SparseMatrix<double> lower_;  ///< of P, with room for A'A
  /// For every driver the places in `lower_` of the six products of its three coefficients, and these products.
  std::vector<std::array<Eigen::Index, 6>> places_;
  std::array<double, 6> products_{};
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>, Eigen::Lower, Eigen::NaturalOrdering<int>> factored_;
  Eigen::VectorXd base_;  ///< values of `lower_` without weights
};

}  // namespace attune::skin
