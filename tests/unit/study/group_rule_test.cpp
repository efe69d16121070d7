#include "attune/study/group_rule.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/study/exclusion.hpp"
#include "attune/table/delimited.hpp"

namespace attune::study {
namespace {

using testing::HasSubstr;

TEST(ReduceAai, TakesFForSecureAndDsAndEForInsecure) {
  for (const char* code : {"F", "F1", "F5", "F4a"}) EXPECT_EQ(reduce_aai(code, false).group, "secure") << code;
  for (const char* code : {"Ds", "Ds1", "Ds3b", "E2", "E"})
    EXPECT_EQ(reduce_aai(code, false).group, "insecure") << code;
  EXPECT_EQ(reduce_aai("Ds2", true).group, "dismissing");
  EXPECT_EQ(reduce_aai("E1", true).group, "preoccupied");
}

TEST(ReduceAai, GoesByTheSecondaryClassificationOfTheUnresolved) {
  EXPECT_EQ(reduce_aai("U/Ds1", false).group, "insecure");
  EXPECT_EQ(reduce_aai("U/F2", false).group, "secure");
  EXPECT_EQ(reduce_aai("Ds3b/U", false).group, "insecure");
}

TEST(ReduceAai, NeverGuesses) {
  EXPECT_THAT(reduce_aai("U", false).reason, HasSubstr("without a secondary"));
  EXPECT_THAT(reduce_aai("CC", false).reason, HasSubstr("cannot be classified"));
  EXPECT_EQ(reduce_aai("n/a", false).reason, "AAI missing");
  for (const char* code : {"X", "F6", "Ds5", "E4", "f1", "F12", "U/", "U/X", "Fa"})
    EXPECT_THAT(reduce_aai(code, false).reason, HasSubstr("not an AAI classification")) << code;
}

TEST(AssignGroups, GivesAReasonForAGroupTheStudyDoesNotHave) {
  Table table;
  table.add("group", Column::Text{"secure", "other", "n/a"});
  const std::vector<GroupOrReason> groups = assign_groups({"participants.tsv", "group", "as-is", {"secure"}}, table);
  EXPECT_EQ(groups[0].group, "secure");
  EXPECT_EQ(groups[1].reason, "other is not a group of the study");
  EXPECT_EQ(groups[2].reason, "group missing");
}

/// Everybody answers `answer` to every item.
Table answers(const std::vector<std::string>& rows) {
  Table table;
  for (int item = 1; item <= 36; ++item) table.add(fmt::format("ecrr_{:02}", item), Column::Text(rows));
  return table;
}

TEST(EcrScore, ReversesTheItemsOfTheKey) {
  // All ones: 18 anxiety items, two reversed to 7: (16 + 14) / 18; avoidance: 12 of 18 reversed: (6 + 84) / 18 = 5.
  const Table ones = answers({"1"});
  EXPECT_DOUBLE_EQ(score({"x", "t", "ecr-r-anxiety"}, ones)[0], 30.0 / 18.0);
  EXPECT_DOUBLE_EQ(score({"x", "t", "ecr-r-avoidance"}, ones)[0], 5.0);
}

TEST(EcrScore, OfMissingAnswersIsMissingBelowEightyPercent) {
  EXPECT_TRUE(std::isnan(score({"x", "t", "ecr-r-anxiety"}, answers({"n/a"}))[0]));
}

TEST(EcrScore, RefusesAnswersOutsideTheScale) {
  EXPECT_THROW(score({"x", "t", "ecr-r-anxiety"}, answers({"8"})), Error);
}

// Reference: the lady tasting tea (Fisher 1935), 3 and 1 against 1 and 3: two-sided p = 34/70.
TEST(FisherExact, OfTheLadyTastingTea) { EXPECT_NEAR(fisher_exact(3, 1, 1, 3), 34.0 / 70.0, 1e-12); }

TEST(FisherExact, DoesNotDependOnWhichGroupIsFirst) {
  EXPECT_DOUBLE_EQ(fisher_exact(1, 11, 4, 8), fisher_exact(4, 8, 1, 11));
  EXPECT_DOUBLE_EQ(fisher_exact(0, 12, 0, 12), 1.0);
  // 0 of 5 against 5 of 5: two tables of 252 are as improbable.
  EXPECT_NEAR(fisher_exact(0, 5, 5, 0), 2.0 / 252.0, 1e-12);
}

TEST(Exclusions, ComeBackFromTheirTable) {
  const Exclusion row{"sub-01", "secure", "", "words", "", "trial", "rejection", "flat", 3, 80};
  const std::vector<Exclusion> back = to_exclusions(parse_table(to_tsv(to_table({row})), "x.tsv"));
  ASSERT_EQ(back.size(), 1U);
  EXPECT_EQ(back[0].session, "");
  EXPECT_EQ(back[0].reason, "flat");
  EXPECT_EQ(back[0].count, 3);
}

}  // namespace
}  // namespace attune::study
