#include "attune/checks/rigs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"

namespace attune::checks {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct Cell {
  std::string group, rig;
  int participants;
  double offset = 0;
};

Table people(const std::vector<Cell>& cells) {
  Column::Text ids, groups, rigs;
  Column::Numbers offsets;
  for (const Cell& cell : cells)
    for (int i = 0; i < cell.participants; ++i) {
      ids.push_back("sub-" + std::to_string(ids.size() + 1));
      groups.push_back(cell.group);
      rigs.push_back(cell.rig);
      offsets.push_back(cell.offset);
    }
  Table out;
  out.add("participant_id", ids);
  out.add("group", groups);
  out.add("rig", rigs);
  out.add("offset_ms", offsets);
  return out;
}

TEST(CheckRigs, BlocksGroupsThatShareNoRig) {
  const Table table = people({{"secure", "old", 20, 26}, {"insecure", "new", 18, 9}, {"insecure", "newer", 4, 9}});
  test::expect_refused(Fault::analysis,
                       {"confounded", "secure: 0 on new, 0 on newer, 20 on old",
                        "insecure: 18 on new, 4 on newer, 0 on old", "constant delay"},
                       [&] { check_rigs(table); });
  RigOptions options;
  options.offset_ms = "offset_ms";
  test::expect_refused(Fault::analysis, {"differ by 17.00 ms"}, [&] { check_rigs(table, options); });
  options.allow = "corrected by photodiode";
  const RigCheck check = check_rigs(table, options);
  EXPECT_TRUE(check.confounded);
  EXPECT_NEAR(check.cramers_v, 1, 1e-12);
  EXPECT_THAT(check.warnings, Contains(HasSubstr("allowed because: corrected by photodiode")));
}

// By hand: 15 of 20 against 5 of 20 on one rig; chi-squared 10, V = sqrt(10 / 40).
TEST(CheckRigs, WarnsOfAMixThatDiffers) {
  RigOptions options;
  options.offset_ms = "offset_ms";
  const RigCheck check = check_rigs(
      people({{"a", "one", 15, 20}, {"a", "two", 5, 10}, {"b", "one", 5, 20}, {"b", "two", 15, 10}}), options);
  EXPECT_FALSE(check.confounded);
  EXPECT_NEAR(check.cramers_v, 0.5, 1e-12);
  EXPECT_NEAR(check.largest_share_difference, 0.5, 1e-12);
  EXPECT_NEAR(*check.offset_difference_ms, 17.5 - 12.5, 1e-12);
  ASSERT_EQ(check.warnings.size(), 1u);
  EXPECT_THAT(check.warnings[0],
              HasSubstr("partly confounded (a: 15 on one, 5 on two; b: 5 on one, 15 on two; Cramer's V 0.50)"));
  EXPECT_THAT(check.warnings[0], HasSubstr("differ by 5.00 ms"));
}

TEST(CheckRigs, IsContentWithOneRigOrTheSameMix) {
  EXPECT_TRUE(check_rigs(people({{"a", "one", 12}, {"b", "one", 9}})).warnings.empty());
  const RigCheck same = check_rigs(people({{"a", "one", 10}, {"a", "two", 20}, {"b", "one", 5}, {"b", "two", 10}}));
  EXPECT_TRUE(same.warnings.empty());
  EXPECT_NEAR(same.cramers_v, 0, 1e-12);
}

TEST(CheckRigs, FollowsChainsOfRigs) {
  const RigCheck chain = check_rigs(people({{"a", "one", 5}, {"b", "one", 5}, {"b", "two", 5}, {"c", "two", 5}}));
  EXPECT_FALSE(chain.confounded);
  test::expect_refused(Fault::analysis, {"confounded"}, [] {
    check_rigs(people({{"a", "one", 5}, {"b", "one", 5}, {"c", "two", 5}}));
  });
}

TEST(CheckRigs, CountsPeopleAndRefusesWhoIsInTwoGroups) {
  Table twice = people({{"a", "one", 2}, {"b", "one", 2}});
  twice.replace("participant_id", Column::Text{"sub-1", "sub-1", "sub-2", "sub-3"});
  EXPECT_EQ(check_rigs(twice).participants.sum(), 3);
  twice.replace("participant_id", Column::Text{"sub-1", "sub-2", "sub-2", "sub-3"});
  test::expect_refused(Fault::input, {"sub-2 is in group b here and in a before"}, [&] { check_rigs(twice); });
  twice.replace("participant_id", Column::Text{"sub-1", "sub-2", "sub-3", "sub-4"});
  twice.replace("rig", Column::Text{"one", "n/a", "one", "one"});
  EXPECT_THAT(check_rigs(twice).warnings, Contains(HasSubstr("1 rows lack")));
  test::expect_refused(Fault::analysis, {"1 groups"}, [] { check_rigs(people({{"a", "one", 3}})); });
}

}  // namespace
}  // namespace attune::checks
