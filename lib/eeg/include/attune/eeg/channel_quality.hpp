#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/record.hpp"

namespace attune::eeg {

/// Where a channel stops being a plausible potential. The swing is the median over whole seconds of the standard
/// deviation within the second: drifts, jumps and single artefacts leave it as it is.
struct QualityLimits {
  Microvolts largest_swing{5000.0};  ///< above: no electrode does this; scalp EEG is 1 to 200 µV, an ECG below 2000
  Microvolts smallest_swing{0.05};   ///< below, and not flat: less than the noise of any amplifier
  Milliseconds shortest_clip{25.0};  ///< a run of one value at the channel's extreme counts as clipped from here on
  double clipped_share = 0.001;      ///< share of clipped samples from which a channel is reported
  Seconds shortest_hold{0.5};        ///< a run of one value inside the range counts as held from here on
  double held_share = 0.01;          ///< share of held samples from which a channel is reported
};

/// What is wrong with one channel that should be a potential, in numbers. Samples that are not finite and samples of
/// `zeroed` and `frozen` moments take no part in the others.
struct ChannelQuality {
  std::string channel;
  Eigen::Index index = 0;       ///< row in `Recording::data`
  Eigen::Index not_finite = 0;  ///< samples
  double offset_uv = 0;         ///< median; NaN without a finite sample
  double swing_uv = 0;          ///< see `QualityLimits`; NaN if shorter than two samples
  double clipped_share = 0;     ///< of the samples, in long runs at the largest or smallest value
  double limit_uv = 0;          ///< the value they are clipped at; NaN if they are not
  double held_share = 0;        ///< of the samples, in long runs of one value inside the range
  bool flat = false;            ///< one value throughout
  bool railed = false;          ///< flat or clipped at the amplifier's limit
  /// The data times this are a plausible potential, while as stated they are not: 1e-6 where µV are stored as V.
  std::optional<double> unit_factor;
  std::string problem;  ///< one line with the numbers; empty: nothing found
};

struct RecordingQuality {
  std::vector<ChannelQuality> channels;  ///< the potentials, in file order; trigger and status channels are left out
  /// The factor that `channels_of_wrong_unit` channels need; absent if none does or they do not agree.
  std::optional<double> unit_factor;
  std::size_t channels_of_wrong_unit = 0;
  /// Moments at which every channel that is not flat is exactly 0, with at least four such channels: samples that were
  /// lost and filled, not measured.
  std::vector<Eigen::Index> zeroed;
  /// Moments at which every channel that is not flat repeats its last value, for `shortest_hold` or longer, with at
  /// least four such channels: a lost connection, or a record that was filled up. Zeroed moments are not among them.
  std::vector<Eigen::Index> frozen;
  std::size_t zeroed_events = 0;  ///< events whose nearest sample is one of them
  std::size_t events = 0;

  bool good() const;
};

/// Looks at every potential of a recording. A channel that holds one value is railed if that value is not 0 and no
/// other channel goes beyond it, else flat. The unit is judged by the swing alone, so a large electrode offset is no
/// fault. Epoched data are taken as they lie, trial after trial.
RecordingQuality check_quality(const Recording& recording, const QualityLimits& limits = {},
                               parallel::Threads threads = {});

/// A quick look at the units alone, for whoever goes on to use the recording: the same swing from at most thirty
/// seconds spread over the recording. One warning with the number of channels and the factor; none where nothing is
/// found or the recording is shorter than a second.
Warnings unit_warnings(const Recording& recording, const QualityLimits& limits = {});

/// The faults as fields for people, absent where there is none: `unit_suspect`, `railed_channels`, `flat_channels`,
/// `held_channels`, `not_finite_channels`, `zeroed_samples`, `zeroed_events`, `frozen_samples`; `quality` is "nothing
/// found" or says how many channels have a fault.
Record to_record(const RecordingQuality& quality);

/// One record per channel with all numbers.
RecordList channel_records(const RecordingQuality& quality);

}  // namespace attune::eeg
