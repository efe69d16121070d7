#include "place.hpp"

#include <algorithm>
#include <cmath>

namespace attune::heart {

Placement::Placement(Hertz sampling_frequency, double sign, Seconds width, Seconds search)
    : sign_(sign),
      search_(std::max<Eigen::Index>(
          1, static_cast<Eigen::Index>(std::lround(search.count() * sampling_frequency.value())))) {
  const double deviation = width.count() * sampling_frequency.value();
  weights_.resize(static_cast<Eigen::Index>(std::ceil(3.0 * deviation)) + 1);
  for (Eigen::Index k = 0; k < weights_.size(); ++k)
    weights_(k) = std::exp(-0.5 * std::pow(static_cast<double>(k) / deviation, 2));
}

double Placement::smoothed(std::span<const double> samples, Eigen::Index at) const {
  const auto last = static_cast<Eigen::Index>(samples.size()) - 1;
  const auto value = [&](Eigen::Index i) {
    return samples[static_cast<std::size_t>(std::clamp<Eigen::Index>(i, 0, last))];
  };
  double sum = weights_(0) * value(at), weight = weights_(0);
  for (Eigen::Index k = 1; k < weights_.size(); ++k) {
    sum += weights_(k) * (value(at - k) + value(at + k));
    weight += 2.0 * weights_(k);
  }
  return sign_ * sum / weight;
}

double Placement::peak(std::span<const double> samples, Eigen::Index about) const {
  const auto last = static_cast<Eigen::Index>(samples.size()) - 1;
  const Eigen::Index from = std::max<Eigen::Index>(0, about - search_), to = std::min(last, about + search_);
  Eigen::Index highest = from;
  double value = smoothed(samples, from);
  for (Eigen::Index i = from + 1; i <= to; ++i) {
    const double here = smoothed(samples, i);
    if (here > value) {
      value = here;
      highest = i;
    }
  }
  if (highest == from || highest == to) return static_cast<double>(about);
  const double before = smoothed(samples, highest - 1), after = smoothed(samples, highest + 1);
  const double bend = before - 2.0 * value + after;
  const double shift = bend < 0 ? 0.5 * (before - after) / bend : 0.0;
  return static_cast<double>(highest) + std::clamp(shift, -0.5, 0.5);
}

}  // namespace attune::heart
