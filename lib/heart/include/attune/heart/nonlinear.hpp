#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include "attune/heart/runs.hpp"

namespace attune::heart {

/// The plot of each interval against the one before it (Brennan, Palaniswami & Kamen 2001, IEEE Trans Biomed Eng 48:
/// 1342-1347): SDs (n - 1) across and along the line of identity, of (x' - x) / sqrt 2 and (x' + x) / sqrt 2 over the
/// pairs, which stay within runs. Some programs take SD2 from sqrt(2 SDNN^2 - SD1^2) instead, which is the same but for
/// the first and the last interval of a run. NaN below 2 pairs.
struct Poincare {
  double sd1 = std::numeric_limits<double>::quiet_NaN(), sd2 = std::numeric_limits<double>::quiet_NaN();  ///< ms
  std::size_t pairs = 0;
};
Poincare poincare(std::span<const IntervalRun> runs);

/// A number or the reason why there is none.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// Above this many intervals sample entropy is refused: its time grows with the square, and the rhythm of so many
/// hours has no one SD that a tolerance could be a share of.
inline constexpr std::size_t kMostForEntropy = 10000;

/// Sample entropy -ln(A / B) (Richman & Moorman 2000, Am J Physiol 278:H2039-H2049): B pairs of stretches of `length`
/// intervals that differ nowhere by more than `tolerance` times the SD (n - 1) of all intervals, A those that still
/// agree in the next one; a stretch takes part in both only if its next interval exists. No stretch reaches from one
/// run into the next. No value: fewer than 100 intervals, more than `kMostForEntropy`, all equal, no match.
Estimate sample_entropy(std::span<const IntervalRun> runs, std::size_t length = 2, double tolerance = 0.2);

/// Slope of ln F(n) over ln n for every number of beats n from `low` to `high` (Peng et al. 1995, Chaos 5:82-87;
/// alpha 1: 4 to 16, alpha 2: 16 to 64). F(n) is the root mean square of what lines fitted to successive boxes of n
/// values leave of the sum of the intervals less their mean; boxes lie within runs, from the start of each, and a rest
/// shorter than n is left out. No value where a run long enough for 4 boxes of `high` is missing.
Estimate fluctuation_exponent(std::span<const IntervalRun> runs, std::size_t low, std::size_t high);

}  // namespace attune::heart
