#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "attune/heart/beats.hpp"
#include "attune/heart/rr_artefacts.hpp"
#include "made_ecg.hpp"

namespace attune::test {

/// A heart at rest: mean 850 ms, a slow wander (0.9 from beat to beat) and the breath at 0.25 Hz, each with its
/// standard deviation in ms.
struct Resting {
  double wander = 30, breath = 25;
  std::size_t beats = 350;  ///< five minutes
};

inline std::vector<double> resting_intervals(const Resting& rest, parallel::Stream& stream) {
  std::vector<double> out;
  double slow = rest.wander * stream.normal(), time = 0;
  const double phase = 2.0 * std::numbers::pi * stream.uniform(), kept = 0.9;
  while (out.size() < rest.beats) {
    slow = kept * slow + std::sqrt(1.0 - kept * kept) * rest.wander * stream.normal();
    const double breath = std::numbers::sqrt2 * rest.breath * std::sin(2.0 * std::numbers::pi * 0.25 * time + phase);
    out.push_back(850.0 + slow + breath);
    time += out.back() / 1000.0;
  }
  return out;
}

inline physio::Intervals intervals_from(const std::vector<double>& ms) {
  physio::Intervals out;
  double time = 0;
  for (const double one : ms) {
    time += one / 1000.0;
    out.ms.push_back(one);
    out.end_s.push_back(time);
    out.follows_gap.push_back(out.ms.size() == 1);
  }
  return out;
}

inline double rmssd(const std::vector<double>& ms) {
  double sum = 0;
  for (std::size_t i = 1; i < ms.size(); ++i) sum += (ms[i] - ms[i - 1]) * (ms[i] - ms[i - 1]);
  return std::sqrt(sum / static_cast<double>(ms.size() - 1));
}

enum class Planted { premature, missed, extra };

/// Puts an artefact at every 50th beat from the 25th on; `places` are the numbers of the intervals that show it.
inline std::vector<double> with_artefacts(std::vector<double> ms, Planted planted, parallel::Stream& stream,
                                          std::vector<std::size_t>& places) {
  for (std::size_t i = 25; i + 25 < ms.size(); i += 50) {
    const auto at = ms.begin() + static_cast<std::ptrdiff_t>(i);
    places.push_back(i);
    if (planted == Planted::premature) {
      const double early = (0.2 + 0.15 * stream.uniform()) * ms[i];
      ms[i] -= early;
      ms[i + 1] += early;
    } else if (planted == Planted::missed) {
      ms[i] += ms[i + 1];
      ms.erase(at + 1);
    } else {
      const double part = (0.3 + 0.4 * stream.uniform()) * ms[i];
      ms[i] -= part;
      ms.insert(at + 1, part);
    }
  }
  return ms;
}

/// What the correction of many people's intervals came to.
struct Corrections {
  double beats = 0;  ///< of all people
  double planted = 0, mended = 0;
  double touched = 0;                     ///< intervals without an artefact that were changed
  double rmssd_ratio = 0, raw_ratio = 0;  ///< corrected and uncorrected RMSSD over the true one, mean of people
};

/// Without `planted` nothing is planted.
inline Corrections correct_people(const Resting& rest, const Planted* planted, std::size_t people, std::uint64_t seed) {
  Corrections out;
  for (std::size_t person = 0; person < people; ++person) {
    parallel::Stream stream({seed}, person);
    const std::vector<double> truth = resting_intervals(rest, stream);
    std::vector<std::size_t> places;
    const std::vector<double> ms = planted == nullptr ? truth : with_artefacts(truth, *planted, stream, places);
    const heart::CorrectedIntervals corrected = heart::correct_artefacts(intervals_from(ms));
    out.beats += static_cast<double>(ms.size());
    out.planted += static_cast<double>(places.size());
    out.rmssd_ratio += rmssd(corrected.intervals.ms) / rmssd(truth) / static_cast<double>(people);
    out.raw_ratio += rmssd(ms) / rmssd(truth) / static_cast<double>(people);
    double changed = 0;
    for (const heart::Mark mark : corrected.marks) changed += mark != heart::Mark::normal ? 1 : 0;
    out.touched += changed;
    if (planted == nullptr) continue;
    const bool missed = *planted == Planted::missed, extra = *planted == Planted::extra;
    const std::size_t found = missed  ? corrected.missed
                              : extra ? corrected.extra
                                      : corrected.ectopic + corrected.irregular;
    out.mended += static_cast<double>(std::min(found, places.size()));
    out.touched -= (extra ? 1.0 : 2.0) * static_cast<double>(places.size());
  }
  return out;
}

/// Noise that falls with frequency as that of electrodes that move: twice integrated white noise that forgets, standard
/// deviation 1.
inline std::vector<double> electrode_noise(std::size_t samples, double rate, std::uint64_t seed) {
  parallel::Stream stream({seed}, 9);
  std::vector<double> out;
  const double kept = std::exp(-2.0 * std::numbers::pi * 1.0 / rate),
               faster = std::exp(-2.0 * std::numbers::pi * 8.0 / rate);
  double slow = 0, smooth = 0, squares = 0;
  for (std::size_t i = 0; i < samples; ++i) {
    slow = kept * slow + stream.normal();
    smooth = faster * smooth + (1.0 - faster) * slow;
    out.push_back(smooth);
    squares += smooth * smooth;
  }
  for (double& one : out) one /= std::sqrt(squares / static_cast<double>(samples));
  return out;
}

/// Beats of `people` recordings of five minutes whose noise has this standard deviation, in R waves.
inline Agreement detect_people(double white, double electrode, std::size_t people, std::uint64_t seed) {
  Agreement out;
  for (std::size_t person = 0; person < people; ++person) {
    parallel::Stream stream({seed}, person);
    std::vector<double> beats{0.5};
    for (const double ms : resting_intervals({}, stream)) beats.push_back(beats.back() + ms / 1000.0);
    const double seconds = beats.back() + 0.5;
    physio::Channel channel = made_ecg(beats, {.seconds = seconds, .noise = white, .seed = seed + person});
    const auto noise = electrode_noise(channel.samples.size(), 250, seed + person);
    for (std::size_t i = 0; i < noise.size(); ++i) channel.samples[i] += 1e-3 * electrode * noise[i];
    const auto one = agreement(beats, heart::detect_beats(channel, {}).times_s, 0.05);
    out.hits += one.hits;
    out.truth += one.truth;
    out.found += one.found;
  }
  return out;
}

}  // namespace attune::test
