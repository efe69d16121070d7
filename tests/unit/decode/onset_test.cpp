#include "attune/decode/onset.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/decode/above_chance.hpp"

namespace attune::decode {
namespace {

const eeg::TimeAxis kTimes{Hertz(100), -2, 8};  // -20 ... 50 ms

TEST(RunOnset, NeedsTimesInARowAfterTheEvent) {
  const std::vector<double> statistic{9, 9, 9, 0, 9, 9, 9, 0};
  EXPECT_EQ(run_onset(statistic, 5, kTimes, {Milliseconds(0), 0.5, 3}).value, 20);
  EXPECT_EQ(run_onset(statistic, 5, kTimes, {Milliseconds(0), 0.5, 1}).value, 0);
  EXPECT_EQ(run_onset(statistic, 5, kTimes, {Milliseconds(-20), 0.5, 3}).value, -20);
  const erp::Reading none = run_onset(statistic, 5, kTimes, {Milliseconds(0), 0.5, 4});
  EXPECT_TRUE(std::isnan(none.value));
  EXPECT_EQ(none.reason, "no 4 significant times in a row");
}

TEST(FractionOnset, LiesBetweenTheTimes) {
  const std::vector<double> scores{0.5, 0.5, 0.5, 0.5, 0.6, 0.9, 0.7, 0.5};
  // Half of 0.4 above chance is 0.7, a third of the way from 0.6 at 20 ms to 0.9 at 30 ms.
  EXPECT_NEAR(fraction_onset(scores, 0.5, kTimes, {}).value, 20 + 10.0 / 3, 1e-9);
  EXPECT_TRUE(std::isnan(fraction_onset(std::vector<double>(8, 0.4), 0.5, kTimes, {}).value));
}

TEST(Onset, LookedForAfterTheDataSaysSo) {
  const std::vector<double> scores(8, 0.9);
  const OnsetOptions late{Milliseconds(60), 0.5, 1};
  EXPECT_EQ(run_onset(scores, 0.5, kTimes, late).reason, "the search begins at 60 ms, after the last time, 50 ms");
  EXPECT_EQ(fraction_onset(scores, 0.5, kTimes, late).reason, "the search begins at 60 ms, after the last time, 50 ms");
}

TEST(Estimate, CountsDrawsWithoutAnOnsetAsLate) {
  std::vector<double> draws;
  for (int i = 0; i < 100; ++i) draws.push_back(i < 90 ? 100 + i : std::nan(""));
  const OnsetEstimate estimate = decode::estimate({120, ""}, draws, 0.9);
  EXPECT_NEAR(estimate.low, 104.95, 1e-9);
  EXPECT_TRUE(std::isnan(estimate.high)) << "the 95th of 100 is one of those without";
  EXPECT_NEAR(estimate.missing, 0.1, 1e-12);
  EXPECT_TRUE(std::isnan(decode::estimate({std::nan(""), "none"}, draws, 0.9).low));
}

TEST(AgainstDraws, CountsTheObservedArrangementAndCorrectsByTheLargest) {
  Eigen::MatrixXd null(4, 2);
  null << 0.4, 0.5, 0.6, 0.5, 0.5, 0.7, 0.45, 0.55;
  const AboveChance test = against_draws(std::vector<double>{0.6, 0.8}, null, 0.3);
  EXPECT_DOUBLE_EQ(test.p[0], 2.0 / 5);
  EXPECT_DOUBLE_EQ(test.p[1], 1.0 / 5);
  EXPECT_DOUBLE_EQ(test.p_adjusted[0], 3.0 / 5) << "largest values 0.5, 0.6, 0.7, 0.55";
  EXPECT_DOUBLE_EQ(test.p_adjusted[1], 1.0 / 5);
  EXPECT_NEAR(test.threshold, 0.7, 1e-9) << "below 0.3 is one of five: larger than every draw";
}

TEST(PickPermuted, HasThePickOfEveryonesOwnCurveAmongItsDraws) {
  Eigen::MatrixXd scores(2, 1);
  scores << 0.9, 0.8;
  const std::vector<Eigen::MatrixXd> permuted(2, Eigen::MatrixXd::Constant(1, 1, 0.4));
  const AboveChance test = pick_permuted(scores, permuted, {4000, 0.3, {1}, {1}});
  EXPECT_DOUBLE_EQ(test.statistic[0], 0.85);
  // Of the four picks one is the observed one; four standard errors of 4000 draws are 0.027.
  EXPECT_NEAR(test.p[0], 0.25, 0.027);
  EXPECT_NEAR(test.threshold, 0.65, 1e-9) << "0.9 and 0.4";
}

TEST(AgainstDraws, HasNoThresholdWhereNothingCouldBeSignificant) {
  const AboveChance test = against_draws(std::vector<double>{0.9}, Eigen::MatrixXd::Constant(3, 1, 0.5), 0.05);
  EXPECT_EQ(test.threshold, std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace attune::decode
