#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "mixed_df.hpp"
#include "richardson.hpp"

namespace attune::model {
namespace {

/// Curvature below this share of the largest is that of a flat direction (a singular fit), which has no information.
constexpr double kFlat = 1e-8;

// Inverse of H/2 on the directions in which the deviance bends upwards.
Eigen::MatrixXd spread_of(const Eigen::MatrixXd& hessian) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(hessian);
  const Eigen::VectorXd& bend = solver.eigenvalues();
  const double least = kFlat * bend.cwiseAbs().maxCoeff();
  const Eigen::VectorXd inverse = bend.unaryExpr([&](double v) { return v > least ? 2.0 / v : 0.0; });
  return solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().transpose();
}

}  // namespace

Satterthwaite::Satterthwaite(const FittedMixed& fit) {
  const Eigen::Index m = fit.theta.size();
  Eigen::VectorXd at(m + 1);
  at << fit.theta, fit.sigma;
  const Curve deviance = [&](const Eigen::VectorXd& v) { return fit.deviance.at_sigma(v.head(m), v[m]); };
  const MatrixCurve covariance = [&](const Eigen::VectorXd& v) {
    return Eigen::MatrixXd(v[m] * v[m] * fit.deviance.at(v.head(m), true).unscaled);
  };
  covariance_ = covariance(at);
  spread_ = spread_of(hessian(deviance, at));
  for (Eigen::Index i = 0; i < m; ++i) derivatives_.push_back(derivative(covariance, at, i));
  derivatives_.push_back(2.0 / fit.sigma * covariance_);
}

double Satterthwaite::df(const Eigen::VectorXd& contrast) const {
  const double variance = contrast.dot(covariance_ * contrast);
  Eigen::VectorXd gradient(static_cast<Eigen::Index>(derivatives_.size()));
  for (std::size_t i = 0; i < derivatives_.size(); ++i)
    gradient[static_cast<Eigen::Index>(i)] = contrast.dot(derivatives_[i] * contrast);
  return 2.0 * variance * variance / gradient.dot(spread_ * gradient);
}

// Independent t tests along the eigenvectors of the contrasts' covariance; their mean square is fitted by an F (Fai &
// Cornelius 1996, J Stat Comput Simul 54:363-378).
WaldTest Satterthwaite::test(const Eigen::MatrixXd& contrasts, const Eigen::VectorXd& b) const {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(contrasts * covariance_ * contrasts.transpose());
  const Eigen::MatrixXd directions = solver.eigenvectors().transpose() * contrasts;
  WaldTest out;
  out.num_df = static_cast<double>(contrasts.rows());
  double expected = 0.0;
  bool equal = true;
  std::vector<double> each;
  for (Eigen::Index i = 0; i < directions.rows(); ++i) {
    const double t = directions.row(i).dot(b);
    out.f += t * t / solver.eigenvalues()[i] / out.num_df;
    each.push_back(df(directions.row(i).transpose()));
    if (each.back() > 2.0) expected += each.back() / (each.back() - 2.0);
    equal = equal && std::abs(each.back() - each.front()) < 1e-8 * each.front();
  }
  out.den_df = equal ? each.front() : (expected > out.num_df ? 2.0 * expected / (expected - out.num_df) : 2.0);
  return out;
}

}  // namespace attune::model
