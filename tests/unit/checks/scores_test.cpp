#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "attune/base/shell_word.hpp"
#include "attune/checks/duplicates.hpp"
#include "attune/checks/median_split.hpp"
#include "attune/checks/variances.hpp"
#include "people_table.hpp"

namespace attune::checks {
namespace {

using test::people_table;
using testing::AllOf;
using testing::HasSubstr;

const std::array<std::string, 2> kLevels{"secure", "insecure"};
constexpr double kTolerance = 1e-12;  // R prints 15 digits

TEST(MedianSplit, IsFoundWhereTheGroupsAreTheHalvesOfAScore) {
  Table table = people_table(5, 10);
  table.add("anxiety", Column::Numbers{1.2, 2.0, 2.8, 1.9, 2.5, 3.6, 4.1, 3.4, 5.0, 3.9});
  table.add("age", Column::Numbers{25, 31, 28, 40, 22, 26, 30, 29, 39, 23});
  const std::vector<MedianSplit> splits = median_splits(table, "group", kLevels);
  ASSERT_EQ(splits.size(), 1U);
  EXPECT_EQ(splits[0].column, "anxiety");
  EXPECT_EQ(splits[0].low, "secure");
  EXPECT_DOUBLE_EQ(splits[0].cut, 3.1);
  EXPECT_DOUBLE_EQ(splits[0].share_below, 0.5);
  EXPECT_THAT(
      describe(splits[0], "values.tsv", "striatum"),
      AllOf(HasSubstr("anxiety cut at 3.1 (secure below, insecure above; 50 % below)"), HasSubstr("0.80 r"),
            HasSubstr("1.57 times as many"), HasSubstr("attune correlate values.tsv --x anxiety --y striatum")));
}

TEST(MedianSplit, IsNoneWhereTheHalvesOverlapOrOneIsSmall) {
  Table overlap = people_table(5, 10);
  overlap.add("anxiety", Column::Numbers{1.2, 2.0, 2.8, 1.9, 3.5, 3.6, 4.1, 3.4, 5.0, 3.9});
  EXPECT_TRUE(median_splits(overlap, "group", kLevels).empty());
  Table tail = people_table(2, 10);  // the lowest fifth is an extreme group, not a split at the median
  tail.add("anxiety", Column::Numbers{1.2, 1.3, 2.8, 1.9, 3.5, 3.6, 4.1, 3.4, 5.0, 3.9});
  EXPECT_TRUE(median_splits(tail, "group", kLevels).empty());
  Table codes = people_table(5, 10);  // the group itself as a number
  codes.add("code", Column::Numbers{0, 0, 0, 0, 0, 1, 1, 1, 1, 1});
  EXPECT_TRUE(median_splits(codes, "group", kLevels).empty());
}

TEST(MedianSplit, IsNoneOfCodesOfCategories) {
  Table table = people_table(5, 10);
  table.add("class", Column::Numbers{1, 1, 1, 2, 2, 3, 3, 4, 4, 4});
  EXPECT_TRUE(median_splits(table, "group", kLevels).empty());
}

TEST(MedianSplit, LeavesTheShareOfACorrelationThatTheNormalDensityGives) {
  EXPECT_NEAR(correlation_kept(0.5), std::sqrt(2.0 / std::numbers::pi), kTolerance);
  EXPECT_NEAR(correlation_kept(0.4), 0.788618394167855, kTolerance);  // R: dnorm(qnorm(.4)) / sqrt(.4 * .6)
  EXPECT_NEAR(correlation_kept(0.6), correlation_kept(0.4), kTolerance);
}

TEST(Spread, IsBrownAndForsythesTest) {
  const std::vector<double> a{0.12, 0.18, 0.11, 0.25, 0.14, 0.20, 0.16, 0.31};
  std::vector<double> b{0.22, 0.35, 0.19, 0.41, 0.28, 0.30, 0.47, 0.26};
  for (double& value : b) value *= 4;
  const SpreadTest test = compare_spread(a, b);
  EXPECT_NEAR(test.f, 7.92695949092038, 1e-10);  // R: anova(lm(|x - median| ~ group))
  EXPECT_NEAR(test.p, 0.0137544959700142, kTolerance);
  EXPECT_NEAR(test.sd[0], 0.0682301776551779, kTolerance);
  EXPECT_THAT(pooled_warning(a, b, kLevels).value_or(""),
              AllOf(HasSubstr("SD is 0.06823 in secure (n 8) and 0.3801 in insecure (n 8)"), HasSubstr("welch")));
  EXPECT_FALSE(pooled_warning(a, a, kLevels).has_value());
}

TEST(ShellWord, IsQuotedOnlyWhereTheShellWouldReadIt) {
  EXPECT_EQ(shell_word("out/group/values.tsv"), "out/group/values.tsv");
  EXPECT_EQ(shell_word("value ~ group"), "'value ~ group'");
  EXPECT_EQ(shell_word("mother's; rm"), "'mother'\\''s; rm'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Duplicates, AreRowsThatAgreeInEveryMeasuredNumber) {
  Table table = people_table(3, 6);
  table.add("latency", Column::Numbers{401.2518, 388.7712, 410.1131, 401.2518, 395.2117, 420.9941});
  table.add("age", Column::Numbers{25, 31, 28, 25, 31, 40});
  const std::vector<Duplicate> pairs = duplicate_people(table);
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_THAT(describe(pairs[0]), AllOf(HasSubstr(table.text("participant_id")[0]),
                                        HasSubstr(table.text("participant_id")[3]), HasSubstr("under two labels")));
}

TEST(Duplicates, AreNotPeopleOfOneAge) {
  Table table = people_table(3, 6);
  table.add("age", Column::Numbers{25, 31, 28, 25, 31, 40});
  table.add("children", Column::Numbers{1, 2, 1, 1, 2, 1});
  EXPECT_TRUE(duplicate_people(table).empty());
}

TEST(Duplicates, AreFoundThoughOneOfThemLacksACell) {
  Table table = people_table(3, 6);
  table.add("latency", Column::Numbers{401.2518, 388.7712, 410.1131, 401.2518, 395.2117, 420.9941});
  table.add("age", Column::Numbers{25, 31, 28, std::nan(""), 31, 40});
  EXPECT_EQ(duplicate_people(table).size(), 1U);
}

}  // namespace
}  // namespace attune::checks
