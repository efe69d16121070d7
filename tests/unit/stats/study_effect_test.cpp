#include "attune/stats/study_effect.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/stats/effect_size.hpp"

namespace attune::stats {
namespace {

constexpr double kRounding = 1e-14;

TEST(StandardisedMeanDifference, OfOneStandardDeviationInTwiceTen) {
  const StudyEffect g = standardised_mean_difference({1.0, 1.0, 10.0}, {0.0, 1.0, 10.0});
  EXPECT_NEAR(g.effect, hedges_correction(18.0), kRounding);
  EXPECT_NEAR(g.variance, 0.2 + g.effect * g.effect / 40.0, kRounding);
}

TEST(StandardisedMeanDifference, DoesNotDependOnTheUnit) {
  const StudyEffect seconds = standardised_mean_difference({0.41, 0.05, 20.0}, {0.43, 0.07, 25.0});
  const StudyEffect milliseconds = standardised_mean_difference({410.0, 50.0, 20.0}, {430.0, 70.0, 25.0});
  EXPECT_NEAR(seconds.effect, milliseconds.effect, kRounding);
  EXPECT_NEAR(seconds.variance, milliseconds.variance, kRounding);
}

TEST(StandardisedMeanDifference, WithoutAnySpreadIsNotANumber) {
  EXPECT_TRUE(std::isnan(standardised_mean_difference({1.0, 0.0, 10.0}, {0.0, 0.0, 10.0}).effect));
}

TEST(MeanDifference, AddsTheSquaredStandardErrors) {
  const StudyEffect md = mean_difference({5.0, 2.0, 4.0}, {3.0, 1.0, 2.0});
  EXPECT_EQ(md.effect, 2.0);
  EXPECT_EQ(md.variance, 1.5);
}

TEST(FisherZ, OfAHalfInTwentyEight) {
  const StudyEffect z = fisher_z(0.5, 28.0);
  EXPECT_NEAR(z.effect, 0.5 * std::log(3.0), kRounding);
  EXPECT_EQ(z.variance, 0.04);
}

TEST(LogRiskRatio, OfTwiceTheRisk) {
  const StudyEffect rr = log_risk_ratio(10.0, 20.0, 5.0, 20.0);
  EXPECT_NEAR(rr.effect, std::log(2.0), kRounding);
  EXPECT_NEAR(rr.variance, 0.2, kRounding);
}

// The first trial of the BCG vaccine (Ferguson & Simes 1949), as metafor computes it.
TEST(LogRiskRatio, OfAKnownTrial) {
  const StudyEffect rr = log_risk_ratio(4.0, 123.0, 11.0, 139.0);
  EXPECT_NEAR(rr.effect, -0.889311333920205, kRounding);
  EXPECT_NEAR(rr.variance, 0.325584765003961, kRounding);
}

TEST(LogRiskRatio, AddsAHalfToEveryCellOfATableWithAZero) {
  const StudyEffect none = log_risk_ratio(0.0, 10.0, 2.0, 10.0);
  EXPECT_NEAR(none.effect, std::log(0.5 / 2.5), kRounding);
  EXPECT_NEAR(none.variance, 2.0 - 1.0 / 11.0 + 0.4 - 1.0 / 11.0, kRounding);
  const StudyEffect all = log_risk_ratio(10.0, 10.0, 5.0, 10.0);
  EXPECT_NEAR(all.effect, std::log(10.5 / 5.5), kRounding);
}

TEST(LogRiskRatio, WithoutAnEventSaysNothing) { EXPECT_TRUE(std::isnan(log_risk_ratio(0.0, 10.0, 0.0, 12.0).effect)); }

}  // namespace
}  // namespace attune::stats
