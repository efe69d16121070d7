#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "attune/eeg/recording.hpp"
#include "mat_value.hpp"

namespace attune::eeg {

struct EeglabChannels {
  std::vector<Channel> channels;
  Warnings warnings;
  std::vector<std::string> notes;  ///< what was assumed about positions
};

/// Names, types and positions from `EEG.chanlocs` (nullptr or empty: E1, E2, ...) for `count` channels. Another number
/// of locations is an input error. `chaninfo` (or nullptr) says where the nose points; +X if it does not.
EeglabChannels read_eeglab_channels(const MatValue* locations, const MatValue* chaninfo, std::size_t count,
                                    const std::filesystem::path& path);

}  // namespace attune::eeg
