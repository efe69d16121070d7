#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/decode/answers.hpp"
#include "attune/decode/cross_validation.hpp"
#include "attune/decode/decoding.hpp"
#include "attune/decode/discriminant.hpp"
#include "decode_calibration.hpp"
#include "made_people.hpp"

namespace attune::test {
namespace {

using decode::Score;

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  parallel::Stream stream({seed}, 0);
  Eigen::MatrixXd x(rows, columns);
  for (double& value : x.reshaped()) value = stream.normal();
  return x;
}

TEST(Discriminant, DoesNotCareForTheUnitsOfChannels) {
  const Eigen::MatrixXd first = noise(5, 12, 1), second = noise(5, 9, 2).array() + 0.5;
  Eigen::VectorXd units(5);
  units << 1e-6, 1, 3, 1e3, 0.01;
  const decode::Discriminant rule = decode::discriminant(first, second);
  const decode::Discriminant other = decode::discriminant(units.asDiagonal() * first, units.asDiagonal() * second);
  EXPECT_LT((rule.weights - units.cwiseProduct(other.weights)).norm(), 1e-9 * rule.weights.norm());
  EXPECT_NEAR(rule.intercept, other.intercept, 1e-9);
}

TEST(Discriminant, TurnsAroundWithTheClasses) {
  const Eigen::MatrixXd first = noise(5, 12, 1), second = noise(5, 9, 2);
  const decode::Discriminant rule = decode::discriminant(first, second), turned = decode::discriminant(second, first);
  EXPECT_LT((rule.weights + turned.weights).norm(), 1e-12 * rule.weights.norm());
  EXPECT_NEAR(rule.intercept, -turned.intercept, 1e-12);
}

TEST(Discriminant, IsTheSameAmongVariablesAndAmongObservations) {
  // The same observations with copies of the variables: of 4 variables solved among variables, of 40 among
  // observations. Copies share the weight of what they are copies of.
  const Eigen::MatrixXd first = noise(4, 6, 3), second = noise(4, 6, 4).array() + 1;
  const Eigen::MatrixXd wide = first.replicate(10, 1), wide_second = second.replicate(10, 1);
  const decode::Discriminant rule = decode::discriminant(wide, wide_second);
  EXPECT_LT((rule.weights.head(4) - rule.weights.tail(4)).norm(), 1e-9 * rule.weights.norm());
  // The rule solves its own equations: (1/2 sum of shrunk covariances) w = difference of means.
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(40, 40);
  for (const Eigen::MatrixXd& x : {wide, wide_second}) {
    const Eigen::MatrixXd c = x.colwise() - x.rowwise().mean();
    const Eigen::MatrixXd s = c * c.transpose() / 6.0;
    const double d = decode::shrinkage(x);
    covariance += 0.5 * (1 - d) * s + 0.5 * d * Eigen::MatrixXd(s.diagonal().asDiagonal());
  }
  const Eigen::VectorXd difference = wide_second.rowwise().mean() - wide.rowwise().mean();
  EXPECT_LT((covariance * rule.weights - difference).norm(), 1e-9 * difference.norm());
}

TEST(Folds, HoldEachClassInNearlyEqualNumbers) {
  const decode::PeopleTrials people = made_people({.trials = 23}, 1);
  const decode::Problem problem = decode::within_person(people.people[0], 5, 3, {1});
  ASSERT_EQ(problem.repeats.size(), 3u);
  EXPECT_NE(problem.repeats[0].fold, problem.repeats[1].fold);
  for (const decode::Split& split : problem.repeats)
    for (int fold = 0; fold < 5; ++fold)
      for (const bool second : {false, true}) {
        int count = 0;
        for (std::size_t i = 0; i < split.fold.size(); ++i)
          count += split.fold[i] == fold && problem.second[i] == second ? 1 : 0;
        EXPECT_TRUE(count == 4 || count == 5) << count;
      }
}

TEST(Redrawn, NeverPutsATrialIntoTrainingAndTest) {
  const decode::PeopleTrials people = made_people({}, 1);
  const decode::Problem problem = decode::within_person(people.people[0], 5, 2, {1});
  for (std::size_t item = 0; item < 20; ++item) {
    const decode::Orders orders = decode::redrawn(problem, {3}, item);
    for (std::size_t r = 0; r < orders.size(); ++r)
      for (std::size_t i = 0; i < orders[r].size(); ++i) {
        const auto from = static_cast<std::size_t>(orders[r][i]);
        EXPECT_EQ(problem.repeats[r].fold[from], problem.repeats[r].fold[i]);
        EXPECT_EQ(problem.second[from], problem.second[i]);
      }
  }
}

TEST(Permuted, StaysWithinTheBlock) {
  decode::PeopleTrials people = made_people({}, 1);
  for (std::size_t i = 0; i < 40; ++i) people.people[0].block[i] = static_cast<int>(i % 3);
  const decode::Problem problem = decode::within_person(people.people[0], 5, 1, {1});
  std::vector<int> order = decode::permuted(problem, {3}, 5)[0];
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i] % 3, static_cast<int>(i % 3));
  EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], static_cast<int>(i));
}

TEST(ScoreCurves, TurnAroundNothingWhenTheClassesDo) {
  decode::PeopleTrials people = made_people({.samples = 6, .effect = 0.5}, 4);
  const decode::Problem problem = decode::within_person(people.people[0], 4, 1, {1});
  decode::Problem turned = problem;
  turned.second.flip();
  const Eigen::MatrixXd a = decode::score_curves(problem, decode::own_places(problem), Score::auc, {1});
  const Eigen::MatrixXd b = decode::score_curves(turned, decode::own_places(turned), Score::auc, {1});
  EXPECT_LT((a - b).cwiseAbs().maxCoeff(), 1e-12);
}

TEST(ScoreCurves, FindWhatIsThereWhenItIsThere) {
  const decode::PeopleTrials people = made_people({.trials = 60, .effect = 1.5, .memory = 0.3}, 5);
  const decode::Problem problem = decode::within_person(people.people[0], 5, 1, {1});
  const Eigen::MatrixXd curve = decode::score_curves(problem, decode::own_places(problem), Score::auc, {2});
  EXPECT_LT(curve.leftCols(10).maxCoeff(), 0.7) << "before 50 ms";
  EXPECT_GT(curve.rightCols(10).minCoeff(), 0.9);
}

TEST(Generalisation, HasTheCurveAsItsDiagonal) {
  const decode::PeopleTrials people = made_people({.people = 3, .samples = 6, .effect = 0.5, .from_ms = -100}, 6);
  for (const bool together : {false, true}) {
    const decode::Problem problem =
        together ? decode::between_people(people, 0, {1}) : decode::within_person(people.people[0], 4, 2, {1});
    const Eigen::MatrixXd curve = decode::score_curves(problem, decode::own_places(problem), Score::auc, {1});
    const Eigen::MatrixXd square = decode::generalisation(problem, Score::auc, {2});
    EXPECT_LT((square.diagonal().transpose() - curve.colwise().mean()).cwiseAbs().maxCoeff(), 1e-12);
  }
}

TEST(BetweenPeople, TrainsOnOthersAlone) {
  // What tells the conditions apart is turned around in one of the people: who was trained on others is then wrong.
  decode::PeopleTrials people = made_people({.people = 8, .samples = 2, .effect = 3, .from_ms = -100}, 7);
  for (Eigen::MatrixXd& values : people.people[2].at) values *= -1;
  const decode::Problem problem = decode::between_people(people, 0, {1});
  const Eigen::MatrixXd scores = decode::score_curves(problem, decode::own_places(problem), Score::auc, {1});
  ASSERT_EQ(scores.rows(), 8);
  EXPECT_LT(scores.row(2).maxCoeff(), 0.2);
  EXPECT_GT(scores.row(0).minCoeff(), 0.8);
}

decode::DecodingOptions quick(int threads) {
  decode::DecodingOptions options;
  options.folds = 3;
  options.repeats = 1;
  options.permutations = 20;
  options.draws = 200;
  options.bootstraps = 1000;
  options.threads = {threads};
  options.generalise = true;
  options.seed = {9};
  return options;
}

TEST(Decoding, HasTheSameBitsForAnyNumberOfThreads) {
  const decode::PeopleTrials people =
      made_people({.people = 9, .channels = 3, .trials = 8, .samples = 8, .effect = 1}, 8);
  const std::vector<std::string> groups{"a", "b", "a", "b", "a", "b", "a", "b", "a"}, levels{"a", "b"};
  for (const decode::By by : {decode::By::trial, decode::By::participant}) {
    std::vector<std::string> texts;
    for (const int threads : {1, 2}) {
      decode::DecodingOptions options = quick(threads);
      options.by = by;
      if (by == decode::By::trial) options.permutations = 5;
      const decode::Decoding decoding = decode::decode(people, groups, levels, options);
      texts.push_back(to_json(decode::summary(decoding), false) + to_json(to_records(decode::curves(decoding)), false) +
                      decode::figure(decoding));
    }
    EXPECT_TRUE(texts[0] == texts[1]);
  }
}

TEST(Decoding, OfOnePersonDoesNotDependOnTheOthers) {
  const decode::PeopleTrials all = made_people({.people = 3, .channels = 3, .trials = 8, .samples = 6, .effect = 1}, 8);
  decode::PeopleTrials one = all;
  one.people = {all.people[1]};
  const decode::Decoding with = decode::decode(all, {}, {}, quick(1)), alone = decode::decode(one, {}, {}, quick(1));
  EXPECT_EQ(with.people[1].scores, alone.people[0].scores);
  EXPECT_EQ(with.people[1].test->p, alone.people[0].test->p);
}

TEST(Decoding, ExcludesWhoHasTooFewTrialsWithTheReason) {
  decode::PeopleTrials people = made_people({.people = 3, .channels = 3, .trials = 8, .samples = 6}, 8);
  decode::PersonTrials& few = people.people[1];
  few.second.assign(16, true);
  few.second[0] = few.second[1] = false;
  few.count = {2, 14};
  const decode::Decoding decoding = decode::decode(people, {}, {}, quick(1));
  EXPECT_EQ(decoding.groups[0].people, 2u);
  EXPECT_EQ(decoding.groups[0].excluded, 1u);
  EXPECT_NE(decoding.people[1].excluded.find("sub-02: 2 and 14 trials, expected 3"), std::string::npos)
      << decoding.people[1].excluded;
  EXPECT_TRUE(std::isnan(decoding.people[1].scores[0]));
}

TEST(Decoding, FindsTheOnsetOfAGroup) {
  const decode::PeopleTrials people =
      made_people({.people = 10, .trials = 30, .effect = 1, .from_ms = 50, .memory = 0.3}, 10);
  decode::DecodingOptions options = quick(2);
  options.permutations = 19;
  options.draws = 2000;
  const decode::Decoding decoding = decode::decode(people, {}, {}, options);
  const decode::GroupCurve& group = decoding.groups[0];
  EXPECT_EQ(group.significant.onset.value, 50);
  // Half of a step lies between the last time before it and the first of it.
  EXPECT_GT(group.fraction.onset.value, 40);
  EXPECT_LT(group.fraction.onset.value, 50);
  EXPECT_LE(group.fraction.low, group.fraction.onset.value);
  EXPECT_GE(group.fraction.high, group.fraction.onset.value);
}

TEST(Decoding, HasNoOnsetWithoutASignificantTime) {
  decode::DecodingOptions options = quick(1);
  options.alpha = 0.001;  // below 1/201, the smallest p of 200 draws
  const decode::Decoding decoding =
      decode::decode(made_people({.people = 4, .channels = 3, .trials = 8, .samples = 6}, 8), {}, {}, options);
  EXPECT_EQ(decoding.groups[0].fraction.onset.reason, "no time is above chance");
  EXPECT_TRUE(std::isnan(decoding.groups[0].fraction.low));
}

TEST(Decoding, RefusesWhatCannotBe) {
  const decode::PeopleTrials people = made_people({.people = 1, .channels = 3, .trials = 8, .samples = 6}, 8);
  decode::DecodingOptions options = quick(1);
  options.by = decode::By::participant;
  EXPECT_THROW(decode::decode(people, {}, {}, options), Error) << "nobody to be trained on";
  options = quick(1);
  options.onset.run = 7;
  EXPECT_THROW(decode::decode(people, {}, {}, options), Error) << "six times";
}

// The calibration in short; the long one is in decode_calibration. Of 40 experiments at 5 % more than 8 rejections
// happen about once in five thousand times.
TEST(Decoding, RejectsRarelyWhereThereIsNothing) {
  int one = 0, people = 0, between = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    one += rejects_one_person(seed, 10) ? 1 : 0;
    people += rejects_people(seed, 8, 10) ? 1 : 0;
    if (seed < 20) between += rejects_between(seed, 4, 6) ? 1 : 0;
  }
  EXPECT_LE(one, 8);
  EXPECT_LE(people, 8);
  EXPECT_LE(between, 6);
}

}  // namespace
}  // namespace attune::test
