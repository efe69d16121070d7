#include "attune/heart/nonlinear.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/heart/time_domain.hpp"
#include "made_intervals.hpp"

namespace attune::heart {
namespace {

using ::testing::HasSubstr;
constexpr double kRounding = 1e-9;

TEST(Poincare, OfFourIntervalsIsWhatAHandFinds) {
  // Pairs 10 11, 11 25, 25 27: differences 1 14 2, sums 21 36 52.
  const Poincare found = poincare(runs_of(test::intervals_of({10, 11, 25, 27})));
  EXPECT_NEAR(found.sd1, std::sqrt((201 - 17 * 17 / 3.0) / 2 / 2), kRounding);
  EXPECT_NEAR(found.sd2, std::sqrt((21 * 21 + 36 * 36 + 52 * 52 - 109 * 109 / 3.0) / 2 / 2), kRounding);
  EXPECT_EQ(found.pairs, 3u);
}

TEST(Poincare, AcrossTheIdentityIsTheSpreadOfTheDifferences) {
  const std::vector<IntervalRun> runs = runs_of(test::resting_heart(300, {1}, 0));
  EXPECT_NEAR(poincare(runs).sd1, time_domain(runs).sdsd / std::sqrt(2.0), kRounding);
}

TEST(SampleEntropy, OfAnAlternationIsThatOfItsCounts) {
  // 120 intervals 800 900 800 ...: 118 stretches of two, 59 of either kind, and a match always goes on.
  std::vector<double> ms;
  for (int i = 0; i < 120; ++i) ms.push_back(i % 2 == 0 ? 800 : 900);
  EXPECT_NEAR(sample_entropy(runs_of(test::intervals_of(ms))).value, 0, kRounding);
}

TEST(SampleEntropy, DoesNotChangeWithScaleAndShift) {
  const physio::Intervals intervals = test::resting_heart(300, {2}, 0);
  std::vector<double> other;
  for (const double value : intervals.ms) other.push_back(2 * value - 300);
  EXPECT_NEAR(sample_entropy(runs_of(intervals)).value, sample_entropy(runs_of(test::intervals_of(other))).value,
              kRounding);
}

TEST(SampleEntropy, SaysWhyItDoesNotExist) {
  EXPECT_THAT(sample_entropy(runs_of(test::intervals_of(std::vector<double>(50, 800)))).reason, HasSubstr("100"));
  EXPECT_THAT(sample_entropy(runs_of(test::intervals_of(std::vector<double>(200, 800)))).reason, HasSubstr("equal"));
}

TEST(FluctuationExponent, OfNoiseIsAHalfAndOfItsSumOneAndAHalf) {
  parallel::Stream stream({9}, 0);
  std::vector<double> noise, walk;
  double sum = 5000;
  for (int i = 0; i < 20000; ++i) {
    noise.push_back(800 + 20 * stream.normal());
    walk.push_back(sum += stream.normal());
  }
  // Short boxes are known to lie above the line (Peng 1995), so 4 to 16 is not exact; the spread is that of the draw.
  EXPECT_NEAR(fluctuation_exponent(runs_of(test::intervals_of(noise)), 16, 64).value, 0.5, 0.04);
  EXPECT_NEAR(fluctuation_exponent(runs_of(test::intervals_of(walk)), 16, 64).value, 1.5, 0.04);
}

TEST(FluctuationExponent, SaysWhyItDoesNotExist) {
  EXPECT_THAT(fluctuation_exponent(runs_of(test::intervals_of(std::vector<double>(63, 800))), 4, 16).reason,
              HasSubstr("64 are needed"));
  EXPECT_THAT(fluctuation_exponent(runs_of(test::intervals_of(std::vector<double>(64, 800))), 4, 16).reason,
              HasSubstr("vary"));
}

}  // namespace
}  // namespace attune::heart
