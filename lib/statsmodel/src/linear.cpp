#include "attune/statsmodel/linear.hpp"

#include <fmt/format.h>

#include <cmath>

namespace attune::statsmodel {
namespace {

// Columns of unit length that agree to this share are one column.
constexpr double kRankTolerance = 1e-10;
// A contrast is estimable if it lies in the row space of X to this share of its length.
constexpr double kEstimable = 1e-8;
// Residuals below this share of the response are rounding.
constexpr double kExactFit = 1e-12;
// A row whose weight is below this share of the largest is rounding and lends no degrees of freedom.
constexpr double kNoWeight = 1e-10;

/// Pseudo-inverse with the columns at unit length; `rank` is told.
Eigen::MatrixXd pseudo_inverse(const Eigen::MatrixXd& x, Eigen::Index& rank) {
  Eigen::VectorXd norms = x.colwise().norm();
  for (double& norm : norms)
    if (norm == 0.0) norm = 1.0;
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition;
  decomposition.setThreshold(kRankTolerance);
  decomposition.compute(x * norms.cwiseInverse().asDiagonal());
  rank = decomposition.rank();
  const Eigen::MatrixXd inverse = decomposition.pseudoInverse();
  return norms.cwiseInverse().asDiagonal() * inverse;
}

/// Wald's F over the rank of its covariance.
void test_rows(const Eigen::VectorXd& effects, const Eigen::MatrixXd& covariance, double df, LinearEstimate& out) {
  Eigen::Index rank = 0;
  Eigen::MatrixXd inverse(0, 0);
  const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::MatrixXd correlation = scale.asDiagonal() * covariance * scale.asDiagonal();
  inverse = pseudo_inverse(correlation, rank);
  const Eigen::VectorXd standardised = scale.cwiseProduct(effects);
  out.f_df1 = static_cast<double>(rank);
  out.f = standardised.dot(inverse * standardised) / out.f_df1;
  out.f_df2 = df;
}

}  // namespace

LinearModel::LinearModel(const Eigen::Ref<const Eigen::MatrixXd>& x, std::vector<Eigen::MatrixXd> contrasts)
    : x_(x), contrasts_(std::move(contrasts)) {
  inverse_ = pseudo_inverse(x_, rank_);
  for (const Eigen::MatrixXd& contrast : contrasts_) reasons_.push_back(reason_against(contrast));
}

std::string LinearModel::reason_against(const Eigen::MatrixXd& contrast) const {
  const Eigen::MatrixXd lost = contrast - contrast * inverse_ * x_;
  for (Eigen::Index row = 0; row < contrast.rows(); ++row)
    if (!(lost.row(row).norm() <= kEstimable * contrast.row(row).norm()))
      return fmt::format("cannot be estimated from {} input(s): columns of X are 0 or cannot be told apart", x_.rows());
  return "";
}

std::vector<LinearEstimate> LinearModel::least_squares(const Eigen::Ref<const Eigen::VectorXd>& y) const {
  const Eigen::VectorXd b = inverse_ * y;
  const double df = static_cast<double>(x_.rows() - rank_);
  const double residual = (y - x_ * b).norm();
  const bool exact = residual <= kExactFit * y.norm();
  const double variance = residual * residual / df;
  std::vector<LinearEstimate> out(contrasts_.size());
  for (std::size_t i = 0; i < contrasts_.size(); ++i) {
    out[i].reason = reasons_[i];
    if (out[i].reason.empty() && df < 1)
      out[i].reason = fmt::format("{} inputs for {} columns of X leave no degrees of freedom", x_.rows(), rank_);
    if (!out[i].reason.empty()) continue;
    const Eigen::MatrixXd weights = contrasts_[i] * inverse_;
    const Eigen::VectorXd effects = contrasts_[i] * b;
    const Eigen::MatrixXd covariance = variance * weights * weights.transpose();
    if (exact || !(covariance.diagonal().minCoeff() > 0)) {
      out[i].reason = "the model leaves no residuals";
    } else if (contrasts_[i].rows() > 1) {
      test_rows(effects, covariance, df, out[i]);
    } else {
      out[i].effect = effects(0);
      out[i].variance = covariance(0, 0);
      out[i].df = df;
    }
  }
  return out;
}

std::vector<LinearEstimate> LinearModel::known_variances(const Eigen::Ref<const Eigen::VectorXd>& y,
                                                         const Eigen::Ref<const Eigen::VectorXd>& v,
                                                         const Eigen::Ref<const Eigen::VectorXd>& df) const {
  const Eigen::VectorXd root = v.cwiseSqrt().cwiseInverse();
  Eigen::Index rank = 0;
  const Eigen::MatrixXd inverse = pseudo_inverse(root.asDiagonal() * x_, rank) * root.asDiagonal();
  std::vector<LinearEstimate> out(contrasts_.size());
  for (std::size_t i = 0; i < contrasts_.size(); ++i) {
    out[i].reason = reasons_[i];
    if (!out[i].reason.empty()) continue;
    const Eigen::MatrixXd weights = contrasts_[i] * inverse;
    const Eigen::MatrixXd covariance = weights * v.asDiagonal() * weights.transpose();
    const Eigen::VectorXd shares = weights.cwiseAbs().colwise().maxCoeff();
    double sum = 0;
    for (Eigen::Index row = 0; row < shares.size(); ++row)
      if (shares(row) > kNoWeight * shares.maxCoeff()) sum += df(row);
    if (contrasts_[i].rows() > 1) {
      test_rows(weights * y, covariance, sum, out[i]);
    } else {
      out[i].effect = (weights * y)(0);
      out[i].variance = covariance(0, 0);
      out[i].df = sum;
    }
  }
  return out;
}

}  // namespace attune::statsmodel
