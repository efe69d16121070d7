#pragma once

#include <Eigen/Dense>
#include <vector>

#include "examined.hpp"

namespace attune::artefact {

/// What the samples of one channel say before any filter.
struct RawFacts {
  Eigen::Index not_finite = 0;
  double spread = 0;  ///< V: the smaller of median absolute (if it may be below the limit) and standard deviation
  std::vector<bool> dropout;  ///< per window: at least half of its samples are one value
};

/// Channels (in blocks, samples x channels) above the high-pass, and their raw facts. Channels that are flat or not
/// finite are columns of zeros.
struct HighPassed {
  std::vector<RawFacts> facts;
  std::vector<Eigen::MatrixXd> blocks;  ///< empty if they were not to be kept
};

/// What is left between high-pass and low-pass.
struct ChannelSignals {
  Eigen::MatrixXd columns;  ///< analysed samples x channels, V
  Eigen::VectorXd amplitude, noise_ratio;
};

/// One pass over the recording: raw facts, high-pass, low-pass, a block of channels at a time. With `kept` the
/// high-passed blocks stay there for `below_lowpass`, else `kept.blocks` remains empty.
ChannelSignals filter_channels(const eeg::Recording& recording, const Examined& examined,
                               const BadChannelOptions& options, bool keep, HighPassed& kept, Warnings& warnings,
                               parallel::Threads threads);

/// The same from high-passed channels minus `reference` (one value a sample).
ChannelSignals below_lowpass(const HighPassed& highpassed, const Eigen::VectorXd& reference,
                             const eeg::Recording& recording, const Examined& examined,
                             const BadChannelOptions& options, parallel::Threads threads);

}  // namespace attune::artefact
