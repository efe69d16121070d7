#include "attune/heart/beats.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attune::heart {
namespace {

Beats four_beats() {
  Beats out;
  out.times_s = {1.0, 1.75, 5.0, 6.0};
  out.quality = {1.0, 0.5, 0.9, 0.8};
  out.follows_gap = {true, false, true, false};
  out.recording_to_s = 8;
  out.stretches = {{2, 4, Stretch::Why::missing}, {6.5, 7.5, Stretch::Why::flat}};
  return out;
}

TEST(IntervalsOfBeats, LeaveOutTheOneOverAGap) {
  const physio::Intervals intervals = intervals_of(four_beats());
  EXPECT_THAT(intervals.ms, ::testing::ElementsAre(750, 1000));
  EXPECT_THAT(intervals.end_s, ::testing::ElementsAre(1.75, 6));
  EXPECT_THAT(intervals.follows_gap, ::testing::ElementsAre(true, true));
}

TEST(QualityOfAWindow, IsItsShares) {
  const WindowQuality all = quality_of(four_beats(), Seconds(0), Seconds(8));
  EXPECT_DOUBLE_EQ(all.missing, 0.25);
  EXPECT_DOUBLE_EQ(all.flat, 0.125);
  EXPECT_DOUBLE_EQ(all.clipped, 0);
  EXPECT_DOUBLE_EQ(all.unusable(), 0.375);
  EXPECT_DOUBLE_EQ(all.poor_beats, 0.25);
  EXPECT_DOUBLE_EQ(all.mean_quality, 0.8);
  EXPECT_EQ(all.beats, 4U);
}

TEST(QualityOfAWindow, CountsWhatWasNotRecordedAsMissing) {
  const WindowQuality late = quality_of(four_beats(), Seconds(7), Seconds(11));
  EXPECT_DOUBLE_EQ(late.missing, 0.75);
  EXPECT_DOUBLE_EQ(late.flat, 0.125);
  EXPECT_EQ(late.beats, 0U);
  EXPECT_TRUE(std::isnan(late.mean_quality));
  EXPECT_DOUBLE_EQ(quality_of(four_beats(), Seconds(20), Seconds(22)).missing, 1.0);
}

}  // namespace
}  // namespace attune::heart
