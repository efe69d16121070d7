#include "attune/table/spread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "attune/table/gather.hpp"
#include "message_of.hpp"

namespace attune {
namespace {

using Cells = std::vector<std::string>;
using testing::HasSubstr;

const char* const kLong = "id\tage\tface\trt\ns1\t20\tsad\t5\ns2\t30\thappy\t7\ns1\t20\thappy\t3\n";

TEST(Spread, MakesAColumnForEachLevel) {
  const Table wide = spread(parse_table(kLong, "t.tsv"), "rt=rt_{face}_ms").table;
  EXPECT_EQ(wide.names(), (Cells{"id", "age", "rt_sad_ms", "rt_happy_ms"}));
  EXPECT_EQ(wide.text("id"), (Cells{"s1", "s2"}));
  EXPECT_EQ(wide.text("rt_sad_ms"), (Cells{"5", "n/a"}));
  EXPECT_EQ(wide.text("rt_happy_ms"), (Cells{"3", "7"}));
}

TEST(Spread, IsUndoneByGather) {
  const std::string text = "id\tface\thalf\trt\ns1\tsad\t1\t5\ns1\tsad\t2\t6\ns1\thappy\t1\t3\ns1\thappy\t2\t4\n";
  const Table table = parse_table(text, "t.tsv");
  EXPECT_EQ(to_tsv(gather(spread(table, "rt=rt_{face}_{half}").table, "rt=rt_{face}_{half}")), text);
}

// The measures table: how many trials and of what quality differs from condition to condition.
TEST(Spread, TakesRowsOfOneIdTogetherWhateverElseDiffers) {
  const Table table =
      parse_table("id\tface\trt\tn\tage\ns1\tsad\t5\t20\t30\ns1\thappy\t3\t19\t30\ns2\tsad\t6\t18\t31\n", "t.tsv");
  const Spread wide = spread(table, "rt=rt_{face}", Cells{"id", "face"});
  EXPECT_EQ(wide.table.names(), (Cells{"id", "age", "rt_sad", "rt_happy"}));
  EXPECT_EQ(wide.table.text("rt_happy"), (Cells{"3", "n/a"}));
  EXPECT_EQ(wide.summary(3), "3 rows become 2; cells without a row: 1; columns that differ within them are gone: n");
}

// s1: one of two is excluded; s2: both, for two reasons; s3: none; s4: the only one there is.
const char* const kExcluding =
    "id\tface\trt\tage\texcluded\ns1\tsad\t90\t30\tmoved\ns1\thappy\t3\t30\tn/a\ns2\tsad\t80\t31\tfew trials\n"
    "s2\thappy\t70\t31\tmoved\ns3\tsad\t5\t32\tn/a\ns3\thappy\t7\t32\tn/a\ns4\thappy\t60\t33\tmoved\n";

TEST(Spread, MakesNoCellOfAnExcludedValue) {
  for (const Cells& ids : {Cells{"id"}, Cells{}}) {
    const Spread wide = spread(parse_table(kExcluding, "t.tsv"), "rt=rt_{face}", ids);
    EXPECT_EQ(wide.table.names(), (Cells{"id", "age", "excluded", "rt_sad", "rt_happy"}));
    EXPECT_EQ(wide.table.text("id"), (Cells{"s1", "s2", "s3", "s4"}));
    EXPECT_EQ(wide.table.text("rt_sad"), (Cells{"n/a", "n/a", "5", "n/a"}));
    EXPECT_EQ(wide.table.text("rt_happy"), (Cells{"3", "n/a", "7", "n/a"}));
    EXPECT_EQ(wide.table.text("excluded"), (Cells{"n/a", "few trials", "n/a", "moved"}));
    EXPECT_EQ(wide.summary(7),
              "7 rows become 4; cells without a row: 1; excluded (few trials), made n/a: 1; "
              "excluded (moved), made n/a: 3");
  }
}

// Whoever spreads the reasons themselves, or names them as an id, has said what they are for.
TEST(Spread, OfTheReasonsKeepsThem) {
  const Table wide = spread(parse_table(kExcluding, "t.tsv"), "excluded=why_{face}", Cells{"id"}).table;
  EXPECT_EQ(wide.text("why_sad"), (Cells{"moved", "few trials", "n/a", "n/a"}));
  EXPECT_EQ(wide.text("why_happy"), (Cells{"n/a", "moved", "n/a", "moved"}));
}

TEST(Spread, RefusesWithTheReason) {
  const auto message = [](const std::string& text, const std::string& request) {
    return test::message_of([&] { (void)spread(parse_table(text, "t.tsv"), request); });
  };
  EXPECT_THAT(message(kLong, "rt"), HasSubstr("--spread 'rt': expected name=pattern"));
  EXPECT_THAT(message(kLong, "rt=rt_{fase}"), HasSubstr("did you mean 'face'"));
  EXPECT_THAT(message("id\tface\trt\ns1\tsad\t1\ns1\tsad\t2\n", "rt=rt_{face}"),
              HasSubstr("t.tsv:3: column 'rt': the row at t.tsv:2 belongs to the same cell"));
  EXPECT_THAT(message("id\tface\trt\ns1\tn/a\t1\n", "rt=rt_{face}"), HasSubstr("is missing"));
  EXPECT_THAT(message("id\tface\trt\ns1\tid\t1\n", "rt={face}"), HasSubstr("'id' is taken"));
}

TEST(Differences, SubtractAndKeepWhatIsMissing) {
  const Table table =
      add_differences(parse_table("a\tb\n5\t3\nn/a\t1\n0.3\t0.1\n", "t.tsv"), parse_differences(Cells{"change=a,b"}));
  EXPECT_EQ(table.text("change"), (Cells{"2", "n/a", "0.19999999999999998"}));
}

TEST(Differences, RefuseWithTheReason) {
  for (const char* text : {"a,b", "=a,b", "c=a", "c=,b", "c=a,", "c=a,b,d"})
    EXPECT_THAT(test::message_of([&] { (void)parse_differences(Cells{text}); }), HasSubstr("name=column,column"));
  const auto message = [](const std::string& text) {
    return test::message_of(
        [&] { (void)add_differences(parse_table("a\tb\n1\tinf\n", "t.tsv"), parse_differences(Cells{text})); });
  };
  EXPECT_THAT(message("a=a,b"), HasSubstr("a column 'a' already"));
  EXPECT_THAT(message("c=a,b"), HasSubstr("t.tsv:2: column 'b': is infinite"));
  EXPECT_THAT(message("c=a,d"), HasSubstr("has no column 'd'"));
}

}  // namespace
}  // namespace attune
