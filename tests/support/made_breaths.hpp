#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "attune/physio/recording.hpp"

namespace attune::test {

/// Breaths of 2.5 to 6 s, of which 30 to 50 % is inhalation, of depths from 0.6 to 1.4: half cosines in and out.
struct MadeBreaths {
  physio::Channel channel;
  std::vector<double> inhale_s, exhale_s;
};

inline MadeBreaths made_breaths(std::uint64_t item, double rate, double noise, double drift) {
  parallel::Stream stream({20061}, item), hiss({20063}, item);
  MadeBreaths out;
  out.channel = {"RSP", physio::Kind::respiration, "", Hertz(rate), Seconds(0), {}};
  double from = 0;
  while (from < 300) {
    const double length = 2.5 + 3.5 * stream.uniform(), in = length * (0.3 + 0.2 * stream.uniform());
    const double depth = 0.6 + 0.8 * stream.uniform();
    out.inhale_s.push_back(from);
    out.exhale_s.push_back(from + in);
    while (static_cast<double>(out.channel.samples.size()) / rate < from + length) {
      const double t = static_cast<double>(out.channel.samples.size()) / rate - from;
      const double phase = t < in ? t / in : 1 - (t - in) / (length - in);
      out.channel.samples.push_back(0.5 * depth * (1 - std::cos(std::numbers::pi * phase)) +
                                    drift * std::sin(0.02 * (from + t)) + noise * hiss.normal());
    }
    from += length;
  }
  return out;
}

/// Distance of a time to the nearest of `times`.
inline double nearest(const std::vector<double>& times, double time) {
  double best = 1e9;
  for (const double one : times) best = std::min(best, std::abs(one - time));
  return best;
}

}  // namespace attune::test
