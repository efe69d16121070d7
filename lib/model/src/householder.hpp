#pragma once

#include <Eigen/Core>
#include <vector>

namespace attune::model {

/// Householder QR of X from left to right. A column whose part beyond the columns before it is small against the column
/// is moved aside. Columns are scaled by powers of two, which changes no digit.
class Householder {
 public:
  explicit Householder(const Eigen::Ref<const Eigen::MatrixXd>& x);

  const std::vector<Eigen::Index>& kept() const { return kept_; }
  Eigen::Index rank() const { return static_cast<Eigen::Index>(kept_.size()); }
  /// Q'v and Q v, v of as many rows as X.
  Eigen::VectorXd transposed_times(Eigen::VectorXd v) const;
  Eigen::VectorXd times(Eigen::VectorXd v) const;
  /// R z = v and R'z = v; for coefficients of the scaled columns, see `scale`.
  Eigen::VectorXd solve(const Eigen::VectorXd& v) const;
  Eigen::VectorXd solve_transposed(const Eigen::VectorXd& v) const;
  /// A kept column times its scale is what was decomposed.
  const Eigen::VectorXd& scale() const { return scale_; }
  /// First `rank()` columns of Q.
  Eigen::MatrixXd thin_q() const;

 private:
  Eigen::MatrixXd reflectors_;  // column j: the vector of reflection j, from row j on
  Eigen::MatrixXd r_;           // rank x rank, upper
  Eigen::VectorXd scale_;
  std::vector<Eigen::Index> kept_;
};

}  // namespace attune::model
