#pragma once

#include <Eigen/Dense>

#include "attune/signal/fir.hpp"

namespace attune::signal {

/// Seconds of filter times hertz of transition: 3.3, 3.1, 5.0.
double length_factor(Window window);

/// Low-pass of `taps` (odd) coefficients that sum to 1, with half the amplitude at `cut_off` (1 = Nyquist).
Eigen::VectorXd windowed_lowpass(Eigen::Index taps, double cut_off, Window window);

}  // namespace attune::signal
