#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/decode/above_chance.hpp"
#include "attune/decode/onset.hpp"
#include "attune/decode/score.hpp"
#include "attune/decode/trials.hpp"
#include "attune/parallel/progress.hpp"

namespace attune::decode {

/// What is left out of training and tested.
enum class By {
  trial,        ///< some of a person's trials, in training on the same person's others
  participant,  ///< all trials of a person, in training on other people
};
/// "trial", "participant".
std::string name_of(By by);
/// Anything else is a usage error.
By parse_by(std::string_view text);

struct DecodingOptions {
  By by = By::trial;
  Score score = Score::auc;
  std::optional<int> folds;  ///< default: 5 by trial, one for each person by participant
  int repeats = 2;           ///< by trial: how often the trials are dealt to folds
  /// Permutations of the classes: of each person by trial, of all together by participant. Default: 500, or 25 a
  /// person where a group has several by trial.
  std::optional<int> permutations;
  std::int64_t draws = 10000;      ///< picks among the curves of several people; permutations of groups
  std::int64_t bootstraps = 1000;  ///< 0: no intervals of onsets
  double alpha = 0.05, confidence = 0.95;
  OnsetOptions onset;
  bool generalise = false;
  parallel::Seed seed;
  parallel::Threads threads;
  parallel::Progress progress;
};

/// One person's scores over time.
struct PersonCurve {
  std::string participant_id, group;
  std::array<std::size_t, 2> trials{};
  std::vector<double> scores;       ///< per time; NaN where excluded
  Eigen::MatrixXd permuted;         ///< by trial: with permuted classes, permutations x times
  std::optional<AboveChance> test;  ///< by trial
  std::string excluded;             ///< why there are none; empty: there are
};

/// The people of one group together.
struct GroupCurve {
  std::string name;
  std::size_t people = 0, excluded = 0;
  std::vector<double> mean, low, high;  ///< with a t interval at each time; NaN for fewer than two
  AboveChance test;
  OnsetEstimate significant, fraction;
  std::size_t peak = 0;  ///< time with the largest mean
};

struct Decoding {
  eeg::TimeAxis times;
  std::array<std::string, 2> conditions;
  std::vector<std::string> channels;
  By by = By::trial;
  Score score = Score::auc;
  double confidence = 0.95, fraction = 0.5;
  int folds = 0;
  std::vector<PersonCurve> people;
  std::vector<GroupCurve> groups;
  /// First group minus second, where there are two with an onset, of several people each.
  std::optional<OnsetDifference> difference;
  Eigen::MatrixXd generalisation;  ///< mean over people, training x test times; empty unless asked for
  Warnings warnings;
};

/// Decodes the second class from the first at every time. `groups` names the group of each of `trials.people` (empty:
/// one group, "all"); `levels` their order. A person whose trials do not suffice is excluded with the reason, and
/// everyone of a group excluded is an analysis error.
///
/// The tests permute the classes within person and file and compute everything anew (`pick_permuted` for several people
/// by trial). Onsets exist only where some time is significant. Their intervals come from people drawn anew (by
/// participant: with the trained rules as they are), for one person from its trials drawn anew within class and fold.
Decoding decode(const PeopleTrials& trials, std::span<const std::string> groups, std::span<const std::string> levels,
                const DecodingOptions& options);

}  // namespace attune::decode
