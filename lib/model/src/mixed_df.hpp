#pragma once

#include <Eigen/Core>
#include <vector>

#include "mixed_deviance.hpp"

namespace attune::model {

/// F test of L b = 0 with its degrees of freedom.
struct WaldTest {
  double f = 0.0, num_df = 0.0, den_df = 0.0;
};

/// A fitted model as its degrees of freedom need it. Coefficients are those of the orthonormal columns.
struct FittedMixed {
  MixedDeviance& deviance;
  Eigen::VectorXd theta;
  double sigma = 0.0;
  Eigen::VectorXd b;
};

/// Satterthwaite's degrees of freedom (Giesbrecht & Burns 1985, Biometrics 41:477-486), from the derivatives of the
/// covariance of b and the curvature of the deviance in (theta, sigma), both by Richardson extrapolation.
class Satterthwaite {
 public:
  explicit Satterthwaite(const FittedMixed& fit);
  const Eigen::MatrixXd& covariance() const { return covariance_; }
  double df(const Eigen::VectorXd& contrast) const;
  /// `contrasts` is tests x coefficients.
  WaldTest test(const Eigen::MatrixXd& contrasts, const Eigen::VectorXd& b) const;

 private:
  Eigen::MatrixXd covariance_;
  std::vector<Eigen::MatrixXd> derivatives_;  // of the covariance, per parameter
  Eigen::MatrixXd spread_;                    // covariance of the parameters
};

/// Kenward and Roger's covariance and degrees of freedom (1997, and as laid out by Halekoh & Højsgaard 2014, J Stat
/// Softw 59(9)), from the expected information of the variance components. Needs matrices of effects x effects.
class KenwardRoger {
 public:
  explicit KenwardRoger(const FittedMixed& fit);
  /// False where the information about the variances has no inverse, as some singular fits have it.
  bool usable() const;
  const Eigen::MatrixXd& covariance() const { return adjusted_; }
  double df(const Eigen::VectorXd& contrast) const;
  WaldTest test(const Eigen::MatrixXd& contrasts, const Eigen::VectorXd& b) const;

 private:
  Eigen::MatrixXd covariance_, adjusted_;
  std::vector<Eigen::MatrixXd> p_;  // per variance component
  Eigen::MatrixXd w_;
};

}  // namespace attune::model
