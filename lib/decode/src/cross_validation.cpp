#include "attune/decode/cross_validation.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "attune/decode/discriminant.hpp"

namespace attune::decode {
namespace {

/// Trials of one split sorted by what they are for.
struct Parts {
  std::array<std::vector<int>, 2> train;              ///< places, by class
  std::vector<std::array<std::vector<int>, 2>> test;  ///< places per set, by class; empty for sets of other folds
};

Parts parts_of(const Problem& problem, const Split& split, int fold) {
  Parts parts;
  parts.test.resize(static_cast<std::size_t>(split.sets));
  for (std::size_t i = 0; i < split.fold.size(); ++i) {
    const std::size_t second = problem.second[i] ? 1 : 0;
    if (split.fold[i] == fold)
      parts.test[static_cast<std::size_t>(split.set[i])][second].push_back(static_cast<int>(i));
    else
      parts.train[second].push_back(static_cast<int>(i));
  }
  return parts;
}

Eigen::MatrixXd columns(const Eigen::MatrixXd& x, const std::vector<int>& places, const std::vector<int>& order) {
  Eigen::MatrixXd out(x.rows(), static_cast<Eigen::Index>(places.size()));
  for (std::size_t i = 0; i < places.size(); ++i)
    out.col(static_cast<Eigen::Index>(i)) = x.col(order[static_cast<std::size_t>(places[i])]);
  return out;
}

Discriminant trained(const Eigen::MatrixXd& x, const Parts& parts, const std::vector<int>& order) {
  return discriminant(columns(x, parts.train[0], order), columns(x, parts.train[1], order));
}

std::vector<double> decisions(const Discriminant& rule, const Eigen::MatrixXd& x, const std::vector<int>& places,
                              const std::vector<int>& order) {
  std::vector<double> out;
  for (const int place : places)
    out.push_back(rule.weights.dot(x.col(order[static_cast<std::size_t>(place)])) + rule.intercept);
  return out;
}

/// Adds the scores of one fold's sets.
void add_scores(const Discriminant& rule, const Eigen::MatrixXd& x, const Parts& parts, const std::vector<int>& order,
                Score score, Eigen::VectorXd& sums) {
  for (std::size_t s = 0; s < parts.test.size(); ++s) {
    if (parts.test[s][0].empty() && parts.test[s][1].empty()) continue;
    sums[static_cast<Eigen::Index>(s)] +=
        score_of(score, decisions(rule, x, parts.test[s][0], order), decisions(rule, x, parts.test[s][1], order));
  }
}

/// The parts of every fold of every repeat, made once.
std::vector<std::vector<Parts>> all_parts(const Problem& problem) {
  std::vector<std::vector<Parts>> parts;
  for (const Split& split : problem.repeats) {
    parts.emplace_back();
    for (int fold = 0; fold < split.folds; ++fold) parts.back().push_back(parts_of(problem, split, fold));
  }
  return parts;
}

/// Scores at one time: one per curve.
Eigen::VectorXd scores_at(const Problem& problem, const std::vector<std::vector<Parts>>& parts, const Orders& orders,
                          Eigen::Index time, Score score) {
  const Eigen::MatrixXd& x = problem.at[static_cast<std::size_t>(time)];
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(problem.repeats.front().sets);
  for (std::size_t r = 0; r < problem.repeats.size(); ++r)
    for (const Parts& part : parts[r]) add_scores(trained(x, part, orders[r]), x, part, orders[r], score, sums);
  sums /= static_cast<double>(problem.repeats.size());
  if (problem.average_sets) return Eigen::VectorXd::Constant(1, sums.mean());
  return sums;
}

}  // namespace

Eigen::MatrixXd score_curves(const Problem& problem, const Orders& orders, Score score, parallel::Threads threads) {
  const auto parts = all_parts(problem);
  Eigen::MatrixXd curves(problem.curves(), problem.times());
  parallel::for_each(problem.at.size(), threads, [&](std::size_t time) {
    curves.col(static_cast<Eigen::Index>(time)) =
        scores_at(problem, parts, orders, static_cast<Eigen::Index>(time), score);
  });
  return curves;
}

std::vector<Eigen::MatrixXd> drawn_curves(const Problem& problem, std::size_t draws, const Draw& draw,
                                          std::span<const std::vector<int>> groups, Score score,
                                          parallel::Threads threads, const parallel::Progress& progress) {
  const auto parts = all_parts(problem);
  std::vector<Eigen::MatrixXd> out(groups.size(), Eigen::MatrixXd(static_cast<Eigen::Index>(draws), problem.times()));
  std::mutex mutex;
  std::size_t done = 0;
  parallel::for_each(draws, threads, [&](std::size_t item) {
    const Orders orders = draw(item);
    for (Eigen::Index time = 0; time < problem.times(); ++time) {
      const Eigen::VectorXd scores = scores_at(problem, parts, orders, time, score);
      for (std::size_t g = 0; g < groups.size(); ++g) {
        double sum = 0;
        for (const int row : groups[g]) sum += scores[row];
        out[g](static_cast<Eigen::Index>(item), time) = sum / static_cast<double>(groups[g].size());
      }
    }
    if (!progress) return;
    const std::lock_guard lock(mutex);
    progress(++done, draws);
  });
  return out;
}

Eigen::MatrixXd generalisation(const Problem& problem, Score score, parallel::Threads threads) {
  const auto parts = all_parts(problem);
  const Orders orders = own_places(problem);
  Eigen::MatrixXd scores(problem.times(), problem.times());
  parallel::for_each(problem.at.size(), threads, [&](std::size_t from) {
    const Eigen::Index sets = problem.repeats.front().sets;
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(sets, problem.times());
    for (std::size_t r = 0; r < problem.repeats.size(); ++r)
      for (const Parts& part : parts[r]) {
        const Discriminant rule = trained(problem.at[from], part, orders[r]);
        for (Eigen::Index to = 0; to < problem.times(); ++to) {
          Eigen::VectorXd column = sums.col(to);
          add_scores(rule, problem.at[static_cast<std::size_t>(to)], part, orders[r], score, column);
          sums.col(to) = column;
        }
      }
    scores.row(static_cast<Eigen::Index>(from)) = (sums / static_cast<double>(problem.repeats.size())).colwise().mean();
  });
  return scores;
}

}  // namespace attune::decode
