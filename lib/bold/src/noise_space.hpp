#pragma once

#include <Eigen/Dense>
#include <array>

#include "attune/bold/noise.hpp"

namespace attune::bold {

/// Where the noise parameters of a series may lie, in coordinates in which the likelihood has about the same shape
/// everywhere. AR(1): the place is a. ARMA(1,1): (x, u) with a = tanh x and b = tanh(u - x). Then u = 0 is b = -a,
/// white noise for any x, and u > 0 noise with positive autocorrelations, which is what is searched: 0 <= a <= 0.98, -a
/// <= b <= 0.8.
class NoiseSpace {
 public:
  using Place = std::array<double, 2>;

  explicit NoiseSpace(NoiseModel model);

  int parameters() const { return parameters_; }
  Arma at(const Place& place) const;
  Place place_of(Arma noise) const;
  const Place& low() const { return low_; }
  const Place& high() const { return high_; }
  /// The nearest place inside the bounds.
  Place inside(Place place) const;
  /// What the prior adds to -2 log-likelihood, and its derivative by a and b. Under ARMA(1,1) both are taken as uniform
  /// on (-1, 1) beforehand and the mode is that on the scale of the places, so the term is -2 log (1 - a^2)(1 - b^2):
  /// it keeps short series from the far corner a = -b = 1, where noise slower than the drift terms takes the place of
  /// faster noise and standard errors are too small. Nothing under AR(1).
  double penalty(Arma noise) const;
  Eigen::Vector2d penalty_by(Arma noise) const;
  /// The derivative by place of what has this derivative by a and b.
  Eigen::Vector2d by_place(const Place& place, const Eigen::Vector2d& by_noise) const;

 private:
  int parameters_ = 0;
  Place low_{}, high_{};
};

}  // namespace attune::bold
