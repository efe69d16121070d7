#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/decode/cross_validation.hpp"

namespace attune::decode {
namespace {

/// A number that stands for a name, the same everywhere (FNV-1a).
std::uint64_t number_of(std::string_view name) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
  return hash;
}

/// `count` items dealt at random to `folds` of nearly equal size.
std::vector<int> dealt(std::size_t count, int folds, parallel::Stream& stream) {
  std::vector<int> cards(count);
  for (std::size_t i = 0; i < count; ++i) cards[i] = static_cast<int>(i % static_cast<std::size_t>(folds));
  parallel::shuffle(std::span<int>(cards), stream);
  return cards;
}

}  // namespace

parallel::Seed seed_of(const PersonTrials& person, parallel::Seed seed) {
  return parallel::derive(seed, number_of(person.participant_id));
}

Problem within_person(const PersonTrials& person, int folds, int repeats, parallel::Seed seed) {
  for (const std::size_t count : person.count)
    if (count < static_cast<std::size_t>(folds))
      throw analysis_error(
          fmt::format("{}: {} and {} trials, expected {} of each condition at least for {} folds; ask "
                      "for fewer --folds",
                      person.participant_id, person.count[0], person.count[1], folds, folds));
  Problem problem{person.at, person.second, person.block, {}, true};
  const parallel::Seed own = seed_of(person, seed);
  for (int repeat = 0; repeat < repeats; ++repeat) {
    parallel::Stream stream(own, static_cast<std::uint64_t>(repeat));
    Split split;
    split.folds = split.sets = folds;
    split.fold.resize(person.trials());
    for (const bool second : {false, true}) {
      const std::vector<int> cards = dealt(person.count[second ? 1 : 0], folds, stream);
      std::size_t next = 0;
      for (std::size_t i = 0; i < person.trials(); ++i)
        if (person.second[i] == second) split.fold[i] = cards[next++];
    }
    split.set = split.fold;
    problem.repeats.push_back(std::move(split));
  }
  return problem;
}

Problem between_people(const PeopleTrials& people, int folds, parallel::Seed seed) {
  const std::size_t n = people.people.size();
  if (n < 2) throw analysis_error(fmt::format("{} person, expected two at least to leave one out", n));
  if (static_cast<std::size_t>(folds) > n)
    throw analysis_error(fmt::format("{} people for {} folds, expected one person a fold at least", n, folds));
  parallel::Stream stream(parallel::derive(seed, 0), 0);
  std::vector<int> fold_of(n);
  std::iota(fold_of.begin(), fold_of.end(), 0);
  if (folds > 0) fold_of = dealt(n, folds, stream);
  Problem problem;
  problem.average_sets = false;
  Split split;
  split.folds = folds > 0 ? folds : static_cast<int>(n);
  split.sets = static_cast<int>(n);
  Eigen::Index trials = 0;
  int blocks = 0;
  for (std::size_t p = 0; p < n; ++p) {
    const PersonTrials& person = people.people[p];
    if (person.count[0] == 0 || person.count[1] == 0)
      throw analysis_error(fmt::format("{}: {} and {} trials, expected one of each condition at least",
                                       person.participant_id, person.count[0], person.count[1]));
    trials += static_cast<Eigen::Index>(person.trials());
    for (std::size_t i = 0; i < person.trials(); ++i) {
      problem.second.push_back(person.second[i]);
      problem.block.push_back(blocks + person.block[i]);
      split.fold.push_back(fold_of[p]);
      split.set.push_back(static_cast<int>(p));
    }
    blocks += 1 + *std::max_element(person.block.begin(), person.block.end());
  }
  problem.repeats = {std::move(split)};
  for (Eigen::Index t = 0; t < people.times.samples; ++t) {
    Eigen::MatrixXd all(static_cast<Eigen::Index>(people.channels.size()), trials);
    Eigen::Index column = 0;
    for (const PersonTrials& person : people.people) {
      const Eigen::MatrixXd& own = person.at[static_cast<std::size_t>(t)];
      all.middleCols(column, own.cols()) = own;
      column += own.cols();
    }
    problem.at.push_back(std::move(all));
  }
  return problem;
}

Orders own_places(const Problem& problem) {
  std::vector<int> order(problem.second.size());
  std::iota(order.begin(), order.end(), 0);
  return Orders(problem.repeats.size(), order);
}

Orders permuted(const Problem& problem, parallel::Seed seed, std::size_t item) {
  parallel::Stream stream(seed, item);
  std::map<int, std::vector<int>> blocks;
  for (std::size_t i = 0; i < problem.block.size(); ++i) blocks[problem.block[i]].push_back(static_cast<int>(i));
  std::vector<int> order(problem.block.size());
  for (const auto& [block, places] : blocks) {
    std::vector<int> moved = places;
    parallel::shuffle(std::span<int>(moved), stream);
    for (std::size_t i = 0; i < places.size(); ++i) order[static_cast<std::size_t>(places[i])] = moved[i];
  }
  return Orders(problem.repeats.size(), order);
}

Orders redrawn(const Problem& problem, parallel::Seed seed, std::size_t item) {
  parallel::Stream stream(seed, item);
  Orders orders;
  for (const Split& split : problem.repeats) {
    std::map<std::pair<int, bool>, std::vector<int>> alike;
    for (std::size_t i = 0; i < split.fold.size(); ++i)
      alike[{split.fold[i], problem.second[i]}].push_back(static_cast<int>(i));
    std::vector<int> order(split.fold.size());
    for (const auto& [key, places] : alike)
      for (const int place : places) order[static_cast<std::size_t>(place)] = places[stream.below(places.size())];
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace attune::decode
