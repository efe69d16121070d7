#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <string>

#include "attune/eeg/recording.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::test {

/// How the screen lags behind the codes, in ms.
struct MadeScreen {
  double delay = 26.0, jitter = 0.8, drift_per_hour = 0.0;
  std::size_t missing = 0;  ///< of the flashes, evenly spread
};

/// Two minutes at 256 Hz: Pz, and a photodiode that rises by 2 mV for 50 ms after each of about 96 codes "flash", which
/// are answered by "key" (so that responses overlap on Pz). The data-samples' sub-02 is this recording, by default.
inline eeg::Recording made_photodiode(const MadeScreen& screen = {}, std::uint64_t seed = 1) {
  constexpr double kRate = 256, kSeconds = 120;
  parallel::Stream stream(parallel::Seed{seed}, 0);
  eeg::Recording out;
  out.path = "sub-02_task-flash_eeg.vhdr";
  out.sampling_frequency = Hertz(kRate);
  out.channels.resize(2);
  out.channels[0].name = "Pz";
  out.channels[1].name = "Photo";
  out.data.setZero(2, static_cast<Eigen::Index>(kSeconds * kRate));
  const auto add_bump = [&](double sample, double at_ms, double width_ms, double volts) {
    const double centre = sample + at_ms * kRate / 1000, width = width_ms * kRate / 1000;
    for (auto i = static_cast<Eigen::Index>(centre - 4 * width); i < static_cast<Eigen::Index>(centre + 4 * width); ++i)
      if (i >= 0 && i < out.data.cols())
        out.data(0, i) += volts * std::exp(-0.5 * std::pow((static_cast<double>(i) - centre) / width, 2));
  };
  double value = 0;
  for (Eigen::Index i = 0; i < out.data.cols(); ++i) {
    value = 0.9 * value + std::sqrt(0.19) * stream.normal();
    out.data(0, i) = 5e-6 * value;
    out.data(1, i) = 1e-5 * stream.normal();
  }
  std::size_t flash = 0;
  for (double sample = 2 * kRate; sample < (kSeconds - 3) * kRate; ++flash) {
    eeg::Event code, key;
    code.sample = sample;
    code.type = "flash";
    key.type = "key";
    key.sample = sample + std::round(kRate * (0.35 + 0.25 * stream.uniform()));
    out.events.insert(out.events.end(), {code, key});
    const double lag = screen.delay + screen.jitter * stream.normal() + screen.drift_per_hour * sample / kRate / 3600;
    const bool shown = screen.missing == 0 || (flash + 1) % (96 / screen.missing) != 0;
    // an edge between samples: each sample is the mean of the light over the time it stands for
    const double begin = sample + lag * kRate / 1000, end = begin + 0.05 * kRate;
    for (auto i = static_cast<Eigen::Index>(begin) - 1; shown && i <= static_cast<Eigen::Index>(end) + 1; ++i)
      out.data(1, i) +=
          2e-3 *
          std::clamp(std::min(static_cast<double>(i) + 0.5 - begin, end - static_cast<double>(i) + 0.5), 0.0, 1.0);
    add_bump(begin, 170, 25, -6e-6);
    add_bump(begin, 380, 60, 10e-6);
    add_bump(key.sample, 60, 40, 5e-6);
    sample += std::round(kRate * (1.0 + 0.4 * stream.uniform()));
  }
  return out;
}

}  // namespace attune::test
