#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "attune/stats/correlate.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;
using Names = std::vector<std::string>;

CorrelateOptions in_blocks(const Names& blocks, Exchange exchange, std::int64_t permutations = 10000) {
  CorrelateOptions options;
  options.permutations = permutations;
  options.labels.block = blocks;
  options.exchange = exchange;
  options.threads = {1};
  return options;
}

TEST(CorrelateBlocks, WithinOneBlockIsThePermutationWithoutBlocks) {
  const Values x{1, 2, 3, 4, 5, 6}, y{2, 1, 4, 3, 7, 5};
  for (const auto method : {CorrelationMethod::pearson, CorrelationMethod::spearman, CorrelationMethod::kendall}) {
    CorrelateOptions with = in_blocks(Names(6, "s"), Exchange::within), without = with;
    with.method = without.method = method;
    without.labels = {};
    const Correlation a = correlate(x, y, {}, with), b = correlate(x, y, {}, without);
    EXPECT_EQ(a.permutation->arrangements, 720);
    EXPECT_DOUBLE_EQ(a.permutation->p, b.permutation->p) << name_of(method);
    if (method != CorrelationMethod::kendall) {
      EXPECT_NEAR(*a.block_r, b.r, 1e-13);
    }
  }
}

TEST(CorrelateBlocks, WithinEnumeratesByHand) {
  // Deviations from block means: x (-1, 1) and (-1, 0, 1), y (-1, 1) and (-1, 1, 0). Sums of products over the 2 x 6
  // arrangements: 2 or -2, plus 2, 1, 1, -1, -1, -2; the observed 2 + 1 is reached by 4, 3, 3 and their negatives.
  const Values x{0, 2, 10, 11, 12}, y{5, 7, 0, 2, 1};
  const Correlation c = correlate(x, y, {}, in_blocks({"a", "a", "b", "b", "b"}, Exchange::within));
  EXPECT_TRUE(c.permutation->enumerated);
  EXPECT_EQ(c.permutation->arrangements, 12);
  EXPECT_DOUBLE_EQ(c.permutation->p, 6.0 / 12.0);
  EXPECT_NEAR(*c.block_r, 3.0 / 4.0, 1e-13);
  EXPECT_LT(c.r, 0.0);  // the blocks lie the other way
}

TEST(CorrelateBlocks, WholeExchangesBlocksAndMatchesMembersByName) {
  const Values x{1, 2, 3, 5, 8, 4}, y{2, 3, 1, 6, 9, 7};
  CorrelateOptions options = in_blocks({"a", "a", "b", "b", "c", "c"}, Exchange::whole);
  options.labels.member = {"1", "2", "1", "2", "1", "2"};
  // The six orders of the blocks of y, by hand.
  const auto covariance = [&](std::size_t p, std::size_t q, std::size_t r) {
    const std::size_t order[3] = {p, q, r};
    double sum = 0.0;
    for (std::size_t b = 0; b < 3; ++b)
      for (std::size_t j = 0; j < 2; ++j) sum += (x[2 * b + j] - 23.0 / 6.0) * y[2 * order[b] + j];
    return std::abs(sum);
  };
  const double observed = covariance(0, 1, 2);
  int extremes = 0;
  for (const auto& [p, q, r] :
       std::vector<std::array<std::size_t, 3>>{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}})
    extremes += covariance(p, q, r) >= observed - 1e-9 ? 1 : 0;
  const Correlation c = correlate(x, y, {}, options);
  EXPECT_EQ(c.permutation->arrangements, 6);
  EXPECT_DOUBLE_EQ(c.permutation->p, extremes / 6.0);
  EXPECT_FALSE(c.block_r);
}

TEST(CorrelateBlocks, RefusesWholeBlocksOfDifferentSizeByName) {
  EXPECT_THAT(test::message_of([] {
                correlate(Values{1, 2, 3, 4, 6}, Values{2, 1, 4, 3, 5}, {},
                          in_blocks({"a", "a", "b", "b", "c"}, Exchange::whole));
              }),
              HasSubstr("block 'c' has 1 and block 'b' has 2 complete rows"));
  EXPECT_THAT(
      test::message_of([] {
        correlate(Values{1, 1, 3, 3}, Values{2, 1, 4, 3}, {}, in_blocks({"a", "a", "b", "b"}, Exchange::within));
      }),
      HasSubstr("x does not vary within blocks"));
}

TEST(CorrelateBlocks, IsTheSameForAnyThreadsAndOrderOfRows) {
  Values x, y;
  std::vector<Values> given(1);
  Names blocks, people;
  for (std::uint64_t i = 0; i < 48; ++i) {
    parallel::Stream stream({5}, i);
    x.push_back(stream.normal());
    y.push_back(stream.normal());
    given[0].push_back(stream.normal());
    blocks.push_back("b" + std::string(1, static_cast<char>('a' + i % 12)));
    people.push_back("p" + std::string(1, static_cast<char>('a' + i / 12)));
  }
  const auto turn = [](auto values) {
    std::reverse(values.begin(), values.end());
    return values;
  };
  for (const Exchange exchange : {Exchange::within, Exchange::whole}) {
    CorrelateOptions options = in_blocks(blocks, exchange, 2000), turned = in_blocks(turn(blocks), exchange, 2000);
    options.labels.member = people;
    turned.labels.member = turn(people);
    turned.threads = {3};
    options.bootstrap = turned.bootstrap = 1000;
    const Correlation a = correlate(x, y, given, options),
                      b = correlate(turn(x), turn(y), std::vector<Values>{turn(given[0])}, turned);
    EXPECT_EQ(a.permutation->p, b.permutation->p);
    EXPECT_EQ(a.bootstrap->of[0].interval->low, b.bootstrap->of[0].interval->low);
  }
}

TEST(CorrelateEquivalence, IsTwoOneSidedTestsOfFishersZ) {
  CorrelateOptions options;
  options.smallest_effect = 0.3;
  Values x, y;
  for (std::uint64_t i = 0; i < 100; ++i) {
    parallel::Stream stream({6}, i);
    x.push_back(stream.normal());
    y.push_back(stream.normal());
  }
  const Correlation c = correlate(x, y, {}, options);
  const double error = 1.0 / std::sqrt(97.0);
  EXPECT_NEAR(c.equivalence->p_lower, normal_upper((std::atanh(c.r) + std::atanh(0.3)) / error), 1e-14);
  EXPECT_NEAR(c.equivalence->p_upper, normal_upper((std::atanh(0.3) - std::atanh(c.r)) / error), 1e-14);
  // Equivalence at 5 % is the 90 % interval inside the bounds.
  EXPECT_EQ(c.equivalence->p() < 0.05, c.equivalence->interval.low > -0.3 && c.equivalence->interval.high < 0.3);
}

TEST(CorrelateOneSided, HalvesOrComplementsThePOfTwoSides) {
  const Values x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, y{2, 1, 4, 3, 7, 5, 6, 9, 8, 12, 10, 11};
  for (const auto method : {CorrelationMethod::pearson, CorrelationMethod::spearman, CorrelationMethod::kendall}) {
    CorrelateOptions options;
    options.method = method;
    const double both = correlate(x, y, {}, options).p;
    options.alternative = Alternative::greater;
    EXPECT_NEAR(correlate(x, y, {}, options).p, 0.5 * both, 1e-12 * both) << name_of(method);
    options.alternative = Alternative::less;
    EXPECT_GT(correlate(x, y, {}, options).p, 0.99);
  }
}

}  // namespace
}  // namespace attune::stats
