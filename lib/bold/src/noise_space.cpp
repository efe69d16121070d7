#include "noise_space.hpp"

#include <algorithm>
#include <cmath>

namespace attune::bold {
namespace {

constexpr double kLargestA = 0.98, kSmallestRho = -0.9, kLargestB = 0.8;

}  // namespace

NoiseSpace::NoiseSpace(NoiseModel model) {
  if (model == NoiseModel::ar1) {
    parameters_ = 1;
    low_ = {kSmallestRho, 0};
    high_ = {kLargestA, 0};
  } else if (model == NoiseModel::arma11) {
    parameters_ = 2;
    low_ = {0, 0};
    high_ = {std::atanh(kLargestA), std::atanh(kLargestA) + std::atanh(kLargestB)};
  }
}

Arma NoiseSpace::at(const Place& place) const {
  if (parameters_ < 2) return {place[0], 0};
  return {std::tanh(place[0]), std::tanh(place[1] - place[0])};
}

NoiseSpace::Place NoiseSpace::place_of(Arma noise) const {
  if (parameters_ < 2) return {noise.a, 0};
  return {std::atanh(noise.a), std::atanh(noise.a) + std::atanh(noise.b)};
}

NoiseSpace::Place NoiseSpace::inside(Place place) const {
  for (std::size_t k = 0; k < 2; ++k) place[k] = std::clamp(place[k], low_[k], high_[k]);
  if (parameters_ == 2) place[1] = std::min(place[1], place[0] + std::atanh(kLargestB));
  return place;
}

double NoiseSpace::penalty(Arma noise) const {
  return parameters_ < 2 ? 0.0 : -2.0 * std::log((1 - noise.a * noise.a) * (1 - noise.b * noise.b));
}

Eigen::Vector2d NoiseSpace::penalty_by(Arma noise) const {
  if (parameters_ < 2) return {0, 0};
  return {4.0 * noise.a / (1 - noise.a * noise.a), 4.0 * noise.b / (1 - noise.b * noise.b)};
}

Eigen::Vector2d NoiseSpace::by_place(const Place& place, const Eigen::Vector2d& by_noise) const {
  if (parameters_ < 2) return {by_noise(0), 0};
  const Arma noise = at(place);
  const double a = 1 - noise.a * noise.a, b = 1 - noise.b * noise.b;
  return {a * by_noise(0) - b * by_noise(1), b * by_noise(1)};
}

}  // namespace attune::bold
