#include "attune/heart/responses.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "made_intervals.hpp"

namespace attune::heart {
namespace {

using ::testing::HasSubstr;
constexpr double kRounding = 1e-9;

physio::Event event(double onset, const std::string& type) { return {Seconds(onset), Seconds(0), type}; }

ResponseOptions options() {
  ResponseOptions out;
  out.conditions = {"tone"};
  out.seconds = 2;
  return out;
}

TEST(MeanOver, CountsEveryIntervalByItsPartOfTheTime) {
  // 0 to 0.8, 0.8 to 2.0: the second from 0.5 has 0.3 s of the first and 0.7 s of the other.
  const physio::Intervals intervals = test::intervals_of({800, 1200});
  EXPECT_NEAR(mean_over(intervals, 0.5, 1.5, false), 0.3 * 800 + 0.7 * 1200, kRounding);
  EXPECT_NEAR(mean_over(intervals, 0.5, 1.5, true), 0.3 * 75 + 0.7 * 50, kRounding);
  EXPECT_TRUE(std::isnan(mean_over(intervals, 1.5, 2.5, false))) << "half of it is not known";
}

TEST(HeartResponse, IsTheChangeOfEverySecondFromTheBaseline) {
  // 800 ms until 4.0, then 1000 ms until 8.0.
  const physio::Intervals intervals = test::intervals_of({800, 800, 800, 800, 800, 1000, 1000, 1000, 1000});
  const std::vector<bool> corrected(intervals.size(), false);
  const std::vector<physio::Event> events{event(3.5, "tone"), event(5, "other")};
  const std::vector<Response> found = responses(intervals, corrected, events, options(), 0.2);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].baseline, 800, kRounding);
  ASSERT_EQ(found[0].changes.size(), 2u);
  EXPECT_NEAR(found[0].changes[0], 100, kRounding);
  EXPECT_NEAR(found[0].changes[1], 200, kRounding);
}

TEST(HeartResponse, DoesNotChangeWithTheClock) {
  physio::Intervals intervals = test::resting_heart(60, {5}, 0);
  const std::vector<bool> corrected(intervals.size(), false);
  const std::vector<physio::Event> now{event(20.3, "tone")}, later{event(120.3, "tone")};
  const std::vector<Response> one = responses(intervals, corrected, now, options(), 0.2);
  for (double& end : intervals.end_s) end += 100;
  const std::vector<Response> two = responses(intervals, corrected, later, options(), 0.2);
  EXPECT_NEAR(one[0].changes[1], two[0].changes[1], 1e-6);
}

TEST(HeartResponse, IsExcludedWhereBeatsAreMissingOrWereCorrected) {
  const physio::Intervals intervals = test::intervals_of(std::vector<double>(10, 800));
  std::vector<bool> corrected(10, false);
  corrected[4] = true;
  const std::vector<physio::Event> events{event(0.5, "tone"), event(3, "tone"), event(7, "tone")};
  const std::vector<Response> found = responses(intervals, corrected, events, options(), 0.2);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_THAT(found[0].excluded, HasSubstr("missing")) << "the baseline begins before the first beat";
  EXPECT_THAT(found[1].excluded, HasSubstr("corrected 0.27"));
  EXPECT_TRUE(std::isnan(found[1].changes[0]));
  EXPECT_THAT(found[2].excluded, HasSubstr("missing"));
}

TEST(HeartResponse, RefusesConditionsThatNoEventHas) {
  const physio::Intervals intervals = test::intervals_of(std::vector<double>(10, 800));
  const std::vector<physio::Event> events{event(3, "tones")};
  EXPECT_THROW(responses(intervals, std::vector<bool>(10, false), events, options(), 0.2), Error);
  ResponseOptions none = options();
  none.seconds = 0;
  EXPECT_THROW(responses(intervals, std::vector<bool>(10, false), events, none, 0.2), Error);
}

}  // namespace
}  // namespace attune::heart
