#pragma once

#include <cmath>
#include <filesystem>

#include "attune/eeg/brainvision.hpp"
#include "attune/parallel/stream.hpp"
#include "made_recording.hpp"

namespace attune::test {

/// Writes a BrainVision recording `sub-01_task-words_eeg.vhdr`: 4 channels (Fz Cz Pz EOG) at 250 Hz, 20 events each of
/// `rejection` and `acceptance`, a negative bump (SD 40 ms) at 400 ms after them, 8 uV or 4 uV high, in 3 uV noise. The
/// third event has a 400 uV artefact on EOG; the last event is too close to the end.
inline std::filesystem::path record_words(const std::filesystem::path& folder) {
  constexpr Eigen::Index kEvents = 40, kSpacing = 300;
  Eigen::MatrixXd data(4, kEvents * kSpacing);
  parallel::Stream stream({3}, 0);
  for (Eigen::Index s = 0; s < data.cols(); ++s)
    for (Eigen::Index c = 0; c < data.rows(); ++c) data(c, s) = 3e-6 * stream.normal();
  eeg::Recording recording = made_recording(data, 250);
  const char* const names[] = {"Fz", "Cz", "Pz", "EOG"};
  for (std::size_t c = 0; c < recording.channels.size(); ++c) recording.channels[c].name = names[c];
  for (Eigen::Index e = 0; e < kEvents; ++e) {
    const bool rejection = e % 2 == 0;
    const Eigen::Index onset = 100 + e * kSpacing + (e == kEvents - 1 ? 90 : 0);
    recording.events.push_back(made_event(static_cast<double>(onset), rejection ? "rejection" : "acceptance"));
    for (Eigen::Index s = onset; s < std::min(onset + 200, data.cols()); ++s) {
      const double z = (4.0 * static_cast<double>(s - onset) - 400) / 40;
      for (Eigen::Index c = 0; c < 3; ++c) recording.data(c, s) -= (rejection ? 8e-6 : 4e-6) * std::exp(-0.5 * z * z);
    }
    if (e == 2) recording.data(3, onset + 50) += 400e-6;
  }
  const std::filesystem::path header = folder / "sub-01_task-words_eeg.vhdr";
  eeg::write_brainvision(header, recording, {}, Overwrite::allow);
  return header;
}

}  // namespace attune::test
