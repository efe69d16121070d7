#include "attune/heart/time_domain.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "made_intervals.hpp"

namespace attune::heart {
namespace {

constexpr double kRounding = 1e-9;

// mean 793.75; differences 10, 5, -65.
const std::vector<double> kFour{800, 810, 815, 750};

TEST(TimeDomain, OfFourIntervalsIsWhatAHandFinds) {
  const TimeDomain found = time_domain(runs_of(test::intervals_of(kFour)));
  EXPECT_EQ(found.n, 4u);
  EXPECT_EQ(found.differences, 3u);
  EXPECT_NEAR(found.mean_nn, 793.75, kRounding);
  EXPECT_NEAR(found.heart_rate, 60000 / 793.75, kRounding);
  EXPECT_NEAR(found.sdnn, std::sqrt((6.25 * 6.25 + 16.25 * 16.25 + 21.25 * 21.25 + 43.75 * 43.75) / 3), kRounding);
  EXPECT_NEAR(found.cvnn, 100 * found.sdnn / 793.75, kRounding);
  EXPECT_NEAR(found.rmssd, std::sqrt((100 + 25 + 4225) / 3.0), kRounding);
  EXPECT_NEAR(found.sdsd, std::sqrt((4350 - 50 * 50 / 3.0) / 2), kRounding);
  EXPECT_NEAR(found.pnn50, 100.0 / 3, kRounding) << "one of three differences, not of four intervals";
  EXPECT_NEAR(found.pnn20, 100.0 / 3, kRounding);
}

TEST(TimeDomain, TakesNoDifferenceAcrossAGap) {
  physio::Intervals intervals = test::intervals_of(kFour);
  intervals.follows_gap[3] = true;
  const TimeDomain found = time_domain(runs_of(intervals));
  EXPECT_EQ(found.differences, 2u);
  EXPECT_NEAR(found.rmssd, std::sqrt((100 + 25) / 2.0), kRounding);
  EXPECT_NEAR(found.mean_nn, 793.75, kRounding) << "the intervals themselves are all there";
}

TEST(TimeDomain, CountsNoDifferenceOfExactlyFiftyMilliseconds) {
  // 18 samples at 360 Hz are 50 ms, but the difference of such intervals in floating point may be a little more.
  std::vector<double> ms;
  for (int samples : {288, 306, 288, 270, 289}) ms.push_back(samples / 360.0 * 1000.0);
  EXPECT_NEAR(time_domain(runs_of(test::intervals_of(ms))).pnn50, 25, kRounding);
}

TEST(TimeDomain, OfTooFewIntervalsIsMissing) {
  EXPECT_TRUE(std::isnan(time_domain({}).mean_nn));
  const TimeDomain one = time_domain(runs_of(test::intervals_of({800})));
  EXPECT_EQ(one.mean_nn, 800);
  EXPECT_TRUE(std::isnan(one.sdnn));
  EXPECT_TRUE(std::isnan(one.rmssd));
  EXPECT_TRUE(std::isnan(time_domain(runs_of(test::intervals_of({800, 810}))).sdsd));
}

TEST(Runs, HoldTheIntervalsThatLieWithinTheWindow) {
  const physio::Intervals intervals = test::intervals_of({1000, 1000, 1000, 1000});
  const std::vector<IntervalRun> runs = runs_of(intervals, Seconds(0.5), Seconds(3.0));
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs[0].end_s, (std::vector<double>{2, 3}));
  EXPECT_NEAR(covered_share(intervals, Seconds(2.5), Seconds(6.5)), 0.375, kRounding);
}

TEST(Runs, WithoutAnIntervalAreCutThere) {
  const physio::Intervals left = without(test::intervals_of({800, 900, 700, 600}), {false, true, false, false});
  EXPECT_EQ(left.ms, (std::vector<double>{800, 700, 600}));
  EXPECT_EQ(left.follows_gap, (std::vector<bool>{true, true, false}));
}

TEST(Runs, RefuseAnIntervalThatIsNone) {
  physio::Intervals intervals = test::intervals_of({800, 900});
  intervals.ms[1] = 0;
  EXPECT_THROW(runs_of(intervals), Error);
}

}  // namespace
}  // namespace attune::heart
