#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "attune/erp/waveform.hpp"

namespace attune::test {

/// A function of milliseconds, sampled: the values and the waveform that looks at them.
struct MadeWaveform {
  std::vector<double> values;
  eeg::TimeAxis times;
  operator erp::Waveform() const { return {values, times}; }  // NOLINT(google-explicit-constructor): reads as one
};

inline MadeWaveform sampled(double frequency, double from_ms, double to_ms, const std::function<double(double)>& f) {
  MadeWaveform out;
  out.times = {Hertz(frequency), eeg::nearest_sample(from_ms * frequency / 1000.0), 0};
  out.times.samples = eeg::nearest_sample(to_ms * frequency / 1000.0) - out.times.first + 1;
  for (Eigen::Index i = 0; i < out.times.samples; ++i) out.values.push_back(f(out.times.at(i).count()));
  return out;
}

/// Values at 1 kHz from time `first` ms on: sample i is at first + i ms.
inline MadeWaveform listed(Eigen::Index first, std::vector<double> values) {
  MadeWaveform out{std::move(values), {Hertz(1000), first, 0}};
  out.times.samples = static_cast<Eigen::Index>(out.values.size());
  return out;
}

inline std::function<double(double)> gaussian(double centre, double sd, double height = 1e-6) {
  return [=](double t) { return height * std::exp(-0.5 * (t - centre) * (t - centre) / (sd * sd)); };
}

inline erp::Window window_ms(double from, double to) { return {Milliseconds(from), Milliseconds(to)}; }

}  // namespace attune::test
