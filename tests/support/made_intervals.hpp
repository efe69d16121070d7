#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <numbers>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "attune/physio/recording.hpp"

namespace attune::test {

/// Intervals one after the other from time 0 on, without a gap.
inline physio::Intervals intervals_of(const std::vector<double>& ms) {
  physio::Intervals out;
  double time = 0;
  for (const double value : ms) {
    out.ms.push_back(value);
    out.end_s.push_back(time += 1e-3 * value);
    out.follows_gap.push_back(out.size() == 1);
  }
  return out;
}

/// Beats whose intervals are exactly what `length_ms` says of the time they end at.
inline physio::Intervals beats_of(double seconds, const std::function<double(double)>& length_ms) {
  physio::Intervals out;
  for (double time = 0; time < seconds;) {
    double end = time;
    for (int round = 0; round < 60; ++round) end = time + 1e-3 * length_ms(end);
    out.ms.push_back(1e3 * (end - time));
    out.end_s.push_back(end);
    out.follows_gap.push_back(out.size() == 1);
    time = end;
  }
  return out;
}

struct Sine {
  double hertz = 0, amplitude_ms = 0, phase = 0;
};
inline physio::Intervals sines(double seconds, double mean_ms, std::initializer_list<Sine> parts) {
  const std::vector<Sine> all(parts);
  return beats_of(seconds, [&](double time) {
    double out = mean_ms;
    for (const Sine& part : all)
      out += part.amplitude_ms * std::sin(2 * std::numbers::pi * part.hertz * time + part.phase);
    return out;
  });
}

/// A rhythm that nothing but chance moves: slow waves, breathing of varying depth and noise.
inline physio::Intervals resting_heart(double seconds, parallel::Seed seed, std::uint64_t item) {
  parallel::Stream stream(seed, item);
  const double turn = 2 * std::numbers::pi, slow = turn * stream.uniform(), fast = turn * stream.uniform();
  const double rate = 0.22 + 0.06 * stream.uniform();
  double wander = 0;
  return beats_of(seconds, [&, last = -1.0, noise = 0.0](double time) mutable {
    if (std::floor(time / 0.7) > last) {
      last = std::floor(time / 0.7);
      wander = 0.97 * wander + 5 * stream.normal();
      noise = 12 * stream.normal();
    }
    return 850 + wander + noise + 20 * std::sin(2 * std::numbers::pi * 0.1 * time + slow) +
           30 * std::sin(2 * std::numbers::pi * rate * time + fast);
  });
}

}  // namespace attune::test
