#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/decode/cross_validation.hpp"
#include "attune/decode/decoding.hpp"
#include "made_people.hpp"

namespace attune::test {

inline double smallest(const std::vector<double>& p) { return *std::min_element(p.begin(), p.end()); }

/// One experiment's scores, people x times, by trial.
inline Eigen::MatrixXd people_scores(const decode::PeopleTrials& people, int folds) {
  Eigen::MatrixXd scores(static_cast<Eigen::Index>(people.people.size()), people.times.samples);
  for (std::size_t p = 0; p < people.people.size(); ++p) {
    const decode::Problem problem = decode::within_person(people.people[p], folds, 1, {p});
    scores.row(static_cast<Eigen::Index>(p)) =
        decode::score_curves(problem, decode::own_places(problem), decode::Score::auc, {1});
  }
  return scores;
}

/// Classes of one person's trials permuted, 99 times; dealt to folds twice, as by default.
inline bool rejects_one_person(std::uint64_t seed, int trials) {
  const decode::PeopleTrials people = made_people({.people = 1, .channels = 6, .trials = trials, .samples = 10}, seed);
  const decode::Problem problem = decode::within_person(people.people[0], 5, 2, {seed});
  const Eigen::RowVectorXd row = decode::score_curves(problem, decode::own_places(problem), decode::Score::auc, {1});
  const std::vector<std::vector<int>> itself{{0}};
  const auto null =
      decode::drawn_curves(problem, 99, [&](std::size_t item) { return decode::permuted(problem, {seed}, item); },
                           itself, decode::Score::auc, {1});
  return smallest(decode::against_draws(std::vector<double>(row.begin(), row.end()), null[0], 0.05).p_adjusted) <= 0.05;
}

/// Picks among the own and 19 permuted curves of each person, 199 times.
inline bool rejects_people(std::uint64_t seed, int people, int trials) {
  const decode::PeopleTrials made =
      made_people({.people = people, .channels = 4, .trials = trials, .samples = 6}, seed);
  std::vector<Eigen::MatrixXd> permuted;
  const std::vector<std::vector<int>> itself{{0}};
  for (std::size_t p = 0; p < made.people.size(); ++p) {
    const decode::Problem problem = decode::within_person(made.people[p], 5, 1, {p});
    permuted.push_back(decode::drawn_curves(
        problem, 19, [&](std::size_t item) { return decode::permuted(problem, {seed + 7919 * p}, item); }, itself,
        decode::Score::auc, {1})[0]);
  }
  const decode::PickOptions options{199, 0.05, {seed}, {1}};
  return smallest(decode::pick_permuted(people_scores(made, 5), permuted, options).p_adjusted) <= 0.05;
}

/// Signs of people's curves turned around chance, 199 times, with the largest t over time: what is not used, because
/// scores of cross-validation are skewed.
inline bool rejects_flipped(std::uint64_t seed, int people, int trials) {
  const decode::PeopleTrials made =
      made_people({.people = people, .channels = 6, .trials = trials, .samples = 10}, seed);
  const Eigen::MatrixXd differences = people_scores(made, 5).array() - decode::kChance;
  const auto largest_t = [&](const Eigen::VectorXd& signs) {
    const Eigen::MatrixXd x = signs.asDiagonal() * differences;
    const Eigen::RowVectorXd mean = x.colwise().mean();
    const Eigen::RowVectorXd spread = (x.rowwise() - mean).colwise().norm();
    return (mean.array() / spread.array()).maxCoeff();
  };
  const double observed = largest_t(Eigen::VectorXd::Ones(people));
  parallel::Stream stream({seed}, 1);
  int reached = 1;
  for (int draw = 0; draw < 199; ++draw) {
    Eigen::VectorXd signs(people);
    for (double& sign : signs) sign = stream.below(2) == 0 ? 1 : -1;
    reached += largest_t(signs) >= observed - 1e-12 ? 1 : 0;
  }
  return reached <= 10;
}

/// Cross-validated by participant, classes permuted within people, 99 times.
inline bool rejects_between(std::uint64_t seed, int people, int trials) {
  const decode::PeopleTrials made =
      made_people({.people = people, .channels = 4, .trials = trials, .samples = 6}, seed);
  const decode::Problem problem = decode::between_people(made, 0, {seed});
  const Eigen::RowVectorXd mean =
      decode::score_curves(problem, decode::own_places(problem), decode::Score::auc, {1}).colwise().mean();
  std::vector<int> everyone;
  for (int p = 0; p < people; ++p) everyone.push_back(p);
  const auto null =
      decode::drawn_curves(problem, 99, [&](std::size_t item) { return decode::permuted(problem, {seed}, item); },
                           std::vector<std::vector<int>>{everyone}, decode::Score::auc, {1});
  return smallest(decode::against_draws(std::vector<double>(mean.begin(), mean.end()), null[0], 0.05).p_adjusted) <=
         0.05;
}

}  // namespace attune::test
