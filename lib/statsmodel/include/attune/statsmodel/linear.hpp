#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <vector>

namespace attune::statsmodel {

/// One contrast of a linear model of estimates: of one region or voxel.
struct LinearEstimate {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  double effect = kMissing, variance = kMissing, df = kMissing;
  double f = kMissing, f_df1 = kMissing, f_df2 = kMissing;  ///< of several rows; without effect
  std::string reason;                                       ///< why there is none
};

/// Contrasts of a model, ready for many responses with the same rows: y = X b + e, rows x columns. X may be rank
/// deficient; a contrast must then be estimable.
class LinearModel {
 public:
  LinearModel(const Eigen::Ref<const Eigen::MatrixXd>& x, std::vector<Eigen::MatrixXd> contrasts);

  Eigen::Index rows() const { return x_.rows(); }
  Eigen::Index rank() const { return rank_; }

  /// Ordinary least squares with independent errors of one variance: t on rows - rank degrees of freedom, Wald's F for
  /// a contrast of several rows. No degrees of freedom left is a reason.
  std::vector<LinearEstimate> least_squares(const Eigen::Ref<const Eigen::VectorXd>& y) const;

  /// Weighted least squares with known variances v (weights 1 / v; fixed effects): the variance of c b is c (X' V^-1
  /// X)^-1 c'. `df` are those of the rows' own estimates; a contrast has the sum of those of the rows it rests on, so
  /// that with X = 1 this is `bold::combine_runs`. Every variance is above 0.
  std::vector<LinearEstimate> known_variances(const Eigen::Ref<const Eigen::VectorXd>& y,
                                              const Eigen::Ref<const Eigen::VectorXd>& v,
                                              const Eigen::Ref<const Eigen::VectorXd>& df) const;

 private:
  std::string reason_against(const Eigen::MatrixXd& contrast) const;

  Eigen::MatrixXd x_, inverse_;  ///< inverse_: columns x rows, b = inverse_ y
  Eigen::Index rank_ = 0;
  std::vector<Eigen::MatrixXd> contrasts_;
  std::vector<std::string> reasons_;
};

}  // namespace attune::statsmodel
