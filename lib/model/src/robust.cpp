#include "attune/model/robust.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "attune/base/error.hpp"

namespace attune::model {
namespace {

/// 1 - leverage below this is rounding: the row decides its own fit.
constexpr double kOwnFit = 1e-10;

Eigen::MatrixXd kept_columns(const LinearFit& fit, const Eigen::Ref<const Eigen::MatrixXd>& x) {
  Eigen::MatrixXd out(x.rows(), static_cast<Eigen::Index>(fit.kept.size()));
  for (std::size_t j = 0; j < fit.kept.size(); ++j) out.col(static_cast<Eigen::Index>(j)) = x.col(fit.kept[j]);
  return out;
}

// Symmetric inverse square root on the directions that are there.
Eigen::MatrixXd inverse_root(const Eigen::MatrixXd& m) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(m);
  const Eigen::VectorXd roots =
      solver.eigenvalues().unaryExpr([](double v) { return v > kOwnFit ? 1.0 / std::sqrt(v) : 0.0; });
  return solver.eigenvectors() * roots.asDiagonal() * solver.eigenvectors().transpose();
}

}  // namespace

RobustCovariance hc3(const LinearFit& fit, const Eigen::Ref<const Eigen::MatrixXd>& x) {
  const Eigen::MatrixXd kept = kept_columns(fit, x);
  Eigen::VectorXd weight(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double free = 1.0 - fit.leverage[i];
    if (free < kOwnFit)
      throw analysis_error(
          fmt::format("row {} alone decides a coefficient (leverage 1); HC3 needs two rows or more for each", i + 1));
    weight[i] = fit.residuals[i] / free;
  }
  const Eigen::MatrixXd scores = weight.asDiagonal() * kept;
  return {fit.unscaled * (scores.transpose() * scores) * fit.unscaled, Eigen::VectorXd::Constant(kept.cols(), fit.df)};
}

RobustCovariance cr2(const LinearFit& fit, const Eigen::Ref<const Eigen::MatrixXd>& x,
                     const std::vector<Eigen::Index>& cluster) {
  const Eigen::MatrixXd kept = kept_columns(fit, x);
  const Eigen::Index clusters = *std::max_element(cluster.begin(), cluster.end()) + 1, p = kept.cols();
  if (clusters < 2) throw analysis_error("cluster-robust errors need at least two clusters");
  std::vector<std::vector<Eigen::Index>> rows(static_cast<std::size_t>(clusters));
  for (std::size_t i = 0; i < cluster.size(); ++i)
    rows[static_cast<std::size_t>(cluster[i])].push_back(static_cast<Eigen::Index>(i));
  Eigen::MatrixXd meat = Eigen::MatrixXd::Zero(p, p);
  // Per coefficient, of every cluster: u'u and X'u, u = A X (X'X)^-1 c.
  Eigen::MatrixXd squares(clusters, p);
  std::vector<Eigen::MatrixXd> crossed(static_cast<std::size_t>(p), Eigen::MatrixXd(clusters, p));
  for (Eigen::Index g = 0; g < clusters; ++g) {
    const auto& own = rows[static_cast<std::size_t>(g)];
    const Eigen::MatrixXd xg = kept(own, Eigen::all);
    const Eigen::VectorXd eg = fit.residuals(own);
    const Eigen::MatrixXd ag =
        inverse_root(Eigen::MatrixXd::Identity(xg.rows(), xg.rows()) - xg * fit.unscaled * xg.transpose());
    const Eigen::MatrixXd adjusted = ag * xg;
    const Eigen::VectorXd score = adjusted.transpose() * eg;
    meat += score * score.transpose();
    const Eigen::MatrixXd u = adjusted * fit.unscaled;  // a column per coefficient
    squares.row(g) = u.colwise().squaredNorm();
    for (Eigen::Index c = 0; c < p; ++c)
      crossed[static_cast<std::size_t>(c)].row(g) = (xg.transpose() * u.col(c)).transpose();
  }
  RobustCovariance out{fit.unscaled * meat * fit.unscaled, Eigen::VectorXd(p)};
  for (Eigen::Index c = 0; c < p; ++c) {
    const Eigen::MatrixXd& b = crossed[static_cast<std::size_t>(c)];
    Eigen::MatrixXd spread = -b * fit.unscaled * b.transpose();
    spread.diagonal() += squares.col(c);
    out.df[c] = spread.trace() * spread.trace() / spread.squaredNorm();
  }
  return out;
}

}  // namespace attune::model
