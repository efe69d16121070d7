#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::heart {

/// A bump in the energy of a stretch of ECG: a QRS complex, or something else. Positions are samples of the stretch.
struct Candidate {
  Eigen::Index sample = 0;  ///< where the mean energy is largest
  double energy = 0;        ///< squared slope, mean of 150 ms
  double slope = 0;         ///< steepest slope of the band-passed signal around it
  Eigen::Index highest = 0, lowest = 0;
  double above = 0, below = 0;  ///< the band-passed signal at `highest` and (its depth) at `lowest`
};

/// Largest bumps of energy within 100 ms to either side, in order. `samples` has no NaN. The stretch is worked on in
/// fixed blocks that overlap, so neither threads nor their number matter.
std::vector<Candidate> qrs_candidates(std::span<const double> samples, Hertz sampling_frequency,
                                      parallel::Threads threads);

}  // namespace attune::heart
