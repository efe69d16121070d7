#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/event_query.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/eeg/rejection.hpp"
#include "attune/eeg/time_axis.hpp"

namespace attune::eeg {

/// Whose data it is, as the file's name says; empty where it does not.
struct Labels {
  std::string participant_id, session, task, run;
  friend bool operator==(const Labels&, const Labels&) = default;
};

/// The labels in a BIDS-like file name ("sub-01_task-face_eeg.vhdr"): participant_id with its "sub-", the others
/// without their key. What the name does not say, or says with other characters than letters and digits, is empty.
Labels labels_of(const std::filesystem::path& path);

/// Part of an epoch, relative to the event.
struct Span {
  Milliseconds from{0}, to{0};
};

/// How trials are cut, corrected and rejected.
struct EpochOptions {
  std::vector<Condition> conditions;  ///< an event that fits two of them gives a trial in each
  /// First and last sample are the ones nearest to these times; both belong to the epoch.
  Milliseconds from{-200}, to{800};
  /// Half-open [from, to) after each end has gone to its nearest sample: at 128 Hz [-200, 0) ms are the samples at
  /// -203.125 ... -7.8125 ms. Its mean is subtracted from every channel. It must lie within the epoch.
  std::optional<Span> baseline;
  std::optional<Microvolts> reject;  ///< drop a trial whose peak-to-peak amplitude exceeds this on a rejection channel
  std::optional<Microvolts> flat;    ///< drop a trial whose peak-to-peak amplitude is below this on one
  RejectionOptions rejection;        ///< moving windows, step, trend, limits by type of channel
  std::vector<std::string> rejection_channels;  ///< empty: every potential that is not bad
  std::vector<std::string> bad_channels;        ///< kept as rows of NaN; no part of rejection and reference;
                                                ///< channels the recording marks bad are added
  std::vector<std::string> channels;            ///< channels to keep, in this order; empty: every potential
  /// New reference: empty as recorded, {"average"} the mean of the scalp channels (`is_scalp`) that are not bad, or the
  /// mean of named channels.
  std::vector<std::string> reference;
  bool allow_empty = false;  ///< a condition that selects no event gives an empty average instead of an input error
  Milliseconds shift{0};     ///< added to every event: 26 ms if the screen lags the trigger by 26 ms
};

/// One line of the ledger: what became of one event in one condition.
struct Trial {
  std::string condition;
  std::string type;         ///< the event's own type
  double onset_sample = 0;  ///< exact, after the shift
  Eigen::Index sample = 0;  ///< the sample that became time 0
  /// When that was, from the start of the recording with its gaps, after the shift; absent: onset_sample / rate.
  std::optional<Seconds> onset;
  bool kept = false;
  /// Empty if kept: outside the data, crosses a boundary, not finite, peak-to-peak, flat, step, trend, too many bad
  /// channels (autoreject), or what a ledger says.
  std::string reason;
  std::string channel;                                         ///< the worst channel of that reason, if it is about one
  double value_uv = std::numeric_limits<double>::quiet_NaN();  ///< its peak-to-peak amplitude
  /// Of the channel with the largest one, where the criterion is in use; see rejection.hpp.
  double step_uv = std::numeric_limits<double>::quiet_NaN();
  double trend_uv = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::string> interpolated;  ///< channels that were computed from the others in this trial alone
};

/// Trials cut from a recording.
struct Epochs {
  Labels labels;
  std::filesystem::path source;  ///< the recording
  TimeAxis times;
  std::vector<std::string> channels;
  std::vector<std::string> bad_channels;  ///< those of `channels` whose rows are NaN
  std::vector<std::string> conditions;
  std::vector<Trial> trials;          ///< every trial, kept or dropped, in order of condition, then time
  std::vector<Eigen::MatrixXd> data;  ///< one per kept trial, in the order of `trials`: channels x samples, volts
  std::optional<Span> baseline;       ///< the samples that were used: first and one past the last
  Warnings warnings;
};

/// Cuts the trials of every condition. A trial is dropped, with the first of these reasons that applies, if it reaches
/// outside the data, has a recording boundary inside, has a sample that is not finite on a channel that is kept or
/// tested, or fails the peak-to-peak, flat, step or trend criterion (measured after re-referencing; the baseline does
/// not change them). Unknown channels and fields are input errors, impossible windows usage errors.
/// Channels whose unit is not a potential are left out, with a warning that names them.
Epochs epoch(const Recording& recording, const EpochOptions& options);

/// Analysis error that counts the reasons if no trial at all was kept.
void require_trials(const Epochs& epochs);

/// Indices into `epochs.data` of a condition's kept trials, in time order.
std::vector<std::size_t> kept_trials(const Epochs& epochs, std::string_view condition);

}  // namespace attune::eeg
