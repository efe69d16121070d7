#include "attune/table/gather.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/error.hpp"
#include "attune/table/delimited.hpp"
#include "expect_refused.hpp"

namespace attune {
namespace {

using ::testing::ElementsAre;

Table wide() {
  return parse_table("id\tscr_1_a\tscr_1_b\tscr_all_a\tage\nx\t1\t2\t3\t30\ny\t4\tn/a\t6\t40\n", "wide.tsv");
}

TEST(Gather, GivesEveryMatchingCellARowOfItsOwn) {
  const Table table = gather(wide(), "scr=scr_{half}_{cs}");
  EXPECT_THAT(table.names(), ElementsAre("id", "age", "half", "cs", "scr"));
  EXPECT_THAT(table.text("id"), ElementsAre("x", "x", "x", "y", "y", "y"));
  EXPECT_THAT(table.text("half"), ElementsAre("1", "1", "all", "1", "1", "all"));
  EXPECT_THAT(table.text("cs"), ElementsAre("a", "b", "a", "a", "b", "a"));
  EXPECT_THAT(table.text("scr"), ElementsAre("1", "2", "3", "4", "n/a", "6"));
  EXPECT_EQ(table.where(4), "wide.tsv:3");
}

TEST(Gather, TakesTheCellsOfAPatternWithAnEnd) {
  const Table table = gather(wide(), "v=scr_{half}_a");
  EXPECT_THAT(table.names(), ElementsAre("id", "scr_1_b", "age", "half", "v"));
  EXPECT_THAT(table.text("v"), ElementsAre("1", "3", "4", "6"));
}

TEST(Gather, IsRefusedWhereItSaysNothing) {
  test::expect_refused(Fault::usage, {"name=pattern"}, [] { gather(wide(), "scr_{a}"); });
  test::expect_refused(Fault::usage, {"at least one {name}"}, [] { gather(wide(), "scr=scr_1_a"); });
  test::expect_refused(Fault::usage, {"between { and }"}, [] { gather(wide(), "scr=scr_{}_a"); });
  test::expect_refused(Fault::usage, {"something between } and {"}, [] { gather(wide(), "scr=scr_{a}{b}"); });
  test::expect_refused(Fault::usage, {"'age' is taken"}, [] { gather(wide(), "age=scr_{a}_{b}"); });
  test::expect_refused(Fault::input, {"wide.tsv", "no column is called like erp_*"},
                       [] { gather(wide(), "v=erp_{a}"); });
}

TEST(ParseTable, IgnoresTheEmptyColumnAfterASeparatorAtTheEndOfEveryLine) {
  const Table table = parse_table("a\tb\t\n1\t2\t\n3\t4\n", "made.tsv");
  EXPECT_THAT(table.names(), ElementsAre("a", "b"));
  EXPECT_THAT(table.text("b"), ElementsAre("2", "4"));
  test::expect_refused(Fault::input, {"made.tsv:1:3", "no name, but holds '3' in line 2"},
                       [] { parse_table("a\tb\t\n1\t2\t3\n", "made.tsv"); });
}

}  // namespace
}  // namespace attune
