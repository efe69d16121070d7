#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/signal/segments.hpp"

namespace attune::spectrum {

/// Samples without a gap: columns of one of `Signals::data`.
struct Stretch {
  std::size_t block = 0;  ///< index into `Signals::data`
  signal::Segment samples;
};

/// What is analysed together: the trials of a condition, a state of rest, or a whole recording.
struct Condition {
  std::string name;  ///< empty: the whole recording
  std::vector<Stretch> stretches;
};

/// Potentials that spectra are computed from, either continuous or in trials.
struct Signals {
  eeg::Labels labels;
  std::string source;  ///< the file, for the rows' source column
  Hertz sampling_frequency;
  std::vector<std::string> channels;
  std::vector<bool> bad;              ///< one per channel: no value, with that reason
  std::vector<Eigen::MatrixXd> data;  ///< channels x samples, volts; one block of continuous data, or one a trial
  std::vector<Condition> conditions;
  bool in_trials = false;      ///< every stretch is a trial, and all are equally long
  eeg::TimeAxis times;         ///< of a trial, relative to its event
  scalp::Positions positions;  ///< one row per channel; NaN where it is not known
  std::string unit = "uV";     ///< what the data are in after a factor of 1e6: uV, or uV/m^2
  Warnings warnings;
};

/// Which parts of a recording are analysed.
struct RecordingParts {
  std::vector<std::string> channels;  ///< empty: all scalp channels; unknown names are input errors, one given
                                      ///< twice a usage error
  /// Types of events that last (a block of rest alone, eyes closed): a condition each, from the event's sample on for
  /// its duration. Empty: the whole recording. A type that does not occur or an event without a duration is an input
  /// error that says so. Events of one type that overlap are one stretch, with a warning; those that touch are not.
  std::vector<std::string> events;
  std::string condition;  ///< name of the whole recording as a condition
};

/// A continuous recording, cut at its boundaries and, with `events`, at the events' ends. Epoched recordings are an
/// input error.
Signals signals_of(eeg::Recording recording, const RecordingParts& parts);

/// Which parts of trials are analysed.
struct TrialParts {
  std::vector<std::string> channels;     ///< empty: all scalp channels, by their names
  std::vector<std::string> conditions;   ///< empty: all; unknown names are input errors
  std::optional<Milliseconds> from, to;  ///< part of the epoch, [from, to) after each went to its nearest sample
};
Signals signals_of(eeg::Epochs epochs, const TrialParts& parts);

/// Gives the channels the positions of a montage (by `scalp::match`).
void place(Signals& signals, const scalp::Montage& montage);

/// Turns potentials into current source density (uV/m^2) by spherical splines over the channels that are not bad. A
/// channel without a position is an input error that names it: leave it out or give a montage.
void to_current_source_density(Signals& signals);

/// Rows of the named channels, in that order; an unknown name is an input error that suggests the nearest.
std::vector<Eigen::Index> rows_of(const Signals& signals, const std::vector<std::string>& channels);

}  // namespace attune::spectrum
