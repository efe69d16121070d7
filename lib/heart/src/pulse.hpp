#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::heart {

/// Skewness of the band-passed wave in blocks of about 16 s: positive where the systolic peaks point upwards (Elgendi
/// 2016 takes it as the best index of a pulse wave's quality).
std::vector<double> pulse_skewness(std::span<const double> samples, Hertz sampling_frequency,
                                   parallel::Threads threads);

/// Samples of the systolic peaks of one stretch (Elgendi et al. 2013), of the wave times `sign`.
std::vector<Eigen::Index> pulse_peaks(std::span<const double> samples, double sign, Hertz sampling_frequency,
                                      parallel::Threads threads);

}  // namespace attune::heart
