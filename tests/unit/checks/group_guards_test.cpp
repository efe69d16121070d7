#include "attune/checks/group_guards.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/record.hpp"
#include "expect_error.hpp"
#include "people_table.hpp"

namespace attune::checks {
namespace {

using test::people_table;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

GuardedGroups groups() { return {"group", {"secure", "insecure"}, {"striatum"}, {"participant_id"}, "values.tsv"}; }

Table split_people() {
  Table table = people_table(5, 10);
  table.add("anxiety", Column::Numbers{1.2, 2.0, 2.8, 1.9, 2.5, 3.6, 4.1, 3.4, 5.0, 3.9});
  table.add("striatum", Column::Numbers{5, 6, 7, 8, 9, 1, 2, 3, 4, 4.5});
  table.add("scanner", Column::Text{"A", "A", "A", "A", "A", "B", "B", "B", "B", "B"});
  return table;
}

TEST(GroupGuards, NameTheScoreThatTheGroupsAreHalvesOfButNotWhatIsCompared) {
  const Balance guarded = guard_groups(split_people(), groups(), {});
  EXPECT_THAT(guarded.warnings, ElementsAre(HasSubstr("the groups are anxiety cut at 3.1")));
  EXPECT_THAT(guarded.records, IsEmpty());
}

TEST(GroupGuards, NameAScannerThatOnlyOneGroupWasIn) {
  const Balance guarded = guard_groups(split_people(), groups(), {{"scanner"}, {}});
  ASSERT_EQ(guarded.records.size(), 1U);
  EXPECT_THAT(guarded.warnings, testing::Contains(HasSubstr("cannot be told from scanner")));
}

TEST(GroupGuards, CountAPersonOnce) {
  const Table people = split_people();
  std::vector<std::size_t> twice;
  for (std::size_t row = 0; row < people.rows(); ++row) twice.insert(twice.end(), {row, row, row});
  const Balance once = guard_groups(people, groups(), {{"striatum"}, {}});
  const Balance again = guard_groups(people.select(twice), groups(), {{"striatum"}, {}});
  EXPECT_EQ(to_json(once.records, false), to_json(again.records, false));
}

TEST(GroupGuards, RefuseAColumnThatSaysTwoThingsOfOnePerson) {
  const Table people = split_people();
  Table twice = people.select(std::vector<std::size_t>{0, 1, 2, 5, 6, 7, 0});
  twice.add("fd", Column::Numbers{0.1, 0.2, 0.1, 0.3, 0.2, 0.1, 0.5});
  EXPECT_THAT(test::error_of(Fault::input,
                             [&] {
                               guard_groups(twice, groups(), {{"fd"}, {}});
                             }),
              HasSubstr("of the same person; --check asks about people"));
}

TEST(GroupGuards, AreAFieldOfOneResultAndSaidOfSeveral) {
  const Balance guarded = guard_groups(split_people(), groups(), {{"scanner"}, {}});
  std::vector<Record> one(1), two(2);
  EXPECT_THAT(add_checks(one, guarded), IsEmpty());
  ASSERT_EQ(one[0].size(), 1U);
  EXPECT_EQ(one[0][0].first, "checks");
  EXPECT_THAT(add_checks(two, guarded), ElementsAre(HasSubstr("scanner")));
  EXPECT_THAT(two[0], IsEmpty());
}

TEST(GroupGuards, LeaveOutExcludedRows) {
  Table table = split_people();
  Column::Text excluded(10, "n/a");
  excluded[0] = "coverage < 0.5";
  table.add("excluded", excluded);
  table.replace("scanner", Column::Text{"B", "A", "A", "A", "A", "B", "B", "B", "B", "B"});
  EXPECT_THAT(guard_groups(table, groups(), {{"scanner"}, {}}).warnings,
              testing::Contains(HasSubstr("cannot be told from scanner")));
}

}  // namespace
}  // namespace attune::checks
