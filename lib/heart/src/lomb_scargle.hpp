#pragma once

#include <Eigen/Core>
#include <span>

#include "attune/heart/runs.hpp"

namespace attune::heart {

// Adds the Lomb-Scargle density (ms^2/Hz, one-sided) at k / `seconds` Hz, k = 0, 1, ..., of the beats from `from_s` to
// `seconds` later, Hann-tapered at their times. `flat` is what detrending leaves of the intervals, `ms` the intervals
// themselves, which say how much time a beat stands for.
void add_lomb_scargle(const IntervalRun& flat, std::span<const double> ms, double from_s, double seconds,
                      Eigen::VectorXd& density);

}  // namespace attune::heart
