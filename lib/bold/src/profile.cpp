#include "profile.hpp"

#include <algorithm>
#include <cmath>

#include "filter_gradient.hpp"

namespace attune::bold {
namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Steps below this in a noise parameter change an effect by less than 1e-8 of its standard error.
constexpr double kFinestStep = 1e-8;
constexpr double kDifference = 1e-3;
// A gain in -2 log-likelihood that says nothing about the parameters: without it the search would crawl along a = -b,
// where every process is white noise.
constexpr double kSmallestGain = 2e-5;
// The search may leave the start by this much before the gain is looked at.
constexpr double kReach = 0.04;
constexpr int kMostSteps = 25, kMostReaches = 25;

struct Box {
  Arma low, high;
};

double& part(Arma& x, int k) { return k == 0 ? x.a : x.b; }
double part(const Arma& x, int k) { return k == 0 ? x.a : x.b; }

Box around(Arma centre, const NoiseBounds& bounds) {
  Box box;
  for (int k = 0; k < 2; ++k) {
    part(box.low, k) = std::max(part(bounds.low, k), part(centre, k) - kReach);
    part(box.high, k) = std::min(part(bounds.high, k), part(centre, k) + kReach);
  }
  return box;
}

// Newton's step inside the box: parameters at an edge that the gradient pushes against stay; curvature the wrong way
// round is turned.
Arma newton_step(Arma here, const Eigen::Vector2d& gradient, const Eigen::Matrix2d& hessian, const Box& box,
                 int parameters) {
  std::array<bool, 2> free{true, parameters > 1};
  for (int k = 0; k < parameters; ++k) {
    const bool low = part(here, k) <= part(box.low, k) && gradient(k) > 0;
    const bool high = part(here, k) >= part(box.high, k) && gradient(k) < 0;
    if (low || high) free[static_cast<std::size_t>(k)] = false;
  }
  Eigen::Vector2d step = Eigen::Vector2d::Zero();
  constexpr double kFlattest = 1e-3;  // of the curvature; the information of a uniform parameter is 6
  if (free[0] && free[1]) {
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> eigen(hessian);
    const Eigen::Vector2d curvature = eigen.eigenvalues().cwiseAbs().cwiseMax(kFlattest);
    step = -eigen.eigenvectors() * (eigen.eigenvectors().transpose() * gradient).cwiseQuotient(curvature);
  } else if (free[0] || free[1]) {
    const int k = free[0] ? 0 : 1;
    step(k) = -gradient(k) / std::max(kFlattest, std::abs(hessian(k, k)));
  }
  for (int k = 0; k < 2; ++k) part(here, k) = std::clamp(part(here, k) + step(k), part(box.low, k), part(box.high, k));
  return here;
}

}  // namespace

NoiseBounds noise_bounds(NoiseModel model) {
  if (model == NoiseModel::ar1) return {{-0.9, 0}, {0.98, 0}, 1};
  if (model == NoiseModel::arma11) return {{0, -0.95}, {0.98, 0.8}, 2};
  return {};
}

Profile::Profile(const Design& design)
    : design_(design),
      kernels_(kernels()),
      times_(static_cast<std::size_t>(design.basis.rows())),
      rank_(static_cast<std::size_t>(design.basis.cols())),
      columns_(padded(rank_ + 1)),
      values_(times_ * columns_, 0.0) {
  for (std::size_t t = 0; t < times_; ++t)
    for (std::size_t k = 0; k < rank_; ++k)
      values_[t * columns_ + k] = design.basis(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(k));
  for (std::vector<double>& white : white_) white.resize(values_.size());
  const auto columns = static_cast<Eigen::Index>(columns_);
  for (Eigen::MatrixXd& products : products_) products.resize(columns, columns);
}

void Profile::load(const Eigen::Ref<const Eigen::VectorXd>& residuals) {
  for (std::size_t t = 0; t < times_; ++t) values_[t * columns_ + rank_] = residuals(static_cast<Eigen::Index>(t));
}

Profile::At Profile::at(Arma noise) {
  const FilterGradient filter(noise, design_.kept);
  kernels_.whiten(values_.data(), times_, columns_, filter.recursion(),
                  {white_[0].data(), white_[1].data(), white_[2].data()});
  for (std::size_t i = 0; i < 3; ++i)  // row-major into column-major: products_[i] = white[i]' white, transposed
    kernels_.cross(white_[i].data(), white_[0].data(), times_, columns_, products_[i].data());
  const auto rank = static_cast<Eigen::Index>(rank_);
  const Eigen::LLT<Eigen::MatrixXd> normal(products_[0].topLeftCorner(rank, rank));
  At result;
  result.noise = noise;
  result.unit_covariance = normal.solve(Eigen::MatrixXd::Identity(rank, rank));
  result.coordinates = normal.solve(products_[0].col(rank).head(rank));
  result.residual_squares = products_[0](rank, rank) - result.coordinates.dot(products_[0].col(rank).head(rank));
  const double degrees = static_cast<double>(times_ - rank_);
  result.criterion = degrees * std::log(result.residual_squares) + filter.log_determinant() +
                     2.0 * normal.matrixLLT().diagonal().array().log().sum();
  // With (1, -coordinates) the derivative of the residual squares is that at fixed coordinates.
  Eigen::VectorXd combination = Eigen::VectorXd::Zero(rank + 1);
  combination.head(rank) = -result.coordinates;
  combination(rank) = 1;
  for (int k = 0; k < 2; ++k) {
    const auto by = products_[static_cast<std::size_t>(k) + 1].topLeftCorner(rank + 1, rank + 1);
    const double squares = 2.0 * combination.dot(by * combination);
    const double trace = 2.0 * by.topLeftCorner(rank, rank).cwiseProduct(result.unit_covariance).sum();
    result.gradient(k) =
        degrees * squares / result.residual_squares + filter.log_determinant_by()[static_cast<std::size_t>(k)] + trace;
  }
  const Eigen::Map<const RowMatrix> white(white_[0].data(), static_cast<Eigen::Index>(times_),
                                          static_cast<Eigen::Index>(columns_));
  result.innovations = white.leftCols(rank + 1) * combination;
  return result;
}

// By differences of the gradient, away from the nearer bound.
Eigen::Matrix2d Profile::hessian(const At& here, const NoiseBounds& bounds) {
  Eigen::Matrix2d result = Eigen::Matrix2d::Identity();
  for (int k = 0; k < bounds.parameters; ++k) {
    const double step = part(here.noise, k) + kDifference > part(bounds.high, k) ? -kDifference : kDifference;
    Arma moved = here.noise;
    part(moved, k) += step;
    result.col(k) = (at(moved).gradient - here.gradient) / step;
  }
  if (bounds.parameters == 1) result(1, 0) = 0;
  const Eigen::Matrix2d symmetric = 0.5 * (result + result.transpose());
  return symmetric;
}

Profile::At Profile::climb(Arma start, const NoiseBounds& bounds) {
  At best = at(start);
  for (int reach = 0; reach < kMostReaches; ++reach) {
    const Box box = around(best.noise, bounds);
    const double before = best.criterion;
    Eigen::Matrix2d curvature = hessian(best, bounds);
    for (int step = 0; step < kMostSteps; ++step) {
      Arma next = newton_step(best.noise, best.gradient, curvature, box, bounds.parameters);
      At there = at(next);
      for (int half = 0; half < 30 && there.criterion > best.criterion + 1e-9; ++half) {
        next = {0.5 * (next.a + best.noise.a), 0.5 * (next.b + best.noise.b)};
        there = at(next);
      }
      const Eigen::Vector2d moved(there.noise.a - best.noise.a, there.noise.b - best.noise.b);
      // The secant through both gradients replaces the curvature along the step (symmetric rank one).
      const Eigen::Vector2d error = there.gradient - best.gradient - curvature * moved;
      const double size = error.dot(moved);
      if (std::abs(size) > 1e-8 * error.norm() * moved.norm()) curvature += error * error.transpose() / size;
      best = std::move(there);
      if (moved.norm() <= kFinestStep) break;
    }
    const auto at_edge = [&](int k) {
      const double x = part(best.noise, k);
      return (x <= part(box.low, k) && x > part(bounds.low, k)) || (x >= part(box.high, k) && x < part(bounds.high, k));
    };
    if (!(at_edge(0) || (bounds.parameters > 1 && at_edge(1))) || before - best.criterion < kSmallestGain) break;
  }
  return best;
}

}  // namespace attune::bold
