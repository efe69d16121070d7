#include "attune/stats/trimmed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/stats/compare.hpp"
#include "message_of.hpp"

namespace attune::stats {
namespace {

using Values = std::vector<double>;
constexpr double kReference = 1e-12;  // relative; to the digits printed

const Values kA{4.2, 5.1, 3.9, 6.3, 5.5, 4.8, 12.9, 5.0, 4.4, 5.7, 6.1, 3.2};
const Values kB{3.1, 2.8, 4.0, 3.6, 2.2, 3.9, 9.5, 3.3, 2.9, 4.1, 1.0, 3.7};

CompareOptions yuen_options(double trim = kTrim) {
  CompareOptions options;
  options.test = CompareTest::yuen;
  options.trim = trim;
  return options;
}

TEST(SummariseTrimmed, CutsAndWinsorisesByHand) {
  const TrimmedSummary s = summarise_trimmed(Values{1, 2, 3, 4, 100}, 0.2);
  EXPECT_EQ(s.cut, 1U);
  EXPECT_DOUBLE_EQ(s.mean, 3.0);
  EXPECT_DOUBLE_EQ(s.variance, 1.0);  // of 2, 2, 3, 4, 4
  EXPECT_DOUBLE_EQ(s.squared_error(), 4.0 / 6.0);
}

TEST(SummariseTrimmed, CutsWholeProductsWhole) {
  EXPECT_EQ(values_to_cut(100, 0.29), 29U);  // 0.29 * 100 is 28.999999999999996
  EXPECT_EQ(values_to_cut(12, 0.2), 2U);
  EXPECT_EQ(values_to_cut(4, 0.2), 0U);
}

TEST(SummariseTrimmed, KeepsTheDigitsOfValuesFarFromZero) {
  const TrimmedSummary s = summarise_trimmed(Values{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 2e9}, 0.2);
  EXPECT_DOUBLE_EQ(s.variance, 1.0);
}

TEST(Yuen, AgreesWithScipy) {  // scipy 1.10.1, ttest_ind(equal_var=False, trim=0.2)
  const Comparison c = compare_groups(kA, kB, yuen_options());
  EXPECT_NEAR(*c.t, 4.113181907642502, kReference);
  EXPECT_NEAR(c.p, 0.0013958043251768013, kReference);
  EXPECT_NEAR(c.trimmed->mean[0], 5.1, kReference);
  EXPECT_NEAR(c.trimmed->mean[1], 3.4125, kReference);
  EXPECT_EQ(c.trimmed->kept[0], 8);
  EXPECT_EQ(c.mean[0], compare_groups(kA, kB).mean[0]);
}

TEST(Yuen, OfPairsAgreesWithItsFormula) {  // Wilcox (2012) 5.9.5, by numpy 1.24
  const Comparison c = compare_pairs(kA, kB, yuen_options());
  EXPECT_EQ(name_of(c.test), "paired-yuen");
  EXPECT_NEAR(*c.t, 4.108100318453165, kReference);
  EXPECT_DOUBLE_EQ(*c.df, 7.0);
  EXPECT_NEAR(c.p, 0.004526704281249843, kReference);
}

TEST(Yuen, GivesTheRobustD) {  // Algina, Keselman & Penfield (2005), by scipy 1.10.1
  EXPECT_NEAR(winsorised_normal_sd(0.2), 0.6419398154859959, kReference);
  EXPECT_DOUBLE_EQ(winsorised_normal_sd(0.0), 1.0);
  EXPECT_NEAR(*compare_groups(kA, kB, yuen_options()).d_robust, 1.6549678324112214, kReference);
}

TEST(Yuen, WithoutTrimmingIsWelch) {
  const Comparison welch = compare_groups(kA, kB), none = compare_groups(kA, kB, yuen_options(0.0));
  EXPECT_NEAR(*none.t, *welch.t, 1e-13);
  EXPECT_NEAR(*none.df, *welch.df, 1e-11);
  EXPECT_NEAR(*none.d_robust, welch.d->value, 1e-13);
  CompareOptions paired = yuen_options(0.0);
  EXPECT_NEAR(*compare_pairs(kA, kB, paired).t, *compare_pairs(kA, kB).t, 1e-13);
}

TEST(Yuen, MovesAndScalesWithTheValues) {
  Values a(kA), b(kB);
  for (Values* values : {&a, &b})
    for (double& x : *values) x = 4.0 * x + 32.0;
  const Comparison before = compare_groups(kA, kB, yuen_options()), after = compare_groups(a, b, yuen_options());
  EXPECT_NEAR(after.estimate, 4.0 * before.estimate, 1e-13);
  EXPECT_NEAR(*after.t, *before.t, 1e-12);
  EXPECT_NEAR(*after.d_robust, *before.d_robust, 1e-12);
}

TEST(Yuen, TestsEquivalenceInUnitsOfItsRobustSd) {
  CompareOptions options = yuen_options();
  options.smallest_effect = SmallestEffect{0.5, true};
  const Comparison c = compare_groups(kA, kB, options);
  EXPECT_NEAR(c.equivalence->bound, 0.5 * c.estimate / *c.d_robust, 1e-13);
}

TEST(Yuen, RefusesToTrimEverything) {
  EXPECT_THAT(test::message_of([] {
                compare_groups(Values{1, 2, 3, 4, 5}, kB, yuen_options(0.45));
              }),
              testing::HasSubstr("trimming leaves 1"));
  EXPECT_THAT(test::message_of([] { compare_groups(kA, kB, yuen_options(0.5)); }), testing::HasSubstr("below 0.5"));
}

}  // namespace
}  // namespace attune::stats
