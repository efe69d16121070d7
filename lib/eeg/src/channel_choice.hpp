#pragma once

#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"

namespace attune::eeg {

/// Which rows of a recording's potentials play which part. All indices but `rows` count within `rows`.
struct ChannelChoice {
  std::vector<Eigen::Index> rows;       ///< the potentials, as rows of `Recording::data`
  std::vector<Eigen::Index> kept;       ///< channels of the epochs, in their order
  std::vector<bool> is_bad;             ///< per potential
  std::vector<Eigen::Index> rejection;  ///< tested for artefacts
  std::vector<Eigen::Index> reference;  ///< averaged and subtracted; empty: as recorded
  Warnings warnings;
};

/// Unknown channels, and channels that are no potential where one is needed, are input errors.
ChannelChoice choose_channels(const Recording& recording, const EpochOptions& options);

}  // namespace attune::eeg
