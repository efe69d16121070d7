#pragma once

#include <Eigen/Dense>
#include <span>

#include "attune/base/units.hpp"

namespace attune::heart {

/// Places a peak on the lightly smoothed signal: Gaussian of 4 ms (-3 dB at 33 Hz; no shift), highest within 30 ms, a
/// parabola through the highest sample and its neighbours. A class because the smoothing is made once per rate.
class Placement {
 public:
  /// `sign` is 1 for peaks upwards, -1 for peaks downwards. `width` is the Gaussian's standard deviation.
  Placement(Hertz sampling_frequency, double sign, Seconds width, Seconds search);
  /// Position in samples (fractional) of the peak near `about`; `about` itself where the largest value lies at the edge
  /// of the search, so that there is no peak.
  double peak(std::span<const double> samples, Eigen::Index about) const;

 private:
  double smoothed(std::span<const double> samples, Eigen::Index at) const;

  double sign_;
  Eigen::Index search_;
  Eigen::VectorXd weights_;  // from the middle outwards
};

}  // namespace attune::heart
