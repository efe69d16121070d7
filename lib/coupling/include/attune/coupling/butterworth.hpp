#pragma once

#include <Eigen/Dense>
#include <optional>

#include "attune/base/units.hpp"

namespace attune::coupling {

/// Butterworth filters of second order, each run forwards and backwards (zero phase; the amplitude response is
/// squared): a high-pass and then a low-pass, whichever are given. Every column of `series` (samples x series) is
/// continued at both ends by its point reflection over its whole length less one sample, and the filter starts in its
/// steady state, as scipy's `sosfiltfilt` does. Cut-offs that are not above 0 and below half the sampling frequency are
/// an analysis error.
Eigen::MatrixXd butterworth(const Eigen::Ref<const Eigen::MatrixXd>& series, Hertz sampling_frequency,
                            std::optional<Hertz> high_pass, std::optional<Hertz> low_pass);

}  // namespace attune::coupling
