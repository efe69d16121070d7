#include "attune/stats/permutation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;

PermutationOptions options(std::int64_t permutations, std::uint64_t seed = 1, int threads = 1) {
  return {permutations, {seed}, {threads}};
}

TEST(PermuteGroups, EnumeratesTheTwentySplitsOfThreeAndThree) {
  const PermutationResult result =
      permute_groups(Values{4, 5, 6}, Values{1, 2, 3}, GroupStatistic::mean_difference, options(20));
  EXPECT_TRUE(result.enumerated);
  EXPECT_EQ(result.arrangements, 20);
  EXPECT_DOUBLE_EQ(result.p, 2.0 / 20.0);  // the observed split and its mirror image
}

TEST(PermuteGroups, EnumeratesTwoHundredAndFiftyTwoSplitsOfFiveAndFive) {
  const PermutationResult result = permute_groups(Values{1.1, 2.3, 0.4, 5.0, 3.3}, Values{0.2, 1.9, 2.2, 0.1, 1.0},
                                                  GroupStatistic::welch_t, options(252));
  EXPECT_TRUE(result.enumerated);
  EXPECT_EQ(result.arrangements, 252);
  EXPECT_FALSE(permute_groups(Values{1.1, 2.3, 0.4, 5.0, 3.3}, Values{0.2, 1.9, 2.2, 0.1, 1.0}, GroupStatistic::welch_t,
                              options(251))
                   .enumerated);
}

TEST(PermuteGroups, CountsTiesOfTheObservedStatistic) {
  // Two of the six splits of {0.1, 0.1} and {0.3, 0.3} separate them; the sums of the others are 0.
  const PermutationResult result =
      permute_groups(Values{0.1, 0.1}, Values{0.3, 0.3}, GroupStatistic::mean_difference, options(100));
  EXPECT_DOUBLE_EQ(result.p, 2.0 / 6.0);
  const PermutationResult no_difference =
      permute_groups(Values{0.1, 0.3}, Values{0.3, 0.1}, GroupStatistic::welch_t, options(100));
  EXPECT_DOUBLE_EQ(no_difference.p, 1.0);
}

TEST(PermuteGroups, SampledPIsNeverZero) {
  Values a, b;
  for (int i = 0; i < 20; ++i) {
    a.push_back(100.0 + i);
    b.push_back(i);
  }
  const PermutationResult result = permute_groups(a, b, GroupStatistic::welch_t, options(999));
  EXPECT_FALSE(result.enumerated);
  EXPECT_DOUBLE_EQ(result.p, 1.0 / 1000.0);
}

TEST(PermuteGroups, SampledPApproachesTheEnumeratedOne) {
  const Values a{2.1, 3.4, 1.9, 4.4, 2.8, 3.9}, b{1.2, 2.0, 2.7, 1.1, 0.3, 2.6, 1.8};
  const double exact = permute_groups(a, b, GroupStatistic::welch_t, options(1716)).p;
  const double sampled = permute_groups(a, b, GroupStatistic::welch_t, options(1715)).p;
  constexpr double kFourStandardErrors = 0.02;  // sqrt(p (1 - p) / 1715) is 0.004 at p = 0.03
  EXPECT_NEAR(sampled, exact, kFourStandardErrors);
}

TEST(PermuteGroups, DrawsTheSubsetsOfOneStreamForEachPermutation) {
  // Selection sampling by hand with Stream(seed, i), a 32-bit word a value, low half first.
  const Values a{0.3, 1.7, 2.2, 0.9}, b{1.5, 2.9, 3.1, 0.2, 2.4, 4.0};
  Values pool(a);
  pool.insert(pool.end(), b.begin(), b.end());
  std::sort(pool.begin(), pool.end());
  const auto difference = [&](double sum) { return std::abs(sum / 4.0 - (19.2 - sum) / 6.0); };
  int extremes = 0;
  for (std::uint64_t item = 0; item < 100; ++item) {
    parallel::Stream stream({7}, item);
    std::uint64_t word = 0, members = 4;
    double sum = 0.0;
    for (std::size_t j = 0; j < pool.size(); ++j) {
      word = j % 2 == 0 ? stream() : word >> 32;
      const bool taken = (((word & 0xffffffffu) * (pool.size() - j)) >> 32) < members;
      members -= taken ? 1 : 0;
      sum += taken ? pool[j] : 0.0;
    }
    extremes += difference(sum) >= difference(5.1) - 1e-9 ? 1 : 0;
  }
  EXPECT_DOUBLE_EQ(permute_groups(a, b, GroupStatistic::mean_difference, options(100, 7)).p, (extremes + 1) / 101.0);
}

TEST(PermuteSigns, EnumeratesEverySignPattern) {
  const PermutationResult result = permute_signs(Values{1, 2, 3}, options(8));
  EXPECT_TRUE(result.enumerated);
  EXPECT_DOUBLE_EQ(result.p, 2.0 / 8.0);
}

TEST(PermuteSigns, SampledPIsThatOfAFairCoin) {
  // The sum of 20 equal differences, 15 of them positive: twice the tail of 20 coins.
  Values differences(20, 1.0);
  for (std::size_t i = 0; i < 5; ++i) differences[i] = -1.0;
  const double exact = 2.0 * 21700.0 / 1048576.0;
  EXPECT_DOUBLE_EQ(permute_signs(differences, options(1 << 20)).p, exact);
  EXPECT_NEAR(permute_signs(differences, options(20000)).p, exact, 0.006);  // four standard errors
}

TEST(PermutePairs, EnumeratesEveryOrder) {
  const PermutationResult result = permute_pairs(Values{1, 2, 3, 4}, Values{1, 2, 3, 4}, options(24));
  EXPECT_TRUE(result.enumerated);
  EXPECT_DOUBLE_EQ(result.p, 2.0 / 24.0);  // the observed order and its reverse
}

TEST(Permutation, DoesNotDependOnThreads) {
  const Values a{2.1, 3.4, 1.9, 4.4, 2.8, 3.9, 1.0, 2.2, 3.3}, b{1.2, 2.0, 2.7, 1.1, 0.3, 2.6, 1.8, 0.4, 2.5};
  for (const std::int64_t m : {1, 15, 512, 513, 5000}) {
    EXPECT_EQ(permute_groups(a, b, GroupStatistic::welch_t, options(m, 3, 1)).p,
              permute_groups(a, b, GroupStatistic::welch_t, options(m, 3, 4)).p);
    EXPECT_EQ(permute_signs(a, options(std::min<std::int64_t>(m, 511), 3, 1)).p,
              permute_signs(a, options(std::min<std::int64_t>(m, 511), 3, 4)).p);
    EXPECT_EQ(permute_pairs(a, b, options(m, 3, 1)).p, permute_pairs(a, b, options(m, 3, 4)).p);
  }
}

TEST(Permutation, RefusesConstantValuesAndNoPermutations) {
  EXPECT_THROW(permute_groups(Values{1, 1}, Values{1, 1}, GroupStatistic::welch_t, options(10)), Error);
  EXPECT_THROW(permute_signs(Values{0, 0}, options(10)), Error);
  EXPECT_THROW(permute_signs(Values{1, 2}, options(0)), Error);
  EXPECT_THROW(permute_signs(Values{1, 2}, options(std::int64_t{1} << 40)), Error);
}

}  // namespace
}  // namespace attune::stats
