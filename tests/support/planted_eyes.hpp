#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/scalp/montage.hpp"
#include "made_recording.hpp"

namespace attune::test {

/// A recording of the 19 electrodes of the 10-20 system and two EOG channels at 250 Hz, volts: sixteen sources of
/// the brain with smooth topographies (noise of a random walk), blinks of 300 ms and 200 uV at the EOG every few
/// seconds, horizontal steps, a muscle at T7, the mains at 50 Hz at O2.
struct PlantedEyes {
  eeg::Recording recording;
  std::vector<Eigen::Index> blink_peaks;
  Eigen::VectorXd blink_weights;  ///< of the scalp channels, per volt of VEOG
};

namespace planted {

inline Eigen::VectorXd gaussian_map(const scalp::Positions& positions, const Eigen::RowVector3d& at, double width) {
  Eigen::VectorXd out(positions.rows());
  for (Eigen::Index c = 0; c < positions.rows(); ++c)
    out[c] = std::exp(-0.5 * (positions.row(c) - at).squaredNorm() / (width * width));
  return out;
}

/// A leaky random walk of heavy-tailed steps, variance 1: power falls with frequency as an EEG's does.
inline Eigen::RowVectorXd wandering(Eigen::Index samples, std::uint64_t item, std::uint64_t seed = 31) {
  parallel::Stream stream(parallel::Seed{seed}, item);
  Eigen::RowVectorXd out(samples);
  double state = 0;
  for (Eigen::Index t = 0; t < samples; ++t) {
    const double step = stream.normal();
    state = 0.95 * state + step * std::abs(step);
    out[t] = state;
  }
  out.array() -= out.mean();
  return out / std::sqrt(out.squaredNorm() / static_cast<double>(samples));
}

}  // namespace planted

/// `eyes`: 1, or 0 for eyes that never move.
inline PlantedEyes planted_eyes(Eigen::Index samples = 30000, std::uint64_t seed = 30, double eyes = 1.0) {
  using planted::gaussian_map;
  PlantedEyes out;
  const scalp::Montage montage = scalp::montage("10-20");
  const std::vector<std::string> names{"Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz",
                                       "C4",  "T8",  "P7", "P3", "Pz", "P4", "P8", "O1", "O2"};
  const scalp::Positions p = scalp::positions_of(montage, names);
  const auto n = static_cast<Eigen::Index>(names.size());
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(n + 2, samples);
  parallel::Stream stream(parallel::Seed{seed}, 0);
  for (Eigen::Index k = 0; k < 16; ++k) {
    const Eigen::Index centre = 2 + k;  // not beneath the frontal poles
    data.topRows(n) += 6e-6 * gaussian_map(p, p.row(centre), 45.0) *
                       planted::wandering(samples, 1 + static_cast<std::uint64_t>(k), seed + 1);
  }
  Eigen::RowVectorXd blink = Eigen::RowVectorXd::Zero(samples), gaze = blink;
  for (Eigen::Index at = 300; at + 200 < samples; at += 500 + static_cast<Eigen::Index>(stream.below(500))) {
    out.blink_peaks.push_back(at);
    for (Eigen::Index t = -38; t <= 38; ++t)
      blink[at + t] += 200e-6 * 0.5 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / 38.0));
  }
  double state = 0;
  for (Eigen::Index t = 0; t < samples; ++t) {
    if (stream.uniform() < 1.0 / 300.0) state = 40e-6 * (stream.uniform() - 0.5) * 2.0;
    gaze[t] = state;
  }
  out.blink_weights = 0.6 * gaussian_map(p, 0.5 * (p.row(0) + p.row(1)), 45.0);
  Eigen::VectorXd sides = gaussian_map(p, p.row(2), 35.0) - gaussian_map(p, p.row(6), 35.0);
  blink *= eyes;
  gaze *= eyes;
  data.topRows(n) += out.blink_weights * blink + 0.5 * sides * gaze;
  Eigen::RowVectorXd muscle(samples), mains(samples);
  for (Eigen::Index t = 0; t < samples; ++t) {
    muscle[t] = 8e-6 * stream.normal() * (stream.uniform() < 0.2 ? 2.0 : 0.5);
    mains[t] = 6e-6 * std::sin(2.0 * std::numbers::pi * 50.0 * static_cast<double>(t) / 250.0);
  }
  data.topRows(n) += gaussian_map(p, p.row(7), 25.0) * muscle + gaussian_map(p, p.row(18), 30.0) * mains;
  for (double& value : data.topRows(n).reshaped()) value += 0.3e-6 * stream.normal();
  data.row(n) = blink + 0.1 * data.row(0);
  data.row(n + 1) = gaze;
  for (double& value : data.bottomRows(2).reshaped()) value += 3e-6 * stream.normal();
  out.recording = made_recording(data, 250.0);
  for (Eigen::Index c = 0; c < n; ++c) {
    eeg::Channel& channel = out.recording.channels[static_cast<std::size_t>(c)];
    channel.name = names[static_cast<std::size_t>(c)];
    channel.type = "EEG";
    channel.position = eeg::ElectrodePosition{p(c, 0), p(c, 1), p(c, 2)};
  }
  out.recording.channels[static_cast<std::size_t>(n)].name = "VEOG";
  out.recording.channels[static_cast<std::size_t>(n) + 1].name = "HEOG";
  return out;
}

}  // namespace attune::test
