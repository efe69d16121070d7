#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "attune/parallel/stream.hpp"
#include "attune/physio/recording.hpp"

namespace attune::test {

/// What a made ECG has beside its beats.
struct MadeEcg {
  double rate = 250;
  double seconds = 60;
  double height = 1e-3;  ///< of the R wave, V
  double drift = 0.5;    ///< of the baseline with the breath (0.25 Hz), in R waves
  double noise = 0;      ///< white, in R waves
  double t_wave = 0.3;   ///< in R waves
  std::uint64_t seed = 1;
};

/// Beat times of a heart that the breath quickens and slows, from 0.5 s on.
inline std::vector<double> made_beats(double seconds, double mean = 0.85, double swing = 0.05) {
  std::vector<double> out;
  for (double t = 0.5; t < seconds - 0.5; t += mean + swing * std::sin(2.0 * 3.14159265358979 * 0.25 * t))
    out.push_back(t);
  return out;
}

/// P, Q, R, S and T waves as Gaussians around every beat; the R waves peak exactly at the beats.
inline physio::Channel made_ecg(std::span<const double> beats, const MadeEcg& made) {
  struct Wave {
    double at, width, height;
  };
  const std::array<Wave, 5> waves{{{-0.17, 0.022, 0.12},
                                   {-0.030, 0.009, -0.12},
                                   {0.0, 0.011, 1.0},
                                   {0.030, 0.009, -0.12},
                                   {0.28, 0.045, made.t_wave}}};
  physio::Channel out;
  out.name = "ECG";
  out.kind = physio::Kind::ecg;
  out.unit = "V";
  out.sampling_frequency = Hertz(made.rate);
  parallel::Stream stream({made.seed}, 0);
  const auto samples = static_cast<std::size_t>(made.seconds * made.rate);
  for (std::size_t i = 0; i < samples; ++i) {
    const double t = static_cast<double>(i) / made.rate;
    out.samples.push_back(made.height * (made.drift * std::sin(2.0 * 3.14159265358979 * 0.25 * t) +
                                         (made.noise > 0 ? made.noise * stream.normal() : 0.0)));
  }
  for (const double beat : beats)
    for (const Wave& wave : waves) {
      const auto from = static_cast<std::ptrdiff_t>((beat + wave.at - 6 * wave.width) * made.rate);
      const auto to = static_cast<std::ptrdiff_t>((beat + wave.at + 6 * wave.width) * made.rate);
      for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, from);
           i <= std::min(to, static_cast<std::ptrdiff_t>(samples) - 1); ++i) {
        const double away = (static_cast<double>(i) / made.rate - beat - wave.at) / wave.width;
        out.samples[static_cast<std::size_t>(i)] += made.height * wave.height * std::exp(-0.5 * away * away);
      }
    }
  return out;
}

/// A pulse wave: a steep systolic peak, then a lower one, 0.25 s after every beat.
inline physio::Channel made_pulse(std::span<const double> beats, double rate, double seconds) {
  physio::Channel out;
  out.name = "PPG";
  out.kind = physio::Kind::ppg;
  out.sampling_frequency = Hertz(rate);
  for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * rate); ++i) {
    double value = 0;
    for (const double beat : beats) {
      const double t = static_cast<double>(i) / rate - beat - 0.25;
      value += std::exp(-0.5 * std::pow(t / 0.08, 2)) + 0.3 * std::exp(-0.5 * std::pow((t - 0.28) / 0.09, 2));
    }
    out.samples.push_back(value);
  }
  return out;
}

/// Beats found against those that are there, each used once, within `within` seconds.
struct Agreement {
  std::size_t hits = 0, truth = 0, found = 0;
  double largest_error = 0;  ///< s, of the hits
  double sensitivity() const { return static_cast<double>(hits) / static_cast<double>(truth); }
  double precision() const { return static_cast<double>(hits) / static_cast<double>(found); }
};

/// Both ascending.
inline Agreement agreement(std::span<const double> truth, std::span<const double> found, double within) {
  Agreement out;
  out.truth = truth.size();
  out.found = found.size();
  std::size_t j = 0;
  for (const double time : truth) {
    while (j < found.size() && found[j] < time - within) ++j;
    if (j == found.size() || found[j] > time + within) continue;
    while (j + 1 < found.size() && std::abs(found[j + 1] - time) < std::abs(found[j] - time)) ++j;
    ++out.hits;
    out.largest_error = std::max(out.largest_error, std::abs(found[j] - time));
    ++j;
  }
  return out;
}

}  // namespace attune::test
