#pragma once

#include <Eigen/Core>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attune/base/units.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/overlap/predictors.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::overlap {

/// How overlapping responses are taken apart.
struct OverlapOptions {
  std::vector<EventModel> models;
  /// Every response lasts from the sample nearest to `from` to the one nearest to `to`; nothing is evoked outside.
  Milliseconds from{-200}, to{800};
  int time_splines = 0;   ///< 0: one unknown a sample (stick); else that many cubic B-splines over the window
  bool intercept = true;  ///< a constant for each segment between boundaries: the amplifier's offset
  Milliseconds shift{0};  ///< added to every event
  /// Half-open, as in epochs: the mean of these samples is taken from every response; absent: responses as fitted.
  std::optional<eeg::Span> baseline{};
  std::vector<std::string> channels;  ///< empty: potentials that are not bad
  /// Stretches of `reject_window`, moved on by a tenth of it, in which a channel's peak-to-peak amplitude exceeds this
  /// are left out of the fit, on all channels. They do not cross boundaries.
  std::optional<Microvolts> reject;
  Milliseconds reject_window{1000};
  std::vector<std::pair<Eigen::Index, Eigen::Index>> left_out;  ///< samples [first, last) to leave out
  PredictorOptions predictors{};
  eeg::Labels labels{};
  /// Up to so many unknowns the normal equations are solved by Cholesky's method; beyond it by conjugate gradients,
  /// which give no standard errors and do not tell whether the answer is the only one.
  Eigen::Index most_factored = 5000;
  parallel::Threads threads{};
};

/// The responses, and what they rest on.
struct OverlapFit {
  /// One per predictor and combination, condition "stimulus" for a model's intercept and "stimulus: rt" for others.
  /// `trials` counts the events whose value is not 0 and of whose response a sample is in use. The standard error is
  /// robust against dependence between samples: see correct_overlap; NaN where there are too few blocks.
  std::vector<eeg::Evoked> responses;
  std::vector<std::pair<std::string, std::int64_t>> events;   ///< per model: events with a sample in use
  std::vector<std::pair<std::string, std::int64_t>> samples;  ///< used, and left out by reason
  Eigen::Index unknowns = 0;
  int blocks = 0;              ///< that the standard errors rest on; their t has one degree of freedom less
  double least_unique = 0;     ///< smallest share of an unknown's variance that those before it do not explain
  int iterations = 0;          ///< of conjugate gradients; 0: factored
  std::vector<double> shares;  ///< per channel: variance of the data that the model explains (R squared)
  Warnings warnings;
};

/// Deconvolves overlapping responses by regression of the continuous data on the events, expanded in time (Smith &
/// Kutas 2015, Psychophysiology 52:169-181; Ehinger & Dimigen 2019, PeerJ 7:e7838): each sample is the sum of what
/// every event around it evokes at its lag, least squares over all samples at once. Responses do not cross boundaries.
/// Samples that are not finite on a channel, in stretches left out, or within the window of an event that lacks a value
/// the formula needs are left out and counted.
///
/// Standard errors: the samples in use are cut into 10 to 60 blocks of at least 5 s and three windows; the errors are
/// those of a sandwich estimate clustered by block (Liang & Zeger 1986), times K / (K - 1): sound for noise that
/// forgets within a block, so for data high-pass filtered above about 0.5 Hz. A predictor whose events lie in fewer
/// than 8 blocks gets none.
///
/// Responses that the data cannot tell apart (events at a fixed distance, more unknowns than samples) are an analysis
/// error that names the predictor and the time; epoched data an input error.
OverlapFit correct_overlap(const eeg::Recording& recording, const OverlapOptions& options);

/// `FROM,TO` in ms, or `none`; anything else is a usage error.
std::optional<eeg::Span> parse_baseline(std::string_view text);

/// One line: "517 unknowns from 30720 of 30720 samples; 96 flash, 96 key; standard errors from 23 blocks".
std::string summary(const OverlapFit& fit);

/// Meanings of the columns of `eeg::to_table` for responses.
std::vector<ColumnMeaning> response_meanings(const std::optional<eeg::Span>& baseline);

/// What the fit rests on, as one record: unknowns, blocks, samples used and left out, events.
Record to_record(const OverlapFit& fit);

}  // namespace attune::overlap
