#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

#include "attune/eeg/epochs.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::test {

/// One channel "Pz", one condition "a", -200 ... 796 ms at 250 Hz: a Gaussian component (6 uV at 380 ms, SD 60 ms) in
/// noise of 12 uV per trial, 85 % AR(1) with coefficient 0.95 and 15 % 10-Hz oscillation of random phase (in variance).
inline eeg::Epochs made_trials(int trials, std::uint64_t seed) {
  constexpr double kFrequency = 250, kNoise = 12e-6, kMemory = 0.95;
  eeg::Epochs epochs;
  epochs.times = {Hertz(kFrequency), -50, 250};
  epochs.channels = {"Pz"};
  epochs.conditions = {"a"};
  for (int t = 0; t < trials; ++t) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(t));
    const double phase = 2 * std::numbers::pi * stream.uniform();
    double red = stream.normal();
    Eigen::MatrixXd data(1, epochs.times.samples);
    for (Eigen::Index s = 0; s < data.cols(); ++s) {
      const double time = epochs.times.at(s).count();
      const double alpha = std::sqrt(2.0) * std::sin(2 * std::numbers::pi * time / 100.0 + phase);
      const double z = (time - 380) / 60;
      data(0, s) = 6e-6 * std::exp(-0.5 * z * z) + kNoise * (std::sqrt(0.85) * red + std::sqrt(0.15) * alpha);
      red = kMemory * red + std::sqrt(1 - kMemory * kMemory) * stream.normal();
    }
    epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = "a";
    trial.kept = true;
    epochs.trials.push_back(trial);
  }
  return epochs;
}

}  // namespace attune::test
