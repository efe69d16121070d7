#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/ica_recording.hpp"
#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/event_query.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::artefact {

enum class RegressionMethod {
  gratton,  ///< Gratton, Coles & Donchin 1983: within trials, less the average of their condition; blinks on their own
  plain,    ///< one set of weights from all samples in stretches of 2 s, each about its mean (Croft & Barry 2000)
};
/// "gratton" or "plain"; anything else is a usage error.
RegressionMethod parse_regression_method(std::string_view text);
std::string_view name_of(RegressionMethod method);

struct RegressionOptions {
  RegressionMethod method = RegressionMethod::gratton;
  /// Channels or differences `A-B`, together in one model. Empty: the EOG channels by type or name.
  std::vector<std::string> eog;
  /// The one of them that blinks are looked for on, or another source; empty: the first.
  std::string vertical;
  BlinkOptions blinks;
  /// For `gratton`: the trials; an event that fits two conditions counts in the first.
  std::vector<eeg::Condition> conditions;
  Milliseconds from{-200}, to{800};
  std::vector<std::string> channels;  ///< to clean; empty: `eeg::good_scalp_channels`
};

/// One weight: what of a source (V/V) is taken from a channel.
struct EogWeight {
  std::string channel, source;
  std::string movement;  ///< "all", "saccade" (all that is no blink) or "blink"
  double weight = 0;
  double standard_error = 0;  ///< robust to dependence within a trial, stretch or blink (clusters)
  Eigen::Index samples = 0, clusters = 0;
};

struct RegressionReport {
  RegressionMethod method = RegressionMethod::gratton;
  std::vector<std::string> sources;
  Blinks blinks;                   ///< `gratton`: all blinks of the recording
  Eigen::Index fitted_blinks = 0;  ///< of these, at least partly within a trial that was used
  Eigen::Index trials = 0;         ///< used in the fit
  Eigen::Index outside = 0;        ///< trials that were not: outside the data or across a boundary
  std::vector<EogWeight> weights;  ///< by channel, movement, source
  std::vector<ChannelChange> channels;
  Warnings warnings;
};

/// Takes the eyes out of the scalp channels of a continuous recording by regression on EOG; the EOG channels stay.
///
/// Gratton: trials are cut around the events of each condition; the average of a condition's trials is taken from each
/// of them, on EOG and scalp alike, so that no response of the brain that is tied to the event enters the weights (at
/// each latency it is that of the trials without a blink there: an average with blinks in it would spread them over
/// all trials). Samples outside blinks, about their mean in the trial, give the saccade weights. For a blink, the
/// excursion of the EOG over the straight line between its two ends is regressed on, in what the saccade weights leave,
/// about each blink's mean; a blink's weight is the saccade weight plus that. The continuous data lose saccade weight
/// times EOG (about its mean in the segment), and in blinks the further weight times the excursion: nothing jumps at a
/// blink's ends, which it would do where the EOG has drifted and weights were switched. Fewer than 3 blinks in trials:
/// the saccade weights serve for all samples, with a warning.
///
/// EOG sources that are linear in each other, no condition (`gratton`) and fewer than 10 trials or stretches are
/// analysis errors; samples that are not finite too. A channel that is cleaned and part of a source is an input error.
RegressionReport regress_eog(eeg::Recording& recording, const RegressionOptions& options,
                             parallel::Threads threads = {});

/// One row per weight: channel source movement weight standard_error samples clusters.
Table weights_table(const RegressionReport& report);
/// One row per channel: channel sd_before_uv sd_after_uv removed_share.
Table changes_table(const RegressionReport& report);
std::vector<ColumnMeaning> weight_meanings();

}  // namespace attune::artefact
