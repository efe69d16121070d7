#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "attune/scalp/channel_match.hpp"
#include "attune/scalp/montage.hpp"

namespace attune::test {

/// EEGLAB's tutorial recording with the positions of the 10-10 system and its two EOG channels marked as such.
inline eeg::Recording eeglab_recording(const std::filesystem::path& set_file) {
  eeg::Recording recording = eeg::read_recording(set_file);
  const scalp::Montage montage = scalp::montage("10-10");
  std::vector<std::string> names;
  for (const eeg::Channel& channel : recording.channels) names.push_back(channel.name);
  const scalp::Match match = scalp::match(names, montage);
  for (std::size_t c = 0; c < names.size(); ++c) {
    eeg::Channel& channel = recording.channels[c];
    channel.type = channel.name.starts_with("EOG") ? "EOG" : "EEG";
    channel.position.reset();
    if (const auto electrode = match.channels[c].electrode; electrode && channel.type == "EEG")
      channel.position = eeg::ElectrodePosition{montage.positions(*electrode, 0), montage.positions(*electrode, 1),
                                                montage.positions(*electrode, 2)};
  }
  return recording;
}

inline Eigen::Index row_of(const eeg::Recording& recording, const std::string& channel) {
  for (std::size_t c = 0; c < recording.channels.size(); ++c)
    if (recording.channels[c].name == channel) return static_cast<Eigen::Index>(c);
  return -1;
}

}  // namespace attune::test
