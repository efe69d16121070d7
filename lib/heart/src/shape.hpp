#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::heart {

/// Part of the signal around a peak whose shape is compared.
struct ShapeWindow {
  Seconds before{0.15}, after{0.25};
};

/// Correlation of every beat's shape with the median shape of its block of about 256 beats; negative ones are 0, and 0
/// where a missing sample or an end of the channel lies in the window. `peaks` are positions in samples; a straight
/// line is taken off every beat, so that a drifting baseline does not count.
std::vector<double> shape_quality(std::span<const double> samples, std::span<const double> peaks, ShapeWindow window,
                                  Hertz sampling_frequency, parallel::Threads threads);

/// Sets the quality to 0 of the beats of a block (as above) whose shape is found everywhere between them as well, in
/// the median beat more than 0.4 of it, after smoothing by a Gaussian of 8 ms: hum or another rhythm has the same shape
/// everywhere, a heart beat has not. Returns how many beats these are.
std::size_t void_if_like_between(std::span<const double> samples, std::span<const double> peaks, ShapeWindow window,
                                 Hertz sampling_frequency, parallel::Threads threads, std::span<double> quality);

}  // namespace attune::heart
