#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "attune/decode/score.hpp"
#include "attune/decode/trials.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::decode {

/// Which trials are left out of training together (`fold`) and which are scored together (`set`).
struct Split {
  std::vector<int> fold, set;  ///< per trial, from 0
  int folds = 0, sets = 0;
};

/// Trials with their classes and how they are divided, once or several times.
struct Problem {
  std::vector<Eigen::MatrixXd> at;  ///< one per time: channels x trials
  std::vector<bool> second;         ///< per trial
  std::vector<int> block;           ///< per trial: trials change places within their block alone
  std::vector<Split> repeats;
  bool average_sets = true;  ///< one curve, the mean over sets; else one for each set

  Eigen::Index times() const { return static_cast<Eigen::Index>(at.size()); }
  Eigen::Index curves() const { return average_sets ? 1 : repeats.front().sets; }
};

/// A seed that depends on whose trials they are, not on the other people.
parallel::Seed seed_of(const PersonTrials& person, parallel::Seed seed);

/// One person: in each repeat the trials of each class are dealt in random order to `folds` folds of nearly equal size,
/// which are also the sets. Repeat r of the person draws from Stream(seed_of(person), r). Fewer trials than folds in
/// a class are an analysis error.
Problem within_person(const PersonTrials& person, int folds, int repeats, parallel::Seed seed);

/// All people together; every set is a person, and whoever is in one fold is left out of training together: `folds`
/// folds of nearly as many people, dealt at random, or 0 for each person by itself. Fewer than two people, or fewer
/// than folds, are an analysis error, as is someone without a trial in a class.
Problem between_people(const PeopleTrials& people, int folds, parallel::Seed seed);

/// Which trial's data stand at which trial's place, per repeat.
using Orders = std::vector<std::vector<int>>;

/// Every trial at its own place.
Orders own_places(const Problem& problem);
/// Trials of each block in random order: with classes and folds left where they are, the classes of the trials are
/// permuted, and folds keep their balance. The same order in every repeat; from Stream(seed, item).
Orders permuted(const Problem& problem, parallel::Seed seed, std::size_t item);
/// Trials drawn with replacement among those of the same class and fold: no trial is ever in both training and test.
/// From Stream(seed, item).
Orders redrawn(const Problem& problem, parallel::Seed seed, std::size_t item);

/// Scores over time, curves x times: a `discriminant` trained at each time without the fold, scored on it, averaged
/// over repeats and, if the problem says so, over sets. Nothing is computed from trials that are tested before they are
/// tested.
Eigen::MatrixXd score_curves(const Problem& problem, const Orders& orders, Score score, parallel::Threads threads);

/// Makes the orders of one draw.
using Draw = std::function<Orders(std::size_t item)>;
/// `draws` times such curves, as draws x times for every group: the mean of the curves of the group's rows. The same
/// for any number of threads.
std::vector<Eigen::MatrixXd> drawn_curves(const Problem& problem, std::size_t draws, const Draw& draw,
                                          std::span<const std::vector<int>> groups, Score score,
                                          parallel::Threads threads, const parallel::Progress& progress = {});

/// Training at every time (rows), testing at every time (columns), averaged over sets and repeats: King & Dehaene
/// (2014), Trends Cogn Sci 18:203-210. The diagonal is the mean of `score_curves`.
Eigen::MatrixXd generalisation(const Problem& problem, Score score, parallel::Threads threads);

}  // namespace attune::decode
