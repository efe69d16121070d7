#include "attune/stats/proportion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/stats/f_quantile.hpp"
#include "attune/stats/two_proportions.hpp"
#include "expect_error.hpp"

namespace attune::stats {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
constexpr double kRoots = 1e-9;    // relative, of the digits quoted
constexpr double kPrinted = 5e-5;  // published to four decimals

TEST(Proportion, NobodyOfTenHasTheEndsOfClosedForms) {
  const Proportion p = estimate_proportion({0, 10});
  EXPECT_EQ(p.exact.low, 0.0);
  EXPECT_NEAR(p.exact.high, 1.0 - std::pow(0.025, 0.1), kRounding);
  EXPECT_EQ(p.wilson.low, 0.0);
  const double z2 = std::pow(normal_quantile(0.975), 2);
  EXPECT_NEAR(p.wilson.high, z2 / (10.0 + z2), kRounding);
  EXPECT_NEAR(p.p, 2.0 / 1024.0, kRounding);
  EXPECT_NEAR(std::exp(p.log_bf10), 1024.0 / 11.0, 1e-10);
}

TEST(Proportion, BinomialPSumsTheOutcomesNoMoreProbable) {
  EXPECT_EQ(binomial_two_sided({5, 10}, 0.5), 1.0);
  EXPECT_NEAR(binomial_two_sided({2, 10}, 0.5), 2.0 * (1 + 10 + 45) / 1024.0, kRounding);
  // Against 0.25 nobody of four (0.75^4) is less probable than one of four alone.
  EXPECT_NEAR(binomial_two_sided({0, 4}, 0.25), 1.0 - 4 * 0.25 * std::pow(0.75, 3), kRounding);
}

TEST(Proportion, RefusesWhatIsNoShare) {
  for (const char* text : {"36", "36/", "/50", "51/50", "-1/5", "0/0", "a/b", "3.5/7", "1/1000001"})
    EXPECT_THAT(error_of(Fault::usage, [&] { parse_count(text); }), HasSubstr("expected successes/people, as 36/50"));
  EXPECT_EQ(parse_count(" 36 / 50").successes, 36);
  EXPECT_THAT(error_of(Fault::analysis, [] { estimate_proportion({0, 0}); }), HasSubstr("has no one in it"));
  EXPECT_THAT(error_of(Fault::usage, [] { estimate_proportion({1, 2}, {1.0}); }), HasSubstr("above 0 and below 1"));
}

TEST(FisherExact, OfTheLadyTastingTea) {
  // 3 of 4 and 1 of 4: 16 + 16 + 1 + 1 of 70 tables are no more probable.
  const FisherExact f = fisher_exact({3, 4}, {1, 4}, 0.95);
  EXPECT_NEAR(f.p, 34.0 / 70.0, kRounding);
  // scipy 1.10.1, odds_ratio(kind="conditional"); R's roots are good to 1e-4 and give 6.408309 (0.2117329, 621.93).
  EXPECT_NEAR(f.odds_ratio, 6.408319658199662, kRoots * 6.4);
  EXPECT_NEAR(f.interval.low, 0.21173559544657966, kRoots);
  EXPECT_NEAR(f.interval.high, 626.2435305888141, kRoots * 626.0);
}

TEST(FisherExact, DoesNotDependOnWhichGroupIsFirst) {
  EXPECT_DOUBLE_EQ(fisher_exact({1, 12}, {4, 12}, 0.95).p, fisher_exact({4, 12}, {1, 12}, 0.95).p);
  // 0 of 5 against 5 of 5: two tables of 252 are as improbable.
  EXPECT_NEAR(fisher_exact({0, 5}, {5, 5}, 0.95).p, 2.0 / 252.0, 1e-12);
}

TEST(FisherExact, OfCertainTablesIsExactlyOne) { EXPECT_EQ(fisher_exact({0, 12}, {1, 12}, 0.95).p, 1.0); }

TEST(FisherExact, HasNoOddsRatioWhereOneTableIsLeft) {
  const FisherExact f = fisher_exact({0, 4}, {0, 9}, 0.95);
  EXPECT_EQ(f.p, 1.0);
  EXPECT_TRUE(std::isnan(f.odds_ratio));
  const FisherExact zero = fisher_exact({0, 4}, {3, 9}, 0.95);
  EXPECT_EQ(zero.odds_ratio, 0.0);
  EXPECT_EQ(zero.interval.low, 0.0);
  EXPECT_TRUE(std::isfinite(zero.interval.high));
}

TEST(TwoProportions, NewcombesExamples) {
  // Newcombe (1998) Stat Med 17, 873-890, table II, method 10: 56/70 against 48/80, 9/10 against 3/10, 10/10 and 0/10.
  const auto interval = [](Count a, Count b) { return compare_proportions(a, b).interval; };
  EXPECT_NEAR(interval({56, 70}, {48, 80}).low, 0.0524, kPrinted);
  EXPECT_NEAR(interval({56, 70}, {48, 80}).high, 0.3339, kPrinted);
  EXPECT_NEAR(interval({9, 10}, {3, 10}).low, 0.1705, kPrinted);
  EXPECT_NEAR(interval({9, 10}, {3, 10}).high, 0.8090, kPrinted);
  EXPECT_NEAR(interval({10, 10}, {0, 10}).low, 0.6075, kPrinted);
  EXPECT_EQ(interval({10, 10}, {0, 10}).high, 1.0);
}

TEST(TwoProportions, OfATableByHand) {
  // 3 of 4 and 1 of 4: chi-squared 8 (3 * 3 - 1 * 1)^2 / (4 * 4 * 4 * 4) = 2, corrected 8 (8 - 4)^2 / 256 = 0.5.
  const TwoProportions c = compare_proportions({3, 4}, {1, 4});
  EXPECT_EQ(c.estimate, 0.5);
  EXPECT_NEAR(c.plain->value, 2.0, kRounding);
  EXPECT_NEAR(c.plain->p, normal_two_sided(std::sqrt(2.0)), kRounding);
  EXPECT_NEAR(c.corrected->value, 0.5, kRounding);
  EXPECT_NEAR(c.odds_ratio.value, 9.0, kRounding);
  EXPECT_NEAR(c.risk_ratio.value, 3.0, kRounding);
  // B(4, 2) B(2, 4) / B(5, 5) = (1/20)(1/20) / (1/630)
  EXPECT_NEAR(std::exp(c.log_bf10), 630.0 / 400.0, kRounding);
  EXPECT_NEAR(c.wald.high - c.estimate, normal_quantile(0.975) * std::sqrt(2 * 0.1875 / 4), kRounding);
}

TEST(TwoProportions, WithoutSuccessesHasNoRatiosAndNoChiSquared) {
  const TwoProportions c = compare_proportions({0, 12}, {0, 9});
  EXPECT_FALSE(c.plain);
  EXPECT_EQ(c.fisher.p, 1.0);
  EXPECT_FALSE(c.risk_ratio.interval);
  EXPECT_LT(c.interval.low, 0.0);
  EXPECT_GT(c.interval.high, 0.0);
  for (const auto& [name, value] : to_record(c)) EXPECT_NE(name, "odds_ratio");
}

TEST(PairedProportions, NewcombesExampleAndMcNemar) {
  // Newcombe (1998) Stat Med 17, 2635-2650, table III, method 10: cells 36, 12, 2, 0.
  const PairedProportions c = compare_paired_proportions({36, 12, 2, 0});
  EXPECT_EQ(c.estimate, 0.2);
  EXPECT_NEAR(c.interval.low, 0.0569, kPrinted);
  EXPECT_NEAR(c.interval.high, 0.3404, kPrinted);
  EXPECT_NEAR(c.p, 2.0 * (1 + 14 + 91) / 16384.0, kRounding);  // 2 or fewer of 14 coins
  EXPECT_NEAR(c.plain->value, 100.0 / 14.0, kRounding);
  EXPECT_NEAR(c.corrected->value, 81.0 / 14.0, kRounding);
  EXPECT_NEAR(c.odds_ratio.value, 6.0, kRounding);
}

TEST(PairedProportions, WithoutADifferingPairSayNothing) {
  const PairedProportions c = compare_paired_proportions({5, 0, 0, 4});
  EXPECT_EQ(c.p, 1.0);
  EXPECT_FALSE(c.plain);
  EXPECT_EQ(c.log_bf10, 0.0);
  EXPECT_THAT(error_of(Fault::analysis, [] { compare_paired_proportions({}); }), HasSubstr("no pair"));
}

TEST(FQuantile, OfTwoAndTwoDegreesIsTheOdds) {
  // P(F <= f) = f / (1 + f) for 2 and 2 degrees of freedom.
  for (const double p : {0.025, 0.5, 0.975}) EXPECT_NEAR(f_quantile(p, 2, 2), p / (1 - p), kRounding * 40);
  EXPECT_TRUE(std::isnan(f_quantile(1.0, 2, 2)));
}

}  // namespace
}  // namespace attune::stats
