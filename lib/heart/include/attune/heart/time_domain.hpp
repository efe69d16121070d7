#pragma once

#include <limits>
#include <span>

#include "attune/heart/runs.hpp"

namespace attune::heart {

/// Statistics of the intervals between normal beats (NN), after the Task Force (1996). NaN where there are too few:
/// means need 1 value, SDs 2. Differences are taken between intervals that follow on each other, never from one run to
/// the next.
struct TimeDomain {
  std::size_t n = 0;            ///< intervals
  std::size_t differences = 0;  ///< successive differences: what pnn50 and pnn20 are percentages of
  double mean_nn = std::numeric_limits<double>::quiet_NaN();     ///< ms
  double heart_rate = std::numeric_limits<double>::quiet_NaN();  ///< 60,000 / mean_nn: beats in a minute
  double sdnn = std::numeric_limits<double>::quiet_NaN();        ///< ms, n - 1, about the mean of all runs together
  double cvnn = std::numeric_limits<double>::quiet_NaN();        ///< sdnn / mean_nn in percent
  double rmssd = std::numeric_limits<double>::quiet_NaN();       ///< ms, root of the mean square of the differences
  double sdsd = std::numeric_limits<double>::quiet_NaN();        ///< ms, n - 1, SD of the differences
  /// Percent of the differences that are larger than 50 (20) ms, strictly: one of exactly 50 ms does not count, and to
  /// hold that against rounding it has to be larger by a millionth of a millisecond.
  double pnn50 = std::numeric_limits<double>::quiet_NaN();
  double pnn20 = std::numeric_limits<double>::quiet_NaN();
};

TimeDomain time_domain(std::span<const IntervalRun> runs);

/// Successive differences within the runs, ms.
std::vector<double> differences_of(std::span<const IntervalRun> runs);

}  // namespace attune::heart
