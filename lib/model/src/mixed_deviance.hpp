#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <optional>
#include <vector>

#include "crossed_blocks.hpp"
#include "random_terms.hpp"

namespace attune::model {

/// What the deviance of a mixed model needs of the data: cross products of Z, of X with orthonormal columns and of y
/// without what X explains. Nothing here grows with the number of rows.
class MixedDeviance {
 public:
  /// `q` has orthonormal columns (rows x rank); `y` is orthogonal to them. `log_det_x` is log det X'X.
  MixedDeviance(const std::vector<RandomBlock>& blocks, const Eigen::MatrixXd& q, const Eigen::VectorXd& y,
                double log_det_x, bool reml);

  /// At one theta.
  struct Point {
    double log_det_l = 0.0;    ///< log det (Lambda' Z'Z Lambda + I)
    double log_det_x = 0.0;    ///< log det X'V^-1X sigma^2
    double penalised = 0.0;    ///< penalised residual sum of squares
    Eigen::VectorXd b;         ///< coefficients of q
    Eigen::MatrixXd unscaled;  ///< (q'V^-1q)^-1 / sigma^2
  };
  /// Coefficients and covariance only if asked for.
  Point at(const Eigen::Ref<const Eigen::VectorXd>& theta, bool everything);
  /// Minus twice the (restricted) log likelihood, profiled over b and sigma.
  double profiled(const Eigen::Ref<const Eigen::VectorXd>& theta);
  /// The same at a given sigma, profiled over b only.
  double at_sigma(const Eigen::Ref<const Eigen::VectorXd>& theta, double sigma);
  double sigma(const Point& point) const;

  Eigen::Index parameters() const { return parameters_; }
  Eigen::Index effects() const { return effects_; }
  const std::vector<RandomBlock>& blocks() const { return blocks_; }
  const Eigen::SparseMatrix<double>& ztz() const { return ztz_; }
  const Eigen::MatrixXd& ztx() const { return ztx_; }
  double rows() const { return rows_; }
  /// Block-diagonal Lambda.
  Eigen::SparseMatrix<double> lambda(const Eigen::Ref<const Eigen::VectorXd>& theta) const;

 private:
  double degrees() const { return reml_ ? rows_ - static_cast<double>(ztx_.cols()) : rows_; }
  double deviance(const Point& point, double sigma_squared) const;
  template <int Columns>
  void reduce_by_group(const Eigen::Ref<const Eigen::VectorXd>& theta, Point& out, Eigen::MatrixXd& s) const;
  void reduce_sparse(const Eigen::Ref<const Eigen::VectorXd>& theta, Point& out, Eigen::MatrixXd& s);

  const std::vector<RandomBlock>& blocks_;
  Eigen::Index parameters_ = 0, effects_ = 0;
  double rows_ = 0.0, yty_ = 0.0, log_det_x_ = 0.0;
  bool reml_ = true;
  Eigen::SparseMatrix<double> ztz_;
  std::vector<Eigen::MatrixXd> group_ztz_, group_ztxy_;  ///< per group, if there is one block
  Eigen::MatrixXd ztx_;
  Eigen::VectorXd zty_;
  std::optional<CrossedBlocks> crossed_;  ///< if its elimination pays
  Eigen::SimplicialLLT<Eigen::SparseMatrix<double>> cholesky_;
  bool analysed_ = false;
};

}  // namespace attune::model
