#include "attune/heart/rsa.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "made_intervals.hpp"

namespace attune::heart {
namespace {

using ::testing::HasSubstr;
const Bands kAdult = band_set("adult");

Breath breath_of(double inhale_s, double exhale_s, double end_s) { return {inhale_s, exhale_s, end_s, 1, {}}; }

// What a moving cubic of 21 points at 2 Hz leaves of a frequency: 1 less the transform of its weights (Savitzky & Golay
// 1964).
double left_by_polynomial(double hertz) {
  double out = 1;
  for (int k = -10; k <= 10; ++k)
    out -= 3.0 * (329 - 5 * k * k) / (19.0 * 21 * 23) * std::cos(2 * std::numbers::pi * hertz * k / 2);
  return out;
}

TEST(PorgesBohrer, OfASineIsTheLogarithmOfItsPowerAndTheGainsOfItsSteps) {
  // Half a second between beats, so that the straight lines between them keep 90 % of 0.25 Hz.
  const PorgesBohrer found = porges_bohrer(runs_of(test::sines(300, 500, {{0.25, 20, 0}})), kAdult);
  ASSERT_EQ(found.reason, "");
  EXPECT_EQ(found.epochs.size(), 10u);
  const double lines = std::pow(std::sin(std::numbers::pi * 0.125) / (std::numbers::pi * 0.125), 4);
  const double polynomial = std::pow(left_by_polynomial(0.25), 2);
  EXPECT_NEAR(polynomial, 1.26, 0.01) << "the published polynomial lets 0.25 Hz through larger than it is";
  EXPECT_NEAR(found.ln_rsa, std::log(200 * lines * polynomial), 0.02);
}

TEST(PorgesBohrer, GrowsWithTheLogarithmOfTheVariance) {
  const double small = porges_bohrer(runs_of(test::sines(300, 800, {{0.25, 5, 0}})), kAdult).ln_rsa,
               large = porges_bohrer(runs_of(test::sines(300, 800, {{0.25, 10, 0}})), kAdult).ln_rsa;
  EXPECT_NEAR(large - small, std::log(4), 0.01);
}

TEST(PorgesBohrer, LeavesOutWhatIsSlowerThanItsBand) {
  const double fast = porges_bohrer(runs_of(test::sines(300, 800, {{0.25, 20, 0}})), kAdult).ln_rsa,
               slow = porges_bohrer(runs_of(test::sines(300, 800, {{0.05, 20, 0}})), kAdult).ln_rsa;
  EXPECT_LT(slow, fast - 5) << "a drift of a whole minute is not respiratory";
}

TEST(PorgesBohrer, JoinsNothingAcrossAGap) {
  physio::Intervals intervals = test::sines(200, 800, {{0.25, 10, 0}});
  const double whole = porges_bohrer(runs_of(intervals), kAdult).ln_rsa;
  const std::size_t count = intervals.size();
  for (std::size_t i = 0; i < count; ++i) {
    intervals.ms.push_back(intervals.ms[i] + 300);
    intervals.end_s.push_back(intervals.end_s.back() + 1e-3 * intervals.ms.back());
    intervals.follows_gap.push_back(i == 0);
  }
  const PorgesBohrer both = porges_bohrer(runs_of(intervals), kAdult);
  EXPECT_EQ(both.epochs.size(), 15u);
  EXPECT_NEAR(both.epochs[0], porges_bohrer(runs_of(test::sines(200, 800, {{0.25, 10, 0}})), kAdult).epochs[0], 1e-9);
  EXPECT_NEAR(both.epochs[5], whole, 0.1);
}

TEST(PorgesBohrer, SaysWhyItDoesNotExist) {
  EXPECT_THAT(porges_bohrer(runs_of(test::intervals_of(std::vector<double>(30, 800))), kAdult).reason,
              HasSubstr("30 s"));
  EXPECT_THAT(porges_bohrer(runs_of(test::intervals_of(std::vector<double>(300, 800))), kAdult).reason,
              HasSubstr("vary"));
}

TEST(PeakToValley, OfOneBreathIsLongestLessShortest) {
  const std::vector<IntervalRun> runs =
      runs_of(test::intervals_of({800, 780, 760, 770, 900, 880, 850, 800, 800, 800, 800}));
  // Ends: 0.8 1.58 2.34 3.11 4.01 4.89 5.74 ...; in from 1 to 2.5 (and 0.75 s more), out until 5.
  const std::vector<Breath> breaths{breath_of(1.0, 2.5, 5.0)};
  const PeakToValley found = peak_to_valley(runs, breaths);
  EXPECT_EQ(found.breaths, 1u);
  EXPECT_NEAR(found.mean, 900 - 760, 1e-9);
}

TEST(PeakToValley, OfAReversedBreathIsZeroAndOneInAGapIsLeftOut) {
  physio::Intervals intervals = test::intervals_of({800, 800, 900, 900, 700, 600, 600, 600, 800, 800});
  const std::vector<Breath> breaths{breath_of(1.0, 1.4, 3.4), breath_of(4.0, 5.0, 6.5), breath_of(90, 91, 92)};
  const PeakToValley whole = peak_to_valley(runs_of(intervals), breaths);
  EXPECT_EQ(whole.breaths, 2u);
  EXPECT_EQ(whole.left_out, 1u);
  intervals.follows_gap[6] = true;
  EXPECT_EQ(peak_to_valley(runs_of(intervals), breaths).breaths, 1u);
}

}  // namespace
}  // namespace attune::heart
