#pragma once

#include <cmath>
#include <cstdint>

#include "attune/parallel/stream.hpp"
#include "attune/physio/recording.hpp"

namespace attune::test {

struct MadeStartle {
  double rate = 1000;
  int probes = 30;            ///< every 2 s from 1 s on; the even ones are "burst", the odd ones "none"
  double onset_ms = 40;       ///< of the burst after the probe
  double burst_ms = 40;       ///< its length
  double size_uv = 10;        ///< by which it raises the SD
  bool burst_always = false;  ///< a burst after every probe
  std::uint64_t item = 0;
};

/// EMG of 2 uV of white noise with bursts of more of it.
inline physio::Recording made_startle(const MadeStartle& made) {
  physio::Recording out;
  out.path = "emg.tsv";
  physio::Channel emg{"EMG", physio::Kind::emg, "V", Hertz(made.rate), Seconds(0), {}};
  parallel::Stream stream({99}, made.item);
  const auto samples = static_cast<int>((2 * made.probes + 2) * made.rate);
  for (int i = 0; i < samples; ++i) {
    const double t = i / made.rate;
    const int probe = static_cast<int>(std::floor((t - 1) / 2));
    const double after = 1e3 * (t - 1 - 2 * probe) - made.onset_ms;
    const bool bursts = t >= 1 && probe < made.probes && (made.burst_always || probe % 2 == 0);
    const double sd = bursts && after >= 0 && after < made.burst_ms ? 2 + made.size_uv : 2;
    emg.samples.push_back(1e-6 * sd * stream.normal());
  }
  out.channels.push_back(std::move(emg));
  for (int probe = 0; probe < made.probes; ++probe)
    out.events.push_back({Seconds(1 + 2 * probe), Seconds(0), probe % 2 == 0 ? "burst" : "none"});
  return out;
}

}  // namespace attune::test
