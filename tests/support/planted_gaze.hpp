#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "attune/parallel/stream.hpp"
#include "made_recording.hpp"

namespace attune::test {

/// What Pz sees of VEOG, in blinks and in other movements.
inline constexpr double kBlink = 0.15, kSaccade = 0.40;

struct PlantedGaze {
  eeg::Recording recording;
  Eigen::RowVectorXd brain;  ///< of Pz, with the response to the events
};

/// Channels Pz, Cz, VEOG at 250 Hz. Eye movements of low frequency and blinks reach Pz by different weights; every
/// event has a response of the brain on Pz, and the eyes move with it, so that the response is in the EOG too.
inline PlantedGaze planted_gaze(double blink_weight, double locked_uv, std::uint64_t seed = 8) {
  constexpr Eigen::Index kSamples = 60000;
  PlantedGaze out;
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(3, kSamples);
  Eigen::RowVectorXd gaze = Eigen::RowVectorXd::Zero(kSamples), blink = gaze, locked = gaze;
  out.brain = gaze;
  parallel::Stream stream(parallel::Seed{seed}, 0);
  double slow = 0;
  for (Eigen::Index t = 0; t < kSamples; ++t) {
    slow = 0.98 * slow + 4e-6 * stream.normal();
    gaze[t] = slow;
    out.brain[t] = 5e-6 * stream.normal();
  }
  std::vector<eeg::Event> events;
  for (Eigen::Index at = 600; at + 600 < kSamples; at += 400) {
    events.push_back(made_event(static_cast<double>(at), "stimulus"));
    for (Eigen::Index t = 0; t < 150; ++t) {
      const double wave = std::sin(std::numbers::pi * static_cast<double>(t) / 150.0);
      out.brain[at + t] += 10e-6 * wave;
      locked[at + t] += locked_uv * 1e-6 * wave;
    }
    if (stream.uniform() < 0.5) {
      const Eigen::Index peak = at + static_cast<Eigen::Index>(stream.below(150));
      for (Eigen::Index t = -38; t <= 38; ++t)
        blink[peak + t] += 250e-6 * 0.5 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / 38.0));
    }
  }
  data.row(0) = out.brain + kSaccade * (gaze + locked) + blink_weight * blink;
  data.row(1) = 0.5 * data.row(0);
  data.row(2) = gaze + blink + locked;
  out.recording = made_recording(data, 250.0);
  out.recording.channels[0].name = "Pz";
  out.recording.channels[1].name = "Cz";
  out.recording.channels[2].name = "VEOG";
  out.recording.events = events;
  return out;
}

}  // namespace attune::test
