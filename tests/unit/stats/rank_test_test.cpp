#include "attune/stats/rank_test.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;

TEST(MannWhitney, CountsPairsWithFirstAbove) {
  const RankTest test = mann_whitney(Values{1, 4, 5}, Values{2, 3, 6, 7}, 0.95);
  EXPECT_EQ(test.statistic, 4.0);  // 4 and 5 are above 2 and 3
  EXPECT_NEAR(test.rank_biserial, 2.0 * 4.0 / 12.0 - 1.0, 1e-15);
  ASSERT_TRUE(test.p_exact);
  EXPECT_NEAR(*test.p_exact, 22.0 / 35.0, 1e-14);  // 11 of the 35 splits have U <= 4
}

TEST(MannWhitney, CountsTiesAsOneHalf) {
  const RankTest test = mann_whitney(Values{1, 2}, Values{2, 3}, 0.95);
  EXPECT_EQ(test.statistic, 0.5);
  EXPECT_FALSE(test.p_exact);
}

TEST(MannWhitney, OfSeparateGroupsHasTheSmallestExactP) {
  const RankTest test = mann_whitney(Values{10, 11, 12, 13, 14}, Values{1, 2, 3, 4, 5}, 0.95);
  EXPECT_EQ(test.statistic, 25.0);
  EXPECT_EQ(test.rank_biserial, 1.0);
  EXPECT_NEAR(*test.p_exact, 2.0 / 252.0, 1e-15);
}

TEST(MannWhitney, ShiftIsTheMedianOfAllDifferences) {
  // Differences: 1 - {0, 4} and 3 - {0, 4} and 8 - {0, 4}: -3 -1 1 3 4 8, median 2.
  const RankTest test = mann_whitney(Values{1, 3, 8}, Values{0, 4}, 0.95);
  EXPECT_EQ(test.shift, 2.0);
  EXPECT_EQ(test.interval.low, -3.0);
  EXPECT_EQ(test.interval.high, 8.0);
}

TEST(SignedRank, SumsTheRanksOfPositiveDifferences) {
  const RankTest test = signed_rank(Values{-1, 2, 3, -4, 5}, 0.95);
  EXPECT_EQ(test.statistic, 2.0 + 3.0 + 5.0);
  EXPECT_NEAR(*test.p_exact, 2.0 * 10.0 / 32.0, 1e-14);  // 10 of 32 sign patterns reach 10
}

TEST(SignedRank, DropsZeroDifferences) {
  const RankTest test = signed_rank(Values{0, 0, 1, 2, -3}, 0.95);
  EXPECT_EQ(test.n_used, 3u);
  EXPECT_EQ(test.statistic, 3.0);
  EXPECT_FALSE(test.p_exact);
}

TEST(SignedRank, ShiftIsTheMedianOfWalshAverages) {
  // Averages of 1, 2, 6 in pairs: 1 1.5 2 3.5 4 6, median 2.75.
  EXPECT_EQ(signed_rank(Values{1, 2, 6}, 0.95).shift, 2.75);
}

TEST(RankTests, RefuseDataWithoutOrder) {
  EXPECT_THROW(mann_whitney(Values{2, 2, 2}, Values{2, 2}, 0.95), Error);
  EXPECT_THROW(signed_rank(Values{0, 0, 0}, 0.95), Error);
}

}  // namespace
}  // namespace attune::stats
