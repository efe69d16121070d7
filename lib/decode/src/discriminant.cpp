#include "attune/decode/discriminant.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace attune::decode {
namespace {

/// A class: its mean, what is left beside it, and how much its covariance is shrunk.
struct Centred {
  Eigen::VectorXd mean;
  Eigen::MatrixXd residuals;  ///< variables x observations
  Eigen::VectorXd scale;      ///< standard deviations; 1 where there is no variation
  Eigen::MatrixXd scatter;    ///< residuals residuals', lower triangle, where variables are fewer than observations
  double shrunk = 0;
  double target = 0;  ///< mean variance in units of `scale`: 1 but for variables without variation

  double count() const { return static_cast<double>(residuals.cols()); }
};

/// Squared Frobenius norm of Z Z' / n for Z the residuals over their scale; the same as of Z' Z / n.
double squared_norm(const Centred& c) {
  const Eigen::Index n = c.residuals.cols(), p = c.residuals.rows();
  double sum = 0;
  if (c.scatter.size() > 0) {
    for (Eigen::Index j = 0; j < p; ++j) {
      const double diagonal = c.scatter(j, j) / (c.scale[j] * c.scale[j]);
      sum += diagonal * diagonal;
      for (Eigen::Index i = j + 1; i < p; ++i) {
        const double z = c.scatter(i, j) / (c.scale[i] * c.scale[j]);
        sum += 2 * z * z;
      }
    }
  } else {
    const Eigen::MatrixXd z = c.residuals.array().colwise() / c.scale.array();
    Eigen::MatrixXd among = Eigen::MatrixXd::Zero(n, n);
    among.selfadjointView<Eigen::Lower>().rankUpdate(z.transpose());
    for (Eigen::Index j = 0; j < n; ++j)
      sum += among(j, j) * among(j, j) + 2 * among.col(j).tail(n - j - 1).squaredNorm();
  }
  return sum / (c.count() * c.count());
}

/// Ledoit & Wolf's b^2 / d^2 for standardised data, with their norm's division by p left out of both.
void shrink(Centred& c) {
  const auto p = static_cast<double>(c.residuals.rows());
  double trace = 0, fourth = 0;
  const Eigen::ArrayXd inverse = c.scale.array().square().inverse();
  for (Eigen::Index i = 0; i < c.residuals.cols(); ++i) {
    const double squares = (c.residuals.col(i).array().square() * inverse).sum();
    trace += squares / c.count();
    fourth += squares * squares;
  }
  c.target = trace / p;
  const double norm = squared_norm(c);
  const double distance = norm - 2 * c.target * trace + p * c.target * c.target;
  const double error = std::min((fourth / c.count() - norm) / c.count(), distance);
  c.shrunk = error == 0 ? 0 : error / distance;
}

Centred centred(const Eigen::Ref<const Eigen::MatrixXd>& x, bool among_variables) {
  Centred c;
  c.mean = x.rowwise().mean();
  c.residuals = x.colwise() - c.mean;
  c.scale = (c.residuals.rowwise().squaredNorm() / c.count()).cwiseSqrt();
  // Residuals of a constant are rounding of its mean, not variation.
  constexpr double kRounding = 10 * std::numeric_limits<double>::epsilon();
  for (Eigen::Index i = 0; i < c.scale.size(); ++i)
    if (c.scale[i] <= kRounding * std::abs(c.mean[i])) {
      c.residuals.row(i).setZero();
      c.scale[i] = 1;
    }
  if (among_variables) {
    c.scatter = Eigen::MatrixXd::Zero(x.rows(), x.rows());
    c.scatter.selfadjointView<Eigen::Lower>().rankUpdate(c.residuals);
  }
  shrink(c);
  return c;
}

/// Solves (D + U' U) w = d with D the shrunk diagonal and U the weighted residuals, one row an observation.
Eigen::VectorXd solve_among_observations(const std::array<Centred, 2>& classes, const Eigen::VectorXd& diagonal,
                                         const Eigen::VectorXd& difference) {
  const Eigen::Index first = classes[0].residuals.cols(), n = first + classes[1].residuals.cols();
  Eigen::MatrixXd u(difference.size(), n);
  for (std::size_t k = 0; k < 2; ++k) {
    const double weight = std::sqrt(0.5 * (1 - classes[k].shrunk) / classes[k].count());
    u.middleCols(k == 0 ? 0 : first, classes[k].residuals.cols()) = weight * classes[k].residuals;
  }
  const Eigen::VectorXd root = diagonal.cwiseSqrt();
  u = u.array().colwise() / root.array();
  const Eigen::VectorXd right = difference.cwiseQuotient(root);
  Eigen::MatrixXd small = Eigen::MatrixXd::Identity(n, n);
  small.selfadjointView<Eigen::Lower>().rankUpdate(u.transpose());
  const Eigen::VectorXd inner = small.selfadjointView<Eigen::Lower>().llt().solve(u.transpose() * right);
  return (right - u * inner).cwiseQuotient(root);
}

Eigen::VectorXd solve_among_variables(const std::array<Centred, 2>& classes, const Eigen::VectorXd& diagonal,
                                      const Eigen::VectorXd& difference) {
  Eigen::MatrixXd covariance = diagonal.asDiagonal();
  for (const Centred& c : classes) covariance += (0.5 * (1 - c.shrunk) / c.count()) * c.scatter;
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> cholesky(covariance.selfadjointView<Eigen::Lower>());
  if (cholesky.info() == Eigen::Success) return cholesky.solve(difference);
  const Eigen::MatrixXd whole = covariance.selfadjointView<Eigen::Lower>();
  return whole.completeOrthogonalDecomposition().solve(difference);
}

}  // namespace

double shrinkage(const Eigen::Ref<const Eigen::MatrixXd>& observations) {
  if (observations.cols() < 2) return 0;
  return centred(observations, observations.rows() <= observations.cols()).shrunk;
}

Discriminant discriminant(const Eigen::Ref<const Eigen::MatrixXd>& first,
                          const Eigen::Ref<const Eigen::MatrixXd>& second) {
  const bool fewer_variables = first.rows() <= first.cols() + second.cols();
  std::array<Centred, 2> classes{centred(first, fewer_variables), centred(second, fewer_variables)};
  Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(first.rows());
  for (const Centred& c : classes) diagonal += 0.5 * c.shrunk * c.target * c.scale.cwiseAbs2();
  const Eigen::VectorXd difference = classes[1].mean - classes[0].mean;
  const bool among_observations = !fewer_variables && diagonal.minCoeff() > 0;
  if (!fewer_variables && !among_observations)
    classes = {centred(first, true), centred(second, true)};  // nothing is shrunk: no diagonal to start from
  Discriminant rule;
  rule.weights = among_observations ? solve_among_observations(classes, diagonal, difference)
                                    : solve_among_variables(classes, diagonal, difference);
  rule.intercept = -0.5 * rule.weights.dot(classes[0].mean + classes[1].mean);
  return rule;
}

}  // namespace attune::decode
