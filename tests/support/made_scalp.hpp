#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/scalp/montage.hpp"

namespace attune::test {

/// Five sources of slow noise that spread smoothly over the 32 electrodes of BioSemi's cap: electrodes x sources.
inline Eigen::MatrixXd smooth_maps(const scalp::Positions& positions) {
  Eigen::MatrixXd out(positions.rows(), 5);
  for (Eigen::Index e = 0; e < out.rows(); ++e) {
    const Eigen::RowVector3d p = positions.row(e).normalized();
    out.row(e) << p.x(), p.y(), p.z(), p.x() * p.y(), p.y() * p.z();
  }
  return out;
}

/// A recording of these sources (about 20 uV) with 1 uV of noise on each of 32 electrodes.
inline eeg::Recording made_scalp_recording(Eigen::Index samples, double frequency, std::uint64_t seed) {
  const scalp::Montage montage = scalp::montage("biosemi-32");
  const Eigen::MatrixXd maps = smooth_maps(montage.positions);
  eeg::Recording out;
  out.path = "made.vhdr";
  out.sampling_frequency = Hertz(frequency);
  for (Eigen::Index e = 0; e < maps.rows(); ++e) {
    eeg::Channel channel;
    channel.name = montage.names[static_cast<std::size_t>(e)];
    channel.type = "EEG";
    channel.position =
        eeg::ElectrodePosition{montage.positions(e, 0), montage.positions(e, 1), montage.positions(e, 2)};
    out.channels.push_back(channel);
  }
  out.data.resize(maps.rows(), samples);
  parallel::Stream stream({seed}, 0);
  Eigen::Matrix<double, 5, 1> state = Eigen::Matrix<double, 5, 1>::Zero();
  for (Eigen::Index s = 0; s < samples; ++s) {
    for (double& x : state) x = 0.9 * x + 9e-6 * stream.normal();
    for (Eigen::Index e = 0; e < maps.rows(); ++e) out.data(e, s) = maps.row(e).dot(state) + 1e-6 * stream.normal();
  }
  return out;
}

}  // namespace attune::test
