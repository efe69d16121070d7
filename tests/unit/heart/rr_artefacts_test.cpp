#include "attune/heart/rr_artefacts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "expect_error.hpp"

namespace attune::heart {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-9;  // of sums of a few hundred intervals

physio::Intervals intervals(const std::vector<double>& ms, double start = 0) {
  physio::Intervals out;
  double time = start;
  for (const double one : ms) {
    time += one / 1000.0;
    out.ms.push_back(one);
    out.end_s.push_back(time);
    out.follows_gap.push_back(out.ms.size() == 1);
  }
  return out;
}

// Thirty intervals of 800 ms with others in the place of the first of them from number `at` on.
std::vector<double> regular_with(std::size_t at, std::size_t replaced, const std::vector<double>& others) {
  std::vector<double> out(30, 800.0);
  const auto from = out.begin() + static_cast<std::ptrdiff_t>(at);
  out.erase(from, from + static_cast<std::ptrdiff_t>(replaced));
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), others.begin(), others.end());
  return out;
}

TEST(CorrectArtefacts, LeavesAPerfectlyRegularRhythmAlone) {
  const physio::Intervals regular = intervals(std::vector<double>(200, 800.0));
  const CorrectedIntervals out = correct_artefacts(regular);
  EXPECT_EQ(out.intervals.ms, regular.ms);
  EXPECT_EQ(out.intervals.end_s, regular.end_s);
  EXPECT_THAT(out.marks, Each(Mark::normal));
  EXPECT_EQ(out.corrected(), 0U);
  EXPECT_TRUE(out.settled);
  EXPECT_EQ(out.beats, 201U);
}

TEST(CorrectArtefacts, MovesAPrematureBeatBetweenItsNeighbours) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 2, {600, 1000})));
  EXPECT_THAT(out.intervals.ms, Each(800.0));
  EXPECT_EQ(out.ectopic, 1U);
  EXPECT_EQ(out.corrected(), 1U);
  EXPECT_NEAR(out.intervals.end_s[10], 8.8, kRounding);
  EXPECT_EQ(out.marks[9], Mark::normal);
  EXPECT_EQ(out.marks[10], Mark::ectopic);
  EXPECT_EQ(out.marks[11], Mark::ectopic);
  EXPECT_EQ(out.marks[12], Mark::normal);
}

TEST(CorrectArtefacts, MovesALateBeatToo) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 2, {1000, 600})));
  EXPECT_THAT(out.intervals.ms, Each(800.0));
  EXPECT_EQ(out.ectopic, 1U);
}

TEST(CorrectArtefacts, PutsMissedBeatsIn) {
  for (const std::size_t missed : {1U, 2U, 3U})
    for (const std::size_t at : {std::size_t{0}, std::size_t{10}, 29 - missed}) {
      const double whole = 800.0 * static_cast<double>(missed + 1);
      const CorrectedIntervals out = correct_artefacts(intervals(regular_with(at, missed + 1, {whole})));
      EXPECT_EQ(out.intervals.size(), 30U);
      EXPECT_THAT(out.intervals.ms, Each(800.0));
      EXPECT_EQ(out.missed, missed);
      EXPECT_EQ(out.corrected(), missed);
      EXPECT_EQ(out.marks[at], Mark::missed);
    }
}

TEST(CorrectArtefacts, PutAMissedBeatIntoARegularRhythmAlsoWhereThePartsAreNotExact) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 2, {1660})));
  EXPECT_EQ(out.missed, 1U);
  EXPECT_DOUBLE_EQ(out.intervals.ms[10], 830);
  EXPECT_DOUBLE_EQ(out.intervals.ms[11], 830);
}

TEST(CorrectArtefacts, TakeTheDoubledIntervalForTheCulpritNotTheOneBefore) {
  // A heart at rest from the calibration: 827 is much shorter than 903, and a much longer one follows it.
  const std::vector<double> rest{870, 850, 832, 845, 861, 880, 899, 912, 920, 903, 827, 1705, 909, 882, 871,
                                 860, 851, 846, 858, 869, 880, 872, 861, 850, 844, 839, 851,  860, 871, 880};
  const CorrectedIntervals out = correct_artefacts(intervals(rest));
  EXPECT_EQ(out.missed, 1U);
  EXPECT_EQ(out.corrected(), 1U);
  EXPECT_DOUBLE_EQ(out.intervals.ms[10], 827);
  EXPECT_DOUBLE_EQ(out.intervals.ms[11], 852.5);
}

TEST(CorrectArtefacts, TakesAnExtraBeatOut) {
  for (const double early : {300.0, 400.0, 500.0}) {
    const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 1, {early, 800 - early})));
    EXPECT_EQ(out.intervals.size(), 30U);
    EXPECT_THAT(out.intervals.ms, Each(800.0));
    EXPECT_EQ(out.extra, 1U);
    EXPECT_EQ(out.corrected(), 1U);
  }
}

TEST(CorrectArtefacts, MakesAGapOfAPauseThatIsTooLongToBeFilled) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 1, {6000})));
  EXPECT_EQ(out.gaps, 1U);
  EXPECT_EQ(out.corrected(), 0U);
  ASSERT_EQ(out.intervals.size(), 29U);
  EXPECT_THAT(out.intervals.ms, Each(800.0));
  EXPECT_TRUE(out.intervals.follows_gap[10]);
  EXPECT_EQ(std::count(out.intervals.follows_gap.begin(), out.intervals.follows_gap.end(), true), 2);
}

TEST(CorrectArtefacts, SpreadsABeatThatFitsNowhere) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 1, {550})));
  EXPECT_EQ(out.irregular, 1U);
  EXPECT_DOUBLE_EQ(out.intervals.ms[10], 675.0);
  EXPECT_DOUBLE_EQ(out.intervals.ms[11], 675.0);
  EXPECT_FALSE(out.settled);
  EXPECT_GT(out.remaining, 0U);
}

TEST(CorrectArtefacts, NeverMovesTheEndsOfASegment) {
  physio::Intervals two = intervals(regular_with(14, 2, {500, 1100}));
  two.follows_gap[15] = true;
  const CorrectedIntervals out = correct_artefacts(two);
  ASSERT_EQ(out.intervals.size(), 30U);
  EXPECT_EQ(out.intervals.follows_gap, two.follows_gap);
  const auto sum = [](const std::vector<double>& ms, std::ptrdiff_t from, std::ptrdiff_t to) {
    return std::accumulate(ms.begin() + from, ms.begin() + to, 0.0);
  };
  EXPECT_NEAR(sum(out.intervals.ms, 0, 15), sum(two.ms, 0, 15), kRounding);
  EXPECT_NEAR(sum(out.intervals.ms, 15, 30), sum(two.ms, 15, 30), kRounding);
  EXPECT_EQ(out.intervals.end_s[14], two.end_s[14]);
  EXPECT_EQ(out.intervals.end_s[29], two.end_s[29]);
}

TEST(CorrectArtefacts, LeavesThreeIntervalsAlone) {
  const CorrectedIntervals out = correct_artefacts(intervals({800, 1600, 800}));
  EXPECT_THAT(out.intervals.ms, ElementsAre(800, 1600, 800));
  EXPECT_EQ(correct_artefacts({}).intervals.size(), 0U);
}

TEST(CorrectArtefacts, RefusesWhatIsNoInterval) {
  EXPECT_EQ(test::error_of(Fault::input,
                           [] {
                             correct_artefacts(intervals({800, 0, 800}));
                           }),
            "interval 2 is 0 ms; expected a positive number");
  EXPECT_THAT(
      test::error_of(Fault::input, [] { correct_artefacts(intervals({std::numeric_limits<double>::quiet_NaN()})); }),
      HasSubstr("interval 1 is nan ms"));
  physio::Intervals unequal = intervals({800, 800});
  unequal.end_s.pop_back();
  EXPECT_THAT(test::error_of(Fault::input, [&] { correct_artefacts(unequal); }),
              HasSubstr("2 intervals have 1 times and 2 gap marks"));
}

TEST(CorrectedShare, IsOfTheIntervalsThatEndInTheWindow) {
  const CorrectedIntervals out = correct_artefacts(intervals(regular_with(10, 2, {600, 1000})));
  // Ends at 8.0, 8.8*, 9.6*, 10.4: the window takes its beginning and leaves its end.
  EXPECT_DOUBLE_EQ(corrected_share(out, Seconds(7.9), Seconds(10.39)), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(corrected_share(out, Seconds(0), Seconds(100)), 2.0 / 30.0);
  EXPECT_DOUBLE_EQ(corrected_share(out, Seconds(50), Seconds(60)), 0.0);
}

}  // namespace
}  // namespace attune::heart
