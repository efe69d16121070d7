#include "nested_trapezoid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace attune::model {
namespace {

constexpr double kNegligible = 24.0;  // below exp(-24) of the largest value nothing counts
constexpr double kWidest = 0.4;       // step; exp(-pi^2 / 0.4) is 2e-11
constexpr double kShareOfSd = 0.8;    // the same for a narrow bell
constexpr double kRounding = 1e-10;   // what is cut off
constexpr int kMostHalvings = 2;

// Sums over all points and over those with even numbers in every coordinate.
struct Sums {
  double all = 0.0, even = 0.0;
};

class Nest {
 public:
  Nest(const LogDensity& f, const Eigen::VectorXd& centre, const Eigen::VectorXd& steps)
      : f_(f), centre_(centre), steps_(steps), at_(centre), peak_(static_cast<std::size_t>(centre.size()), 0) {}

  /// Logs of the sums over the coordinates from `axis` on.
  Sums logs(Eigen::Index axis) {
    if (axis == centre_.size()) {
      ++evaluations_;
      const double value = f_(at_);
      return {value, value};
    }
    const int start = peak_[static_cast<std::size_t>(axis)];
    double top = -std::numeric_limits<double>::infinity(), all = 0.0, even = 0.0;
    int best = start;
    const auto add = [&](int point) {
      at_[axis] = centre_[axis] + steps_[axis] * point;
      const Sums inner = logs(axis + 1);
      if (inner.all > top) {
        all *= std::exp(top - inner.all);
        even *= std::exp(top - inner.all);
        top = inner.all;
        best = point;
      }
      all += std::exp(inner.all - top);
      if (point % 2 == 0) even += std::exp(inner.even - top);
      return inner.all > top - kNegligible;
    };
    for (int point = start; add(point); ++point) {
    }
    for (int point = start - 1; add(point); --point) {
    }
    peak_[static_cast<std::size_t>(axis)] = best;
    return {top + std::log(all), top + std::log(even)};
  }
  std::size_t evaluations() const { return evaluations_; }

 private:
  const LogDensity& f_;
  Eigen::VectorXd centre_, steps_, at_;
  std::vector<int> peak_;  // where the last sum along each axis was largest
  std::size_t evaluations_ = 0;
};

}  // namespace

LogIntegral nested_trapezoid(const LogDensity& f, Eigen::Index coordinates, double tolerance) {
  const Eigen::VectorXd centre = line_centre(f, coordinates);
  Eigen::VectorXd steps(coordinates);
  for (Eigen::Index k = 0; k < coordinates; ++k)
    steps[k] = std::min(kWidest, kShareOfSd * conditional_density(f, centre, k).sd());
  LogIntegral out;
  for (int halving = 0; halving <= kMostHalvings; ++halving, steps /= 2.0) {
    Nest nest(f, centre, steps);
    const Sums sums = nest.logs(0);
    const double half = std::expm1(sums.even + static_cast<double>(coordinates) * std::log(2.0) - sums.all);
    out.log_value = sums.all + steps.array().log().sum();
    out.error = half * half + kRounding;
    out.evaluations += nest.evaluations();
    if (out.error < std::max(tolerance, 2.0 * kRounding)) break;
  }
  return out;
}

}  // namespace attune::model
