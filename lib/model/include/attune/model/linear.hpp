#pragma once

#include <Eigen/Core>
#include <vector>

namespace attune::model {

/// Least squares y = X b + e.
struct LinearFit {
  std::vector<Eigen::Index> kept;  ///< columns of X that were estimated; the others depend on columns before them
  Eigen::VectorXd coefficients;    ///< per column of X; NaN for one that was not estimated
  Eigen::MatrixXd unscaled;        ///< (X'X)^-1 of the kept columns
  Eigen::VectorXd fitted, residuals;
  Eigen::VectorXd leverage;  ///< diagonal of the hat matrix
  double rss = 0.0;          ///< residual sum of squares
  double tss = 0.0;          ///< of y about its mean, or about 0 without an intercept
  double df = 0.0;           ///< rows - kept columns
  double sigma() const;      ///< residual SD; NaN without degrees of freedom
  double r_squared() const;
  double adjusted_r_squared() const;
  bool intercept = true;

  /// rss / df times (X'X)^-1 of the kept columns.
  Eigen::MatrixXd covariance() const;
};

/// Householder QR with columns that depend on those before them left out, then iterative refinement of coefficients and
/// residuals together, with residuals in extended precision (Björck 1967, BIT 7:257-278). `intercept` says that the
/// first column is 1: y is then shifted by its mean first, which keeps the digits of a small spread on a large mean. No
/// more rows than kept columns leaves `df` 0.
LinearFit fit_linear(const Eigen::Ref<const Eigen::MatrixXd>& x, const Eigen::Ref<const Eigen::VectorXd>& y,
                     bool intercept);

/// Sum of squares of y that `term` explains beyond `before` (rows x columns each; either may depend on the other).
struct ExtraSquares {
  double ss = 0.0;
  double df = 0.0;
};
ExtraSquares extra_squares(const Eigen::Ref<const Eigen::MatrixXd>& before,
                           const Eigen::Ref<const Eigen::MatrixXd>& term, const Eigen::Ref<const Eigen::VectorXd>& y);

}  // namespace attune::model
