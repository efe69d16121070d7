#include "attune/stats/bootstrap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "attune/stats/compare.hpp"
#include "attune/stats/correlate.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;

const Values kA{4.2, 5.1, 3.9, 6.3, 5.5, 4.8, 12.9, 5.0, 4.4, 5.7, 6.1, 3.2};
const Values kB{3.1, 2.8, 4.0, 3.6, 2.2, 3.9, 9.5, 3.3, 2.9, 4.1, 1.0, 3.7};

CompareOptions drawing(std::int64_t draws, int threads = 1) {
  CompareOptions options;
  options.bootstrap = draws;
  options.threads = {threads};
  return options;
}

TEST(Bootstrap, OfADifferenceAgreesWithTheReference) {
  // R 4.2.2, boot 1.3-28.1, 200,000 stratified draws, type "bca": 0.375 to 3.9167.
  constexpr double kMonteCarlo = 0.03;
  const BcaInterval i = compare_groups(kA, kB, drawing(50000)).bootstrap->of[0];
  EXPECT_NEAR(i.interval->low, 0.375, kMonteCarlo);
  EXPECT_NEAR(i.interval->high, 3.91666666666667, kMonteCarlo);
}

TEST(Bootstrap, OfACorrelationAgreesWithTheReference) {
  // The same with cor() of pairs and its jackknife influences (empinf, type "jack"); the acceleration by numpy 1.24.
  const Values x{1.2, 0.4, 2.2, 3.1, 1.9, 2.5, 0.8, 1.1, 4.0, 2.9, 3.3, 1.7, 0.2, 2.0, 2.6};
  const Values y{0.9, 1.1, 2.0, 2.2, 2.6, 1.8, 1.0, 0.3, 3.1, 2.4, 3.6, 0.9, 0.8, 2.9, 1.5};
  CorrelateOptions options;
  options.bootstrap = 50000;
  const BcaInterval i = correlate(x, y, {}, options).bootstrap->of[0];
  constexpr double kMonteCarlo = 0.006;
  EXPECT_NEAR(i.acceleration, -0.008612734830925, 1e-12);
  EXPECT_NEAR(i.interval->low, 0.546340756265422, kMonteCarlo);
  EXPECT_NEAR(i.interval->high, 0.891800989716116, kMonteCarlo);
}

TEST(Bootstrap, AcceleratesByTheSkewnessOfAMean) {
  // Of a mean the influences are the deviations: a = sum d^3 / (6 (sum d^2)^1.5).
  const Values values{1, 2, 3, 10};
  const std::vector<std::size_t> sizes{4};
  const BootstrapResult r = bootstrap_bca(sizes,
                                          [&](std::span<const std::size_t> units) -> ResampledPair {
                                            double sum = 0.0;
                                            for (const std::size_t u : units) sum += values[u];
                                            return {sum / static_cast<double>(units.size()), std::nan("")};
                                          },
                                          {2000, 0.95, {1}, {1}});
  EXPECT_NEAR(r.of[0].acceleration, (-27.0 - 8.0 - 1.0 + 216.0) / (6.0 * std::pow(50.0, 1.5)), 1e-12);
  EXPECT_FALSE(r.of[1].interval);
}

TEST(Bootstrap, IsTheSameForAnyThreadsAndOrder) {
  const Comparison one = compare_groups(kA, kB, drawing(1000)), three = compare_groups(kA, kB, drawing(1000, 3));
  const Comparison turned =
      compare_groups(Values(kA.rbegin(), kA.rend()), Values(kB.rbegin(), kB.rend()), drawing(1000));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(one.bootstrap->of[i].interval->low, three.bootstrap->of[i].interval->low);
    EXPECT_EQ(one.bootstrap->of[i].interval->high, turned.bootstrap->of[i].interval->high);
  }
}

TEST(Bootstrap, MovesAndScalesWithTheValues) {
  Values a(kA), b(kB);
  for (double& x : a) x = 4.0 * x + 1.0;
  for (double& x : b) x = 4.0 * x;
  const Interval before = *compare_groups(kA, kB, drawing(1000)).bootstrap->of[0].interval;
  const Interval after = *compare_groups(a, b, drawing(1000)).bootstrap->of[0].interval;
  EXPECT_NEAR(after.low, 4.0 * before.low + 1.0, 1e-11);
  EXPECT_NEAR(after.high, 4.0 * before.high + 1.0, 1e-11);
}

TEST(Bootstrap, DrawsPairsAsPairs) {
  Values b(kA);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] -= i % 2 == 0 ? 1.0 : 1.5;
  const Interval i = *compare_pairs(kA, b, drawing(1000)).bootstrap->of[0].interval;
  EXPECT_GE(i.low, 1.0 - 1e-9);
  EXPECT_LE(i.high, 1.5 + 1e-9);
}

TEST(Bootstrap, DrawsWholeBlocks) {
  // Values of a block are all alike: the standard error is that of six blocks, not of twelve values.
  const Values a{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6}, b{0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
  CompareOptions options = drawing(2000);
  const double alone = compare_groups(a, b, options).bootstrap->of[0].standard_error;
  ExchangeBlocks blocks;
  blocks.exchange = Exchange::whole;
  for (std::size_t i = 0; i < 12; ++i) {
    blocks.of[0].push_back("a" + std::string(1, static_cast<char>('0' + i / 2)));
    blocks.of[1].push_back("b" + std::string(1, static_cast<char>('0' + i / 2)));
  }
  options.blocks = blocks;
  EXPECT_NEAR(compare_groups(a, b, options).bootstrap->of[0].standard_error / alone, std::sqrt(2.0), 0.1);
}

TEST(Bootstrap, SaysWhereItIsNotDefined) {
  CorrelateOptions options;
  options.bootstrap = 1000;
  const Values x{1, 2, 3, 4, 5, 6};
  const Correlation c = correlate(x, x, {}, options);
  EXPECT_FALSE(c.bootstrap->of[0].interval);
  EXPECT_THAT(c.bootstrap->of[0].remark, testing::HasSubstr("does not vary"));
  EXPECT_THAT(test::message_of([] { compare_groups(kA, kB, drawing(999)); }), testing::HasSubstr("needs 1000"));
}

TEST(Bootstrap, SaysThatEveryDrawLiesOnOneSide) {
  // Of twelve units each drawn once the statistic is the smallest there is; no draw repeats that.
  const std::vector<std::size_t> sizes{12};
  const BootstrapResult r = bootstrap_bca(
      sizes,
      [](std::span<const std::size_t> units) -> ResampledPair {
        const bool everyone = units.size() == 12 && std::is_sorted(units.begin(), units.end(), std::less_equal<>());
        return {everyone ? -1.0 : static_cast<double>(units[0]), std::nan("")};
      },
      {1000, 0.95, {1}, {1}});
  EXPECT_FALSE(r.of[0].interval);
  EXPECT_THAT(r.of[0].remark, testing::HasSubstr("one side"));
}

}  // namespace
}  // namespace attune::stats
