#include "attune/table/average.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune {
namespace {

using Cells = std::vector<std::string>;
using testing::HasSubstr;

const char* const kTrials =
    "id\tgroup\tface\ttrial\tx\texcluded\n"
    "s2\ta\tsad\t1\t1\tn/a\n"
    "s1\tb\tsad\t1\t4\tn/a\n"
    "s2\ta\thappy\t2\t2\tn/a\n"
    "s2\ta\tsad\t3\t6\tblink\n"
    "s2\ta\tsad\t4\tn/a\tn/a\n"
    "s2\ta\tsad\t5\t2\tn/a\n"
    "s3\tb\tsad\t1\t9\tblink\n";

TEST(Average, TakesMeansOfTheRowsThatBelongTogether) {
  const Averaged a = average_rows(parse_table(kTrials, "t.tsv"), {{"x"}, {"id", "face"}});
  EXPECT_EQ(a.table.names(), (Cells{"id", "group", "face", "x", "excluded", "averaged_rows"}));
  EXPECT_EQ(a.table.text("id"), (Cells{"s2", "s1", "s2", "s3"}));
  EXPECT_EQ(a.table.text("face"), (Cells{"sad", "sad", "happy", "sad"}));
  EXPECT_EQ(a.table.text("x"), (Cells{"1.5", "4", "2", "n/a"}));
  EXPECT_EQ(a.table.text("excluded"), (Cells{"n/a", "n/a", "n/a", "blink"}));
  EXPECT_EQ(a.table.text("averaged_rows"), (Cells{"2", "1", "1", "0"}));
  EXPECT_EQ(a.gone, Cells{"trial"});
  EXPECT_EQ(a.table.where(1), "t.tsv:3");
}

TEST(Average, SaysWhatBecameOfTheRows) {
  const Averaged a = average_rows(parse_table(kTrials, "t.tsv"), {{"x"}, {"id", "face"}});
  EXPECT_EQ(a.summary(),
            "7 rows are averaged to 4, 1 to 4 each; excluded (blink), not averaged in: 2; without a value, not "
            "averaged in: 1; "
            "columns that differ within them are gone: trial");
}

TEST(Average, IsTheSameForAnyOrderOfRows) {
  std::string text, reversed;
  for (int i = 0; i < 40; ++i) {
    const std::string row = "s\t" + std::to_string(0.1 + i * 1e7) + "\n";
    text += row;
    reversed = row + reversed;
  }
  const auto mean = [](const std::string& rows) {
    return average_rows(parse_table("id\tx\n" + rows, "t.tsv"), {{"x"}, {"id"}}).table.text("x");
  };
  EXPECT_EQ(mean(text), mean(reversed));
}

TEST(Average, OfSingleRowsChangesNoValue) {
  const Averaged a = average_rows(parse_table("id\tx\n01\t0.1\n1\t2e-300\n", "t.tsv"), {{"x"}, {"id"}});
  EXPECT_EQ(a.table.numbers("x"), (std::vector<double>{0.1, 2e-300}));
  EXPECT_TRUE(a.gone.empty());
}

TEST(Average, RefusesWithTheReason) {
  const auto message = [](const std::string& text, const AverageRequest& request) {
    return test::message_of([&] { (void)average_rows(parse_table(text, "t.tsv"), request); });
  };
  EXPECT_THAT(message(kTrials, {{}, {"id"}}), HasSubstr("nothing to average"));
  EXPECT_THAT(message(kTrials, {{"x"}, {"x"}}), HasSubstr("cannot be averaged per"));
  EXPECT_THAT(message(kTrials, {{"y"}, {"id"}}), HasSubstr("has no column 'y'"));
  EXPECT_THAT(message(kTrials, {{"group"}, {"id"}}), HasSubstr("t.tsv:2: column 'group': 'a' is not a number"));
  EXPECT_THAT(message("id\tx\nn/a\t1\n", {{"x"}, {"id"}}), HasSubstr("t.tsv:2: column 'id': is missing"));
  EXPECT_THAT(message("id\tx\ns\tinf\n", {{"x"}, {"id"}}), HasSubstr("is infinite"));
  EXPECT_THAT(message("id\tx\taveraged_rows\ns\t1\t1\n", {{"x"}, {"id"}}), HasSubstr("averaged_rows"));
}

}  // namespace
}  // namespace attune
