#include "profile.hpp"

#include <algorithm>
#include <cmath>

#include "filter_gradient.hpp"

namespace attune::bold {
namespace {

// After a step below this the rest of the way, which gets shorter faster than in proportion, changes an effect by less
// than 1e-7 of its standard error.
constexpr double kFinestStep = 1e-5;
constexpr double kDifference = 1e-3;
// A gain in -2 log-likelihood that says nothing about the parameters: without it the search would crawl along a = -b,
// where every process is white noise.
constexpr double kSmallestGain = 2e-5;
// The search may leave the start by this much before the gain is looked at.
constexpr double kReach = 0.07;
// Criteria that differ by less are the same.
constexpr double kRounding = 1e-9;
constexpr int kMostSteps = 25, kMostReaches = 25;

using Place = NoiseSpace::Place;

struct Box {
  Place low{}, high{};
};

Box around(const Place& centre, const NoiseSpace& space) {
  Box box;
  for (std::size_t k = 0; k < 2; ++k) {
    box.low[k] = std::max(space.low()[k], centre[k] - kReach);
    box.high[k] = std::min(space.high()[k], centre[k] + kReach);
  }
  return box;
}

// Newton's step inside the box: parameters at an edge that the gradient pushes against stay; curvature the wrong way
// round is turned.
Place newton_step(Place here, const Eigen::Vector2d& gradient, const Eigen::Matrix2d& hessian, const Box& box,
                  const NoiseSpace& space) {
  std::array<bool, 2> free{true, space.parameters() > 1};
  for (std::size_t k = 0; k < static_cast<std::size_t>(space.parameters()); ++k) {
    const double slope = gradient(static_cast<Eigen::Index>(k));
    if ((here[k] <= box.low[k] && slope > 0) || (here[k] >= box.high[k] && slope < 0)) free[k] = false;
  }
  Eigen::Vector2d step = Eigen::Vector2d::Zero();
  constexpr double kFlattest = 1e-3;  // of the curvature
  if (free[0] && free[1]) {
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> eigen(hessian);
    const Eigen::Vector2d curvature = eigen.eigenvalues().cwiseAbs().cwiseMax(kFlattest);
    step = -eigen.eigenvectors() * (eigen.eigenvectors().transpose() * gradient).cwiseQuotient(curvature);
  } else if (free[0] || free[1]) {
    const Eigen::Index k = free[0] ? 0 : 1;
    step(k) = -gradient(k) / std::max(kFlattest, std::abs(hessian(k, k)));
  }
  for (std::size_t k = 0; k < 2; ++k)
    here[k] = std::clamp(here[k] + step(static_cast<Eigen::Index>(k)), box.low[k], box.high[k]);
  return space.inside(here);
}

/// One series on its way to the highest likelihood.
struct Climber {
  Profile& profile;
  const NoiseSpace& space;
  Place place;
  Profile::At at;
  double criterion = 0;  // with the penalty
  Eigen::Vector2d gradient{0, 0};

  Climber(Profile& of, const NoiseSpace& in, const Place& start) : profile(of), space(in) { move(start); }

  void move(const Place& to) {
    place = to;
    at = profile.at(space.at(place));
    criterion = at.criterion + space.penalty(at.noise);
    gradient = slope(place, at);
  }
  Eigen::Vector2d slope(const Place& where, const Profile::At& there) const {
    return space.by_place(where, there.gradient + space.penalty_by(there.noise));
  }
  // By differences of the gradient, away from the bounds.
  Eigen::Matrix2d curvature() const {
    Eigen::Matrix2d result = Eigen::Matrix2d::Identity();
    for (std::size_t k = 0; k < static_cast<std::size_t>(space.parameters()); ++k) {
      const auto column = static_cast<Eigen::Index>(k);
      Place moved = place;
      const double step = moved[k] + kDifference > space.high()[k] ? -kDifference : kDifference;
      moved[k] += step;
      result.col(column) = (slope(moved, profile.at(space.at(moved))) - gradient) / step;
    }
    if (space.parameters() == 1) result(1, 0) = 0;
    const Eigen::Matrix2d symmetric = 0.5 * (result + result.transpose());
    return symmetric;
  }
  void climb(const Box& box) {
    Eigen::Matrix2d hessian = curvature();
    for (int step = 0; step < kMostSteps; ++step) {
      const Climber before = *this;
      move(newton_step(place, gradient, hessian, box, space));
      for (int half = 0; half < 30 && criterion > before.criterion + kRounding; ++half)
        move({0.5 * (place[0] + before.place[0]), 0.5 * (place[1] + before.place[1])});
      const Eigen::Vector2d moved(place[0] - before.place[0], place[1] - before.place[1]);
      if (moved.norm() <= kFinestStep) break;
      // The secant through both gradients replaces the curvature along the step (symmetric rank one).
      const Eigen::Vector2d error = gradient - before.gradient - hessian * moved;
      const double size = error.dot(moved);
      if (std::abs(size) > 1e-8 * error.norm() * moved.norm()) hessian += error * error.transpose() / size;
    }
  }
  bool at_edge(const Box& box) const {
    for (std::size_t k = 0; k < static_cast<std::size_t>(space.parameters()); ++k)
      if ((place[k] <= box.low[k] && place[k] > space.low()[k]) ||
          (place[k] >= box.high[k] && place[k] < space.high()[k]))
        return true;
    return false;
  }
};

}  // namespace

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
  weights_.resize(values_.size());
  const auto columns = static_cast<Eigen::Index>(columns_);
  products_.resize(columns, columns);
  covariance_ = RowMatrix::Zero(columns, columns);
}

void Profile::load(const Eigen::Ref<const Eigen::VectorXd>& residuals) {
  for (std::size_t t = 0; t < times_; ++t) values_[t * columns_ + rank_] = residuals(static_cast<Eigen::Index>(t));
}

Profile::At Profile::at(Arma noise) {
  const FilterGradient filter(noise, design_.kept);
  kernels_.whiten(values_.data(), times_, columns_, filter.recursion(),
                  {white_[0].data(), white_[1].data(), white_[2].data()});
  kernels_.cross(white_[0].data(), columns_, white_[0].data(), columns_, times_, products_.data());
  const auto rank = static_cast<Eigen::Index>(rank_);
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Upper> normal(products_.topLeftCorner(rank, rank));
  At result;
  result.noise = noise;
  result.unit_covariance = normal.solve(Eigen::MatrixXd::Identity(rank, rank));
  result.coordinates = normal.solve(products_.col(rank).head(rank));
  result.residual_squares = products_(rank, rank) - result.coordinates.dot(products_.col(rank).head(rank));
  const double degrees = static_cast<double>(times_ - rank_);
  result.criterion = degrees * std::log(result.residual_squares) + filter.log_determinant() +
                     2.0 * normal.matrixLLT().diagonal().array().log().sum();
  Eigen::VectorXd combination = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(columns_));
  combination.head(rank) = -result.coordinates;
  combination(rank) = 1;
  const Eigen::Map<const RowMatrix> white(white_[0].data(), static_cast<Eigen::Index>(times_),
                                          static_cast<Eigen::Index>(columns_));
  result.innovations = white * combination;
  // The derivative of the residual squares is that at fixed coordinates, 2 e'D (-coordinates, 1), where D is the
  // derivative of what was whitened; that of the determinant 2 tr(D W' (Q'WQ)^-1). Both are sums over D.
  covariance_.topLeftCorner(rank, rank) = result.unit_covariance;
  kernels_.multiply(white_[0].data(), covariance_.data(), times_, columns_, weights_.data());
  Eigen::Map<RowMatrix>(weights_.data(), white.rows(), white.cols()).noalias() +=
      (degrees / result.residual_squares) * result.innovations * combination.transpose();
  for (std::size_t k = 0; k < 2; ++k)
    result.gradient(static_cast<Eigen::Index>(k)) =
        2.0 * kernels_.dot(white_[k + 1].data(), weights_.data(), weights_.size()) + filter.log_determinant_by()[k];
  return result;
}

Eigen::MatrixXd Profile::white_basis(const At& where) {
  const FilterGradient filter(where.noise, design_.kept);
  std::vector<double> white = values_;
  kernels_.filter(white.data(), times_, columns_, filter.recursion().value);
  const auto rank = static_cast<Eigen::Index>(rank_);
  const Eigen::MatrixXd basis =
      Eigen::Map<RowMatrix>(white.data(), static_cast<Eigen::Index>(times_), static_cast<Eigen::Index>(columns_))
          .leftCols(rank);
  const Eigen::MatrixXd root = where.unit_covariance.llt().matrixL();
  return basis * root;
}

// The residuals have no share of the orthonormal basis, and white noise leaves both as they are.
double Profile::white_criterion() const {
  double squares = 0.0;
  for (std::size_t t = 0; t < times_; ++t) squares += values_[t * columns_ + rank_] * values_[t * columns_ + rank_];
  return static_cast<double>(times_ - rank_) * std::log(squares);
}

Profile::At Profile::climb(Arma start, const NoiseSpace& space) {
  Climber climber(*this, space, space.place_of(start));
  for (int reach = 0; reach < kMostReaches; ++reach) {
    const Box box = around(climber.place, space);
    const double before = climber.criterion;
    climber.climb(box);
    if (!climber.at_edge(box) || before - climber.criterion < kSmallestGain) break;
  }
  if (space.parameters() < 2) return climber.at;
  return white_criterion() <= climber.criterion + kSmallestGain ? at({}) : climber.at;
}

}  // namespace attune::bold
