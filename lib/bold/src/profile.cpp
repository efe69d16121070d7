#include "profile.hpp"

#include <algorithm>
#include <cmath>

#include "filter_gradient.hpp"

namespace attune::bold {
namespace {

// A step below this is not worth its likelihood: an effect changes by less than 1e-6 of its standard error.
constexpr double kFinestStep = 1e-6;
constexpr double kDifference = 1e-3;
// A gain in -2 log-likelihood that says nothing about the parameters: without it the search would crawl along a = -b,
// where every process is white noise.
constexpr double kSmallestGain = 2e-5;
// How far the first step may go, and any.
constexpr double kFirstReach = 0.07, kFarthestReach = 0.28;
// Criteria that differ by less are the same.
constexpr double kRounding = 1e-9;
constexpr int kMostSteps = 200;

using Place = NoiseSpace::Place;

struct Box {
  Place low{}, high{};
};

Box around(const Place& centre, double reach, const NoiseSpace& space) {
  Box box;
  for (std::size_t k = 0; k < 2; ++k) {
    box.low[k] = std::max(space.low()[k], centre[k] - reach);
    box.high[k] = std::min(space.high()[k], centre[k] + reach);
  }
  return box;
}

// Curvature that is the wrong way round is turned: the parabola has a lowest point.
Eigen::Matrix2d convex(const Eigen::Matrix2d& hessian) {
  constexpr double kFlattest = 1e-3;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> eigen(hessian);
  const Eigen::Vector2d curvature = eigen.eigenvalues().cwiseAbs().cwiseMax(kFlattest);
  return eigen.eigenvectors() * curvature.asDiagonal() * eigen.eigenvectors().transpose();
}

// The lowest point within the box of the parabola through here; the second parameter stays where there is only one.
// A step of Newton's that leaves the box must not just be cut off at its sides: it may then lead uphill.
Place lowest_of_parabola(const Place& here, const Eigen::Vector2d& gradient, const Eigen::Matrix2d& hessian,
                         const Box& box, const NoiseSpace& space) {
  const Eigen::Matrix2d h = convex(hessian);
  const Eigen::Vector2d low(box.low[0] - here[0], box.low[1] - here[1]);
  const Eigen::Vector2d high(box.high[0] - here[0], box.high[1] - here[1]);
  // Along one parameter, where the other is moved by `other`.
  const auto along = [&](Eigen::Index k, double other) {
    return std::clamp(-(gradient(k) + h(0, 1) * other) / h(k, k), low(k), high(k));
  };
  Eigen::Vector2d step(0, 0);
  if (space.parameters() < 2) {
    step(0) = along(0, 0);
  } else {
    step = -h.inverse() * gradient;
    if ((step.array() < low.array()).any() || (step.array() > high.array()).any()) {
      double lowest = 0;
      step.setZero();
      for (Eigen::Index fixed = 0; fixed < 2; ++fixed) {
        for (const double side : {low(fixed), high(fixed)}) {
          Eigen::Vector2d there;
          there(fixed) = side;
          there(1 - fixed) = along(1 - fixed, side);
          const double value = gradient.dot(there) + 0.5 * there.dot(h * there);
          if (value < lowest) {
            lowest = value;
            step = there;
          }
        }
      }
    }
  }
  return space.inside({here[0] + step(0), here[1] + step(1)});
}

/// One series on its way to the highest likelihood.
struct Climber {
  Profile& profile;
  const NoiseSpace& space;
  Place place;
  Profile::At at;
  double criterion = 0;  // with the penalty
  Eigen::Vector2d gradient{0, 0};

  Climber(const Climber&) = default;
  Climber& operator=(const Climber& other) {
    place = other.place;
    at = other.at;
    criterion = other.criterion;
    gradient = other.gradient;
    return *this;
  }
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
  // A step to the lowest point of the parabola within reach, again and again: the reach grows while that is at its
  // end, and shrinks where the likelihood is not like a parabola.
  void climb(Eigen::Matrix2d hessian) {
    double reach = kFirstReach;
    for (int step = 0; step < kMostSteps; ++step) {
      const Box box = around(place, reach, space);
      const Place next = lowest_of_parabola(place, gradient, hessian, box, space);
      const Eigen::Vector2d moved(next[0] - place[0], next[1] - place[1]);
      if (moved.norm() <= kFinestStep) break;
      const Climber before = *this;
      move(next);
      // The secant through both gradients replaces the curvature along the step (symmetric rank one).
      const Eigen::Vector2d error = gradient - before.gradient - hessian * moved;
      const double size = error.dot(moved);
      if (std::abs(size) > 1e-8 * error.norm() * moved.norm()) hessian += error * error.transpose() / size;
      if (criterion > before.criterion + kRounding) {
        *this = before;
        reach = 0.25 * moved.cwiseAbs().maxCoeff();
      } else if (at_edge(box)) {
        if (before.criterion - criterion < kSmallestGain) break;
        reach = std::min(kFarthestReach, 2 * reach);
      }
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

Profile::At Profile::climb(const GridStart& start, const NoiseSpace& space) {
  Climber climber(*this, space, space.inside(start.place));
  climber.climb(start.curvature ? *start.curvature : climber.curvature());
  if (space.parameters() < 2) return climber.at;
  return white_criterion() <= climber.criterion + kSmallestGain ? at({}) : climber.at;
}

}  // namespace attune::bold
