#include "attune/stats/omega.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "attune/stats/f_distribution.hpp"

namespace attune::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kSmallest = 0.005;  // unique variance at which a solution is called improper, as in R's factanal
constexpr int kMostIterations = 2000;
constexpr double kGradient = 1e-11;
constexpr double kRounding = 1e-13;  // of f: a step that loses no more than this is not worse

// Minus twice the log likelihood over n - 1, concentrated: a function of the unique variances alone. With theta and
// omega the eigenvalues and vectors of psi^-1/2 R psi^-1/2, f = sum over all but the largest of theta - log theta - 1.
struct State {
  VectorXd log_psi, gradient;
  MatrixXd curvature;  // (sum omega_im omega_jm)^2, the Gauss-Newton matrix in log psi
  VectorXd loadings;
  double f = 0.0;
};

State evaluate(const MatrixXd& correlation, const VectorXd& log_psi) {
  const Index k = log_psi.size();
  const VectorXd root = (0.5 * log_psi.array()).exp().matrix();
  const MatrixXd scaled = root.cwiseInverse().asDiagonal() * correlation * root.cwiseInverse().asDiagonal();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(scaled);  // ascending
  const auto theta = eigen.eigenvalues().head(k - 1);
  const auto omega = eigen.eigenvectors().leftCols(k - 1);
  State out;
  out.log_psi = log_psi;
  out.f = (theta.array() - theta.array().log() - 1.0).sum();
  out.gradient = omega.cwiseAbs2() * (1.0 - theta.array()).matrix();
  out.curvature = (omega * omega.transpose()).cwiseAbs2();
  const double communal = std::sqrt(std::max(0.0, eigen.eigenvalues()(k - 1) - 1.0));
  out.loadings = communal * root.cwiseProduct(eigen.eigenvectors().col(k - 1));
  if (out.loadings.sum() < 0.0) out.loadings = -out.loadings;
  return out;
}

// Items that may move: not those held at the bound by the slope.
std::vector<Index> free_items(const State& s, double bound) {
  std::vector<Index> out;
  for (Index i = 0; i < s.log_psi.size(); ++i)
    if (s.log_psi(i) > bound || s.gradient(i) < 0.0) out.push_back(i);
  return out;
}

VectorXd newton_step(const State& s, const std::vector<Index>& free) {
  const VectorXd gradient = s.gradient(free);
  MatrixXd curvature = s.curvature(free, free);
  curvature.diagonal().array() += 1e-10;
  VectorXd step = VectorXd::Zero(s.log_psi.size());
  step(free) = -curvature.ldlt().solve(gradient);
  return step;
}

// Projected Newton steps with halving; the number of steps is added to `out`.
State minimise(const MatrixXd& correlation, Omega& out) {
  const double bound = std::log(kSmallest);
  // Joreskog's start: a share of what each item does not have in common with the others.
  const VectorXd unexplained =
      correlation.llt().solve(MatrixXd::Identity(correlation.rows(), correlation.rows())).diagonal().cwiseInverse();
  const double share = 1.0 - 0.5 / static_cast<double>(correlation.rows());
  State s = evaluate(correlation, (share * unexplained.array()).log().max(bound).matrix());
  while (out.iterations < kMostIterations) {
    const std::vector<Index> free = free_items(s, bound);
    if (free.empty() || s.gradient(free).cwiseAbs().maxCoeff() < kGradient) {
      out.converged = true;
      break;
    }
    ++out.iterations;
    const VectorXd step = newton_step(s, free);
    double length = 1.0;
    State next;
    do {
      next = evaluate(correlation, (s.log_psi + length * step).array().max(bound).min(0.0).matrix());
      length *= 0.5;
    } while (!(next.f <= s.f + kRounding) && length > 1e-12);
    // Where rounding hides any descent the minimum is reached to the precision of f.
    if (!(next.f <= s.f + kRounding)) {
      out.converged = s.gradient(free).cwiseAbs().maxCoeff() < 1e-6;
      break;
    }
    s = std::move(next);
  }
  return s;
}

}  // namespace

std::optional<Omega> fit_omega(const Eigen::Ref<const MatrixXd>& covariance, double n) {
  const VectorXd sd = covariance.diagonal().cwiseSqrt();
  const MatrixXd correlation = sd.cwiseInverse().asDiagonal() * covariance * sd.cwiseInverse().asDiagonal();
  constexpr double kSingular = 1e-10;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(correlation, Eigen::EigenvaluesOnly);
  if (!(eigen.eigenvalues()(0) > kSingular)) return std::nullopt;
  Omega out;
  const State s = minimise(correlation, out);
  const VectorXd psi = s.log_psi.array().exp().matrix();
  const double common = s.loadings.sum(), raw_common = s.loadings.dot(sd);
  out.standardised = common * common / (common * common + psi.sum());
  out.total = raw_common * raw_common / (raw_common * raw_common + psi.dot(sd.cwiseAbs2()));
  out.loadings.assign(s.loadings.data(), s.loadings.data() + s.loadings.size());
  for (Index i = 0; i < psi.size(); ++i)
    if (psi(i) <= kSmallest * (1.0 + 1e-6)) out.heywood.push_back(static_cast<std::size_t>(i));
  const auto k = static_cast<double>(psi.size());
  out.df = 0.5 * k * (k - 3.0);
  out.chi_squared = (n - 1.0 - (2.0 * k + 5.0) / 6.0 - 2.0 / 3.0) * s.f;
  out.p = out.df > 0.0 ? chi_squared_upper(out.chi_squared, out.df) : 1.0;
  return out;
}

}  // namespace attune::stats
