#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/eeg/epochs.hpp"
#include "attune/eeg/time_axis.hpp"

namespace attune::decode {

/// Which trials, channels and times are used.
struct TrialOptions {
  std::array<std::string, 2> conditions;  ///< the two classes
  std::vector<std::string> channels;      ///< empty: every scalp channel that is good in every file
  Milliseconds from{-1e9}, to{1e9};       ///< times outside are left out
  /// Neighbouring samples are averaged to one value of about this length, an odd number of samples around multiples of
  /// itself (so that one is at the event); 0: every sample by itself.
  Milliseconds bin{0};
};

/// The trials of one person in both classes.
struct PersonTrials {
  std::string participant_id;
  std::vector<Eigen::MatrixXd> at;     ///< one per time: channels x trials, microvolts
  std::vector<bool> second;            ///< per trial: of the second class
  std::vector<int> block;              ///< per trial: which of the person's files it is from
  std::array<std::size_t, 2> count{};  ///< trials of each class

  std::size_t trials() const { return second.size(); }
};

/// Trials of several people on the same channels and times.
struct PeopleTrials {
  std::array<std::string, 2> conditions;
  eeg::TimeAxis times;
  std::vector<std::string> channels;
  std::vector<PersonTrials> people;  ///< in order of participant_id
  Warnings warnings;
};

/// Gathers files of epochs; several of one participant are their blocks. `sources` names each in messages. All need one
/// rate of sampling, one epoch and the two conditions (a file that lacks either: input error). Two files of one
/// recording and an event in both conditions are input errors: the same data would be in training and test. A channel
/// that is asked for and missing or bad in a file is an input error; without a list, a channel that is bad or missing
/// somewhere is left out and named in a warning. No common channel, no time left or a value that is not finite is an
/// error.
PeopleTrials gather(std::span<const eeg::Epochs> files, std::span<const std::string> sources,
                    const TrialOptions& options);

}  // namespace attune::decode
