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

}  // namespace attune::heart
