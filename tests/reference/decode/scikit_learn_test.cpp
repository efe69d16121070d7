// Against scikit-learn 1.2.1 on numbers that a formula makes, the same in both:
//   LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto", priors=[0.5, 0.5])
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/decode/cross_validation.hpp"
#include "attune/decode/discriminant.hpp"

namespace attune::decode {
namespace {

constexpr double kAgreement = 1e-9;  // relative to the largest weight

Eigen::MatrixXd made(int variables, int observations, int k) {
  Eigen::MatrixXd x(variables, observations);
  for (int i = 0; i < variables; ++i)
    for (int j = 0; j < observations; ++j)
      x(i, j) = std::sin(1.3 * i * i + 0.7 * j * j + 2.1 * i * j + k) * (1 + 0.5 * i) + 0.4 * std::cos(j + k) +
                (k == 1 ? 0.3 * std::sqrt(i + 1.0) : 0.0);
  return x;
}

struct Case {
  int variables, first, second;
  double shrunk_first, shrunk_second, intercept;
  std::vector<double> weights;
};

const std::vector<Case> kCases{
    {3, 9, 7, 1, 1, -0.35773547073878054, {1.1435110608998706, -0.014971577792613933, 0.39407494388309416}},
    {6,
     20,
     30,
     0.52652319671147563,
     0.35976767369267387,
     -0.4871644039083014,
     {0.39003008029980307, 0.037856674350892183, 0.88952418278053513, 0.48442925076677251, -0.23885885821153477,
      0.1328333147414523}},
    // More variables than observations: solved among the observations.
    {12,
     5,
     4,
     0.6042209963791989,
     0.29350239580711901,
     -1.7751276790258359,
     {0.012132126791804143, -0.55181981977043293, 0.90578493370918056, 1.4361137599262674, -0.8485124256868003,
      1.065068388021736, 0.024318285979039171, 0.069028629540883679, 0.31244720831317885, 0.6381071043567198,
      0.30444529470199178, 0.96944435379132188}}};

TEST(ScikitLearn, GivesTheSameShrinkageWeightsAndIntercept) {
  for (const Case& c : kCases) {
    const Eigen::MatrixXd first = made(c.variables, c.first, 0), second = made(c.variables, c.second, 1);
    EXPECT_NEAR(shrinkage(first), c.shrunk_first, kAgreement);
    EXPECT_NEAR(shrinkage(second), c.shrunk_second, kAgreement);
    const Discriminant rule = discriminant(first, second);
    for (int i = 0; i < c.variables; ++i)
      EXPECT_NEAR(rule.weights[i], c.weights[static_cast<std::size_t>(i)], kAgreement) << c.variables << " " << i;
    EXPECT_NEAR(rule.intercept, c.intercept, kAgreement);
  }
}

TEST(ScikitLearn, GivesTheSameScoresForTheSameFolds) {
  Problem problem;
  problem.at = {Eigen::MatrixXd(4, 27)};
  problem.at[0] << made(4, 12, 0), made(4, 15, 1);
  Split split;
  split.folds = split.sets = 3;
  for (int i = 0; i < 27; ++i) {
    problem.second.push_back(i >= 12);
    problem.block.push_back(0);
    split.fold.push_back((i < 12 ? i : i - 12) % 3);
  }
  split.set = split.fold;
  problem.repeats = {split};
  EXPECT_NEAR(score_curves(problem, own_places(problem), Score::auc, {1})(0, 0), 0.76666666666666661, 1e-12);
  EXPECT_NEAR(score_curves(problem, own_places(problem), Score::balanced_accuracy, {1})(0, 0), 0.80833333333333324,
              1e-12);
  problem.average_sets = false;
  const Eigen::MatrixXd sets = score_curves(problem, own_places(problem), Score::auc, {1});
  EXPECT_NEAR(sets(0, 0), 1, 1e-12);
  EXPECT_NEAR(sets(1, 0), 0.7, 1e-12);
  EXPECT_NEAR(sets(2, 0), 0.6, 1e-12);
}

}  // namespace
}  // namespace attune::decode
