#include "attune/precision/noise_share.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/precision/sme_rule.hpp"
#include "expect_refused.hpp"

namespace attune::precision {
namespace {

constexpr double kRounding = 1e-12;

TEST(NoiseShare, IsTheMeanSquaredErrorOverTheVariance) {
  // Variance 10 / 4 = 2.5; mean squared SME (1 + 1 + 1 + 1 + 1) / 5.
  const std::vector<double> values{1, 2, 3, 4, 5}, smes{1, 1, 1, 1, 1};
  const NoiseShare share = noise_share(values, smes, 0.95);
  EXPECT_EQ(share.n, 5);
  EXPECT_NEAR(share.rms_sme, 1, kRounding);
  EXPECT_NEAR(share.share, 0.4, kRounding);
  EXPECT_NEAR(share.reliability, 0.6, kRounding);
  EXPECT_NEAR(share.true_sd, std::sqrt(1.5), kRounding);
  EXPECT_NEAR(share.ceiling_r, std::sqrt(0.6), kRounding);
  // 0.4 / 0.6 * 4: with 8 / 3 of the trials the noise is 0.375 beside 1.5.
  EXPECT_NEAR(share.trials_factor, 8.0 / 3, kRounding);
}

TEST(NoiseShare, AddsErrorsAsVariances) {
  const std::vector<double> values{1, 2, 3, 4}, smes{0, 0, 0, 2};
  const NoiseShare share = noise_share(values, smes, 0.95);
  EXPECT_NEAR(share.rms_sme, 1, kRounding);
  EXPECT_EQ(share.median_sme, 0);
  EXPECT_EQ(share.max_sme, 2);
}

TEST(NoiseShare, HasTheIntervalOfAVarianceWhereTheErrorIsTheSameForAll) {
  // Chi-squared with 9 df: 2.7003895 and 19.0227678 (R 4.2: qchisq(c(.025, .975), 9)); lambda = share * X / 9.
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, smes(10, 1.0);
  const NoiseShare share = noise_share(values, smes, 0.95);
  EXPECT_NEAR(share.share_interval.low / (share.share * 2.7003895 / 9), 1, 1e-6);
  EXPECT_NEAR(share.share_interval.high / (share.share * 19.0227678 / 9), 1, 1e-6);
}

TEST(NoiseShare, HasTheIntervalOfFWherePeopleDifferInNoise) {
  // scipy 1.10.1: m and v of the squared SMEs, share / f.ppf([.975, .025], 2 n m^2 / v, n - 1).
  const std::vector<double> values{4.1, 6.3, 5.2, 7.7, 3.9, 6.8, 5.5, 8.1};
  const std::vector<double> smes{0.4, 0.55, 0.3, 0.95, 0.35, 0.6, 0.45, 0.7};
  const NoiseShare share = noise_share(values, smes, 0.95);
  EXPECT_NEAR(share.share, 0.13600768321513002, kRounding);
  EXPECT_NEAR(share.share_interval.low / 0.03081862406828224, 1, 1e-9);
  EXPECT_NEAR(share.share_interval.high / 0.3902360617703499, 1, 1e-9);
}

TEST(NoiseShare, AboveOneLeavesNoReliability) {
  const std::vector<double> values{1, 2, 3}, smes{3, 3, 3};
  const NoiseShare share = noise_share(values, smes, 0.95);
  EXPECT_NEAR(share.share, 9, kRounding);
  EXPECT_EQ(share.reliability, 0);
  EXPECT_EQ(share.true_sd, 0);
  EXPECT_EQ(share.share_interval.high, 1);
  EXPECT_EQ(share.reliability_interval.low, 0);
  EXPECT_TRUE(std::isnan(share.trials_factor));
}

TEST(NoiseShare, NeedsThreePeopleThatDiffer) {
  const NoiseShare two = noise_share(std::vector<double>{1, 2}, std::vector<double>{1, 1}, 0.95);
  EXPECT_TRUE(std::isnan(two.share));
  EXPECT_EQ(two.remark, "fewer than three people");
  const NoiseShare same = noise_share(std::vector<double>{2, 2, 2}, std::vector<double>{1, 1, 1}, 0.95);
  EXPECT_TRUE(std::isnan(same.share_interval.low));
  EXPECT_EQ(same.remark, "the values do not vary");
  EXPECT_EQ(noise_share({}, {}, 0.95).n, 0);
}

TEST(DisattenuatedEffect, DividesByTheRootOfTheReliability) {
  const std::vector<double> smes(5, 1.0);
  const NoiseShare a = noise_share(std::vector<double>{3, 4, 5, 6, 7}, smes, 0.95);
  const NoiseShare b = noise_share(std::vector<double>{1, 2, 3, 4, 5}, smes, 0.95);
  const DisattenuatedEffect effect = disattenuate(a, b, 0.95);
  EXPECT_NEAR(effect.estimate, 2, kRounding);
  EXPECT_NEAR(effect.d.value, 2 / std::sqrt(2.5), kRounding);
  EXPECT_NEAR(effect.reliability, 1 - 0.4 * 6 / 8, kRounding);  // 8 degrees of freedom
  EXPECT_NEAR(effect.value, 2 / std::sqrt(2.5 * 0.7), kRounding);
  EXPECT_NEAR(effect.interval.low / effect.d.interval.low, effect.value / effect.d.value, kRounding);
  EXPECT_EQ(effect.remark, "");
}

TEST(DisattenuatedEffect, WeighsGroupsWithTheirDegreesOfFreedom) {
  const NoiseShare a = noise_share(std::vector<double>{0, 2, 4}, std::vector<double>(3, 1.0), 0.95);        // 2 df
  const NoiseShare b = noise_share(std::vector<double>{0, 2, 4, 2, 2}, std::vector<double>(5, 0.5), 0.95);  // 4 df
  const double pooled = (2 * 4.0 + 4 * 2.0) / 6, noise = (2 * 1.0 + 4 * 0.25) / 6;
  EXPECT_NEAR(disattenuate(a, b, 0.95).reliability, 1 - noise / pooled * 4 / 6, kRounding);
}

TEST(DisattenuatedEffect, IsNoneWhereNoiseExplainsAll) {
  const NoiseShare noisy = noise_share(std::vector<double>{1, 2, 3, 4, 5}, std::vector<double>(5, 3.0), 0.95);
  const DisattenuatedEffect effect = disattenuate(noisy, 0.95);
  EXPECT_TRUE(std::isnan(effect.value));
  EXPECT_NEAR(effect.d.value, 3 / std::sqrt(2.5), kRounding);
  EXPECT_NE(effect.remark.find("noise explains all"), std::string::npos);
}

TEST(DisattenuatedEffect, NeedsFiveDifferences) {
  const NoiseShare four = noise_share(std::vector<double>{1, 2, 3, 4}, std::vector<double>(4, 0.1), 0.95);
  EXPECT_TRUE(std::isnan(disattenuate(four, 0.95).value));
  EXPECT_EQ(disattenuate(four, 0.95).remark, "too few people to know their reliability");
}

TEST(SmeRule, HasALimitForEachUnit) {
  const std::vector<std::string> texts{"2.5uV", "30ms"};
  const SmeRule rule = parse_sme_rule(texts);
  EXPECT_EQ(largest_sme(rule, "uV", {}), 2.5);
  EXPECT_EQ(largest_sme(rule, "ms", {}), 30);
  EXPECT_TRUE(std::isinf(largest_sme(rule, "uV*ms", {})));
  const std::vector<std::string> bare{"4"};
  EXPECT_EQ(largest_sme(parse_sme_rule(bare), "uV", {}), 4);
}

TEST(SmeRule, RobustIsSoManyDeviationsAboveTheMedian) {
  const std::vector<std::string> texts{"robust=2"};
  // Logarithms -2 -1 0 1 2: median 0, MAD 1.4826.
  const std::vector<double> smes{std::exp(-2), std::exp(-1), 1, std::exp(1), std::exp(2)};
  EXPECT_NEAR(largest_sme(parse_sme_rule(texts), "uV", smes), std::exp(2 * 1.4826), 1e-3);
  EXPECT_TRUE(std::isinf(largest_sme(parse_sme_rule(texts), "uV", std::vector<double>{1, 2, 3, 900})));
  const std::vector<std::string> both{"1.5uV", "robust=2"};
  EXPECT_EQ(largest_sme(parse_sme_rule(both), "uV", smes), 1.5);
}

TEST(SmeRule, RefusesWhatIsNoLimit) {
  for (const char* text : {"", "uV", "-2uV", "0ms", "robust=", "robust=x", "robust=-1", "nanuV"}) {
    const std::vector<std::string> texts{text};
    test::expect_refused(Fault::usage, {"--exclude-sme", "2.5uV"}, [&] { parse_sme_rule(texts); });
  }
  for (const std::vector<std::string>& texts :
       {std::vector<std::string>{"2uV", "3uV"}, {"2", "3ms"}, {"2uV", "3"}, {"robust", "robust=2"}})
    test::expect_refused(Fault::usage, {"--exclude-sme"}, [&] { parse_sme_rule(texts); });
}

}  // namespace
}  // namespace attune::precision
