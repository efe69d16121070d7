#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/artefact/ica.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::artefact {

/// What of a recording an ICA is fitted on.
struct RecordingIcaOptions {
  IcaOptions ica;
  /// Pass-band edge of the zero-phase windowed sinc that a copy goes through before the fit, each segment alone: slow
  /// drifts are not what a constant mixing describes. Absent: the samples as they are.
  std::optional<Hertz> highpass = Hertz(1);
  /// Empty: `eeg::good_scalp_channels`.
  std::vector<std::string> channels;
  bool with_eog = false;  ///< where `channels` is empty: the EOG channels too
};

/// Fits an ICA to a filtered copy of a recording. Segments that are shorter than the filter are left out, with a
/// warning that counts them; so is nothing else. Channels that are bad or not there are input errors where they are
/// named; one that does not vary or is not finite is an analysis error. Epoched data with a high-pass are an input
/// error: filter before epoching.
Ica fit_ica(const eeg::Recording& recording, const RecordingIcaOptions& options, parallel::Threads threads = {});

/// The rows of `recording` that an ICA was fitted on, by name; a channel that is missing is an input error.
std::vector<Eigen::Index> rows_of(const eeg::Recording& recording, const Ica& ica);

/// What a channel lost.
struct ChannelChange {
  std::string channel;
  double before_uv = 0, after_uv = 0;  ///< standard deviation
  double removed = 0;                  ///< share of the variance that is gone: 1 - after^2 / before^2
};

struct RemovalReport {
  std::vector<Eigen::Index> components;
  Eigen::Index rank_before = 0, rank_after = 0;  ///< of the ICA's channels
  std::vector<ChannelChange> channels;
};

/// Takes components out of a recording, which need not be filtered as the copy was: data - mixing sources, the sources
/// being those of the data less each channel's mean, so that means stay. What PCA left out of the fit stays. Other
/// channels, bad ones too, are not touched. Samples that are not finite on a channel of the ICA are an analysis error;
/// components that are not there, or are named twice, a usage error.
RemovalReport remove_components(eeg::Recording& recording, const Ica& ica, std::span<const Eigen::Index> components,
                                parallel::Threads threads = {});
/// One row per channel: channel sd_before_uv sd_after_uv removed_share.
Table to_table(const RemovalReport& report);

/// For pictures: one row per component and channel, component channel x_mm y_mm z_mm weight_uv (at one standard
/// deviation of the source); n/a positions where the recording has none.
Table topographies(const eeg::Recording& recording, const Ica& ica);
/// One row per component and stretch of `bin`, which starts anew at each segment: component from_s to_s rms lowest
/// highest, in standard deviations of the source over the fit.
Table time_courses(const eeg::Recording& recording, const Ica& ica, Seconds bin, parallel::Threads threads = {});

}  // namespace attune::artefact
