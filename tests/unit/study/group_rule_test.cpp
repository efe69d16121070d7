#include "attune/study/group_rule.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
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

}  // namespace
}  // namespace attune::study
