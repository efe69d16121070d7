#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <utility>

#include "attune/spectrum/signals.hpp"
#include "made_recording.hpp"

namespace attune::test {

/// A continuous recording of the given rows (volts) as one condition, channels named C0, C1, ...
inline spectrum::Signals made_signals(Eigen::MatrixXd rows, double rate) {
  return spectrum::signals_of(made_recording(std::move(rows), rate), {});
}

/// n samples of a sine of this amplitude and frequency.
inline Eigen::RowVectorXd sine(Eigen::Index n, double rate, double hertz, double amplitude, double phase = 0) {
  Eigen::RowVectorXd out(n);
  for (Eigen::Index t = 0; t < n; ++t)
    out(t) = amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(t) / rate + phase);
  return out;
}

/// The series that the references of scipy and MNE were computed from: numbers of a linear congruential generator in
/// [-0.5, 0.5), a sine of 10 Hz at 100 Hz and a constant.
inline Eigen::RowVectorXd congruential_series(Eigen::Index n) {
  Eigen::RowVectorXd out(n);
  std::uint64_t state = 42;
  for (Eigen::Index t = 0; t < n; ++t) {
    state = (1103515245 * state + 12345) % 2147483648ULL;
    out(t) = static_cast<double>(state) / 2147483648.0 - 0.5 + 0.2 +
             0.7 * std::sin(2 * std::numbers::pi * 10 * static_cast<double>(t) / 100);
  }
  return out;
}

}  // namespace attune::test
