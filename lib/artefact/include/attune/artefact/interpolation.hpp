#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/scalp/spline.hpp"

namespace attune::artefact {

struct InterpolationOptions {
  scalp::SplineOptions spline;
  /// What all positions are taken about, mm; absent: the centre of the sphere fitted to them.
  std::optional<Eigen::Vector3d> origin;
  /// Marks the channels good again. Their values are mixtures of the others: the rank does not come back.
  bool mark_good = true;
};

/// What an interpolation did.
struct InterpolationReport {
  std::vector<std::string> channels;  ///< computed from the others, in the recording's order
  std::vector<std::string> sources;   ///< from these
  Eigen::MatrixXd weights;            ///< channels x sources; rows add up to 1
  /// By how much the rank of the good channels falls: 1 for each channel that was good until now. One that was bad had
  /// no part in the rank and brings none by coming back, so that more channels then share the same rank.
  Eigen::Index rank_lost = 0;
  scalp::Sphere sphere;    ///< fitted to all positions that were used
  Eigen::Vector3d origin;  ///< what they were taken about, mm
  Warnings warnings;       ///< electrodes that are far from any sphere
};

/// Replaces `channels` by spherical splines (Perrin et al. 1989) of every other good EEG potential with a position. All
/// positions are taken about one origin. A channel that does not exist, is no
/// potential or has no position is an input error; fewer than 3 sources are an analysis error. Nothing to interpolate
/// changes nothing. A source whose sample is not finite makes that sample NaN.
InterpolationReport interpolate_channels(eeg::Recording& recording, std::span<const std::string> channels,
                                         const InterpolationOptions& options, parallel::Threads threads);

/// The same in every kept trial; `positions` has a row (mm, RAS+) for each of `epochs.channels`, NaN where there is
/// none. Sources are the channels with a position that are not in `epochs.bad_channels`; interpolated ones leave that
/// list.
InterpolationReport interpolate_channels(eeg::Epochs& epochs, const scalp::Positions& positions,
                                         std::span<const std::string> channels, const InterpolationOptions& options,
                                         parallel::Threads threads);

/// Positions of the epochs' channels as the recording has them; NaN where it has none. Channels of a type other than
/// EEG get NaN: they are no part of an interpolation.
scalp::Positions positions_of(const eeg::Recording& recording, std::span<const std::string> channels);

}  // namespace attune::artefact
