#include "attune/stats/block_permutation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/stats/compare.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using test::message_of;
using testing::HasSubstr;
using Names = std::vector<std::string>;
using Values = std::vector<double>;

PermutationOptions options(std::int64_t permutations, int threads = 1) { return {permutations, {3}, {threads}}; }

BlockPermutation permute(const Values& a, const Values& b, const Names& of_a, const Names& of_b, Exchange exchange,
                         std::int64_t permutations = 10000, BlockStatistic statistic = {}, int threads = 1) {
  const ExchangeBlocks blocks{{of_a, of_b}, exchange};
  return permute_blocks({a, b, &blocks}, statistic, options(permutations, threads));
}

TEST(PermuteBlocks, OfOneBlockIsThePermutationWithoutBlocks) {
  const Values a{2.1, 3.4, 1.9, 4.4, 2.8}, b{1.2, 2.0, 2.7, 1.1, 0.3, 2.6};
  const BlockPermutation one = permute(a, b, Names(5, "s"), Names(6, "s"), Exchange::within);
  const PermutationResult plain = permute_groups(a, b, GroupStatistic::welch_t, options(10000));
  EXPECT_TRUE(one.result.enumerated);
  EXPECT_EQ(one.result.arrangements, 462);
  EXPECT_DOUBLE_EQ(one.result.p, plain.p);
  EXPECT_NEAR(*one.estimate, 14.6 / 5.0 - 9.9 / 6.0, 1e-14);
}

TEST(PermuteBlocks, OfPairsWithinThemFlipsTheirSigns) {
  const Values a{3, 5, 4, 8, 2, 7}, b{1, 4, 5, 3, 1.5, 3};
  const Names names{"1", "2", "3", "4", "5", "6"};
  const BlockPermutation within = permute(a, b, names, names, Exchange::within);
  Values differences;
  for (std::size_t i = 0; i < 6; ++i) differences.push_back(a[i] - b[i]);
  EXPECT_EQ(within.result.arrangements, 64);
  EXPECT_DOUBLE_EQ(within.result.p, permute_signs(differences, options(10000)).p);
}

TEST(PermuteBlocks, EnumeratesByHandWithinTwoBlocks) {
  // Block means are 2 and 5: A has -1 and -1, the arrangements of (A, B, B) x (A, B) have the sums of A
  // -1-1, 0-1, 1-1, -1+1, 0+1, 1+1; |sum| of 2 occurs twice in six.
  const BlockPermutation r =
      permute({1, 4}, {2, 3, 6}, {"x", "y"}, {"x", "x", "y"}, Exchange::within, 100, {GroupStatistic::mean_difference});
  EXPECT_TRUE(r.result.enumerated);
  EXPECT_DOUBLE_EQ(r.result.p, 2.0 / 6.0);
  EXPECT_NEAR(*r.estimate, -2.0 / (2.0 / 3.0 + 0.5), 1e-14);
}

TEST(PermuteBlocks, LeavesBlocksOfOneLevelAsTheyAre) {
  const BlockPermutation with = permute({1, 4, 100, 90}, {2, 3, 6}, {"x", "y", "z", "z"}, {"x", "x", "y"},
                                        Exchange::within, 100, {GroupStatistic::mean_difference});
  EXPECT_DOUBLE_EQ(with.result.p, 2.0 / 6.0);
  EXPECT_EQ(with.count.blocks, 3U);
  EXPECT_EQ(with.count.idle, 1U);
  EXPECT_EQ(with.count.idle_values, 2U);
}

TEST(PermuteBlocks, OfWholeBlocksExchangesTheirLabels) {
  // Sums of blocks 3, 7 against 1, 2: six splits, of which the observed one and its mirror are the most extreme.
  const BlockPermutation r = permute({1, 2, 3, 4}, {0, 1, 1, 1}, {"p", "p", "q", "q"}, {"r", "r", "s", "s"},
                                     Exchange::whole, 100, {GroupStatistic::mean_difference});
  EXPECT_EQ(r.result.arrangements, 6);
  EXPECT_DOUBLE_EQ(r.result.p, 2.0 / 6.0);
  EXPECT_FALSE(r.estimate);
}

TEST(PermuteBlocks, OfWholeBlocksOfOneValueIsThePermutationWithoutBlocks) {
  const Values a{2.1, 3.4, 1.9, 4.4, 2.8}, b{1.2, 2.0, 2.7, 1.1, 0.3, 2.6};
  const BlockPermutation one =
      permute(a, b, {"1", "2", "3", "4", "5"}, {"6", "7", "8", "9", "10", "11"}, Exchange::whole);
  EXPECT_DOUBLE_EQ(one.result.p, permute_groups(a, b, GroupStatistic::welch_t, options(10000)).p);
}

TEST(PermuteBlocks, ExchangesWholeBlocksOfOneSizeOnly) {
  // Sizes 1 (two of A, two of B) and 2 (one of A): six arrangements.
  const BlockPermutation r = permute({5, 6, 7, 7}, {1, 2}, {"1", "2", "3", "3"}, {"4", "5"}, Exchange::whole, 100,
                                     {GroupStatistic::mean_difference});
  EXPECT_EQ(r.result.arrangements, 6);
  EXPECT_EQ(r.count.idle, 1U);
  EXPECT_EQ(r.count.idle_values, 2U);
}

TEST(PermuteBlocks, SaysWhyNothingCanChangePlaces) {
  EXPECT_THAT(message_of([] {
                permute({1, 2}, {3, 4}, {"x", "x"}, {"y", "y"}, Exchange::within);
              }),
              HasSubstr("--exchange whole"));
  EXPECT_THAT(message_of([] {
                permute({1, 2}, {3, 4}, {"x", "y"}, {"y", "z"}, Exchange::whole);
              }),
              HasSubstr("block 'y' has values of 'A' and of 'B'"));
  EXPECT_THAT(message_of([] {
                permute({1, 2}, {3, 4}, {"x", "x"}, {"y", "z"}, Exchange::whole);
              }),
              HasSubstr("'A' has 1 block"));
  EXPECT_THAT(message_of([] {
                permute({1, 2, 3, 4}, {3, 4}, {"x", "x", "w", "w"}, {"y", "z"}, Exchange::whole);
              }),
              HasSubstr("no two blocks"));
}

TEST(PermuteBlocks, IsTheSameForAnyThreadsOrderAndNames) {
  Values a, b;
  Names of_a, of_b;
  for (std::uint64_t i = 0; i < 60; ++i) {
    parallel::Stream stream({8}, i);
    (i % 3 == 0 ? a : b).push_back(stream.normal());
    (i % 3 == 0 ? of_a : of_b).push_back("b" + std::string(1, static_cast<char>('a' + i % 7)));
  }
  for (const BlockStatistic& statistic : {BlockStatistic{}, BlockStatistic{GroupStatistic::welch_t, 0.2}}) {
    const double p = permute(a, b, of_a, of_b, Exchange::within, 3000, statistic).result.p;
    EXPECT_EQ(permute(a, b, of_a, of_b, Exchange::within, 3000, statistic, 3).result.p, p);
    EXPECT_EQ(permute({a.rbegin(), a.rend()}, {b.rbegin(), b.rend()}, {of_a.rbegin(), of_a.rend()},
                      {of_b.rbegin(), of_b.rend()}, Exchange::within, 3000, statistic)
                  .result.p,
              p);
    EXPECT_EQ(permute(b, a, of_b, of_a, Exchange::within, 3000, statistic).result.p, p);
    Values moved_a(a), moved_b(b);
    for (Values* values : {&moved_a, &moved_b})
      for (double& x : *values) x = 16.0 * x;
    EXPECT_EQ(permute(moved_a, moved_b, of_a, of_b, Exchange::within, 3000, statistic).result.p, p);
  }
}

TEST(PermuteBlocks, WithinIgnoresWhatAllOfABlockHaveInCommon) {
  Values a{1, 2, 4, 3}, b{2, 5, 3, 1, 2, 6};
  const Names of_a{"x", "x", "y", "y"}, of_b{"x", "y", "y", "x", "y", "y"};
  const BlockPermutation before = permute(a, b, of_a, of_b, Exchange::within);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += of_a[i] == "y" ? 64.0 : 0.0;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] += of_b[i] == "y" ? 64.0 : 0.0;
  const BlockPermutation after = permute(a, b, of_a, of_b, Exchange::within);
  EXPECT_DOUBLE_EQ(after.result.p, before.result.p);
  EXPECT_NEAR(*after.estimate, *before.estimate, 1e-13);
}

TEST(PermuteBlockSigns, FlipsThePairsOfABlockTogether) {
  const Values differences{1, 2, -3, 4};
  const Names blocks{"x", "x", "y", "z"};
  const BlockPermutation r = permute_block_signs(differences, blocks, options(100));
  EXPECT_EQ(r.result.arrangements, 8);
  EXPECT_DOUBLE_EQ(r.result.p, permute_signs(Values{3, -3, 4}, options(100)).p);
}

TEST(PermuteTrimmedPairs, WithoutTrimmingIsThePairedT) {
  const Values a{3, 5, 4, 8, 2, 7}, b{1, 4, 5, 3, 1.5, 3};
  Values differences;
  for (std::size_t i = 0; i < 6; ++i) differences.push_back(a[i] - b[i]);
  EXPECT_DOUBLE_EQ(permute_trimmed_pairs(a, b, 0.0, {}, options(100)).p, permute_signs(differences, options(100)).p);
  EXPECT_DOUBLE_EQ(permute_trimmed_pairs(b, a, 0.0, {}, options(100)).p, permute_signs(differences, options(100)).p);
}

TEST(OneSidedPermutations, AddUpToOneAndTheirTies) {
  // Without ties of the statistic, P(T >= t) + P(T <= t) = 1 + P(T = t).
  const Values a{2.13, 3.41, 1.97}, b{1.28, 2.02, 2.77, 0.31};
  PermutationOptions upper = options(100), lower = options(100);
  upper.alternative = Alternative::greater;
  lower.alternative = Alternative::less;
  const double greater = permute_groups(a, b, GroupStatistic::welch_t, upper).p;
  EXPECT_NEAR(greater + permute_groups(a, b, GroupStatistic::welch_t, lower).p, 1.0 + 1.0 / 35.0, 1e-12);
  EXPECT_DOUBLE_EQ(permute_groups(b, a, GroupStatistic::welch_t, lower).p, greater);
}

}  // namespace
}  // namespace attune::stats
