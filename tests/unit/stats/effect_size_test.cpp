#include "attune/stats/effect_size.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

TEST(HedgesCorrection, IsTheGammaRatioOfHedges1981) {
  EXPECT_NEAR(hedges_correction(2.0), 0.5641895835477563, 1e-14);  // 1 / sqrt(pi)
  EXPECT_NEAR(hedges_correction(18.0), 0.957646, 5e-7);  // n = 10 + 10; the common approximation gives 0.957746
  EXPECT_NEAR(hedges_correction(1e6), 1.0 - 0.75 / 1e6, 1e-11);
}

// Two samples of ten with t = 2.5: mean difference 2.5 standard errors.
Summary of(std::size_t n, double mean, double variance) { return {n, mean, variance}; }

TEST(CohensD, OfTwoGroupsOfTenWithTTwoAndAHalf) {
  const double difference = 2.5 * std::sqrt(0.2);
  const EffectSize d = cohens_d(of(10, difference, 1.0), of(10, 0.0, 1.0), 0.95);
  const EffectSize g = hedges_g(d, 18.0);
  constexpr double kPrinted = 5e-5;  // the published values have four decimals
  EXPECT_NEAR(d.value, 1.118034, 1e-6);
  EXPECT_NEAR(g.value, 1.070681, 1e-6);
  EXPECT_NEAR(g.interval.low, 0.1497, kPrinted);
  EXPECT_NEAR(g.interval.high, 1.9664, kPrinted);
}

TEST(CohensD, OfGroupsOfFourteenAndSixteen) {
  const double difference = 2.5 * std::sqrt(1.0 / 14.0 + 1.0 / 16.0);
  const EffectSize g = hedges_g(cohens_d(of(14, difference, 1.0), of(16, 0.0, 1.0), 0.95), 28.0);
  EXPECT_NEAR(g.value, 0.890142, 1e-6);
  EXPECT_NEAR(g.interval.low, 0.1476, 5e-5);
  EXPECT_NEAR(g.interval.high, 1.6184, 5e-5);
}

TEST(Summary, KeepsTheVarianceOfDataFarFromZero) {
  const std::vector<double> values{1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0};
  const Summary summary = summarise(values);
  EXPECT_EQ(summary.mean, 1e9 + 2.0);
  EXPECT_NEAR(summary.variance, 1.0, 1e-12);
}

TEST(Summary, OfNothingIsNotANumber) {
  EXPECT_TRUE(std::isnan(summarise({}).mean));
  EXPECT_TRUE(std::isnan(summarise(std::vector<double>{4.0}).variance));
}

TEST(Midranks, ShareTheRanksOfTies) {
  const Ranks ranks = midranks(std::vector<double>{3.0, 1.0, 3.0, 2.0});
  EXPECT_EQ(ranks.ranks, (std::vector<double>{3.5, 1.0, 3.5, 2.0}));
  EXPECT_EQ(ranks.tie_sum, 6.0);
}

TEST(SmallestEffect, IsInUnitsOrInStandardDeviations) {
  EXPECT_EQ(parse_smallest_effect("8").size, 8.0);
  EXPECT_FALSE(parse_smallest_effect("8").standardised);
  EXPECT_EQ(parse_smallest_effect("0.5d").size, 0.5);
  EXPECT_TRUE(parse_smallest_effect("0.5d").standardised);
  for (const char* bad : {"", "d", "0", "-1", "0.5g", "inf", "0d"})
    EXPECT_THROW(parse_smallest_effect(bad), Error) << bad;
}

}  // namespace
}  // namespace attune::stats
