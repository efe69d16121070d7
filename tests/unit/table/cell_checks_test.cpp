#include "attune/table/cell_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune {
namespace {

using Cells = std::vector<std::string>;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(KeepCodes, NamesOtherCellsAndTakesThemAsMissing) {
  const Table table = parse_table("id\tclass\n1\t1\n2\t5\n3\tn/a\n4\t2.0\n5\tsecure\n", "t.tsv");
  Warnings warnings;
  const Table kept = keep_codes(table, parse_code_lists(Cells{"class=1,2, 3"}), warnings);
  EXPECT_EQ(kept.text("class"), (Cells{"1", "n/a", "n/a", "2.0", "n/a"}));
  EXPECT_THAT(warnings,
              ElementsAre("t.tsv:3: column 'class': '5' is none of the codes 1, 2, 3; it is taken as missing",
                          "t.tsv:6: column 'class': 'secure' is none of the codes 1, 2, 3; it is taken as missing"));
}

TEST(KeepCodes, NamesTheFirstTwentyAndCountsTheRest) {
  std::string text = "class\n";
  for (int i = 0; i < 50; ++i) text += "9\n";
  Warnings warnings;
  (void)keep_codes(parse_table(text, "t.tsv"), parse_code_lists(Cells{"class=1"}), warnings);
  ASSERT_EQ(warnings.size(), 21U);
  EXPECT_THAT(warnings.back(), HasSubstr("30 more cells"));
}

TEST(KeepCodes, RefusesWhatIsNoList) {
  for (const char* text : {"class", "=1", "class=", "class= , "})
    EXPECT_NE(test::message_of([&] { (void)parse_code_lists(Cells{text}); }), "") << text;
  Warnings warnings;
  EXPECT_THAT(test::message_of(
                  [&] { (void)keep_codes(parse_table("x\n1\n", "t.tsv"), parse_code_lists(Cells{"y=1"}), warnings); }),
              HasSubstr("has no column 'y'"));
}

TEST(FromDecimalComma, RewritesTheColumnsThatAreNamed) {
  const Table table = parse_table("a,b\n\"1,234\",1.5\n\",5\",2.5\n\"-,5\",\nn/a,3\n7,4\n", "t.csv");
  const Table read = from_decimal_comma(table, Cells{"a"});
  EXPECT_EQ(read.text("a"), (Cells{"1.234", ".5", "-.5", "n/a", "7"}));
  EXPECT_EQ(read.numbers("a")[2], -0.5);
  EXPECT_EQ(read.text("b"), table.text("b"));
}

TEST(FromDecimalComma, NeverGuesses) {
  const auto message = [](const std::string& cell) {
    return test::message_of(
        [&] { (void)from_decimal_comma(parse_table("a\tb\n1,5\t1\n" + cell + "\t1\n", "t.tsv"), Cells{"a"}); });
  };
  EXPECT_THAT(message("1.234"), HasSubstr("t.tsv:3: column 'a': '1.234' has a point"));
  EXPECT_THAT(message("1.234,5"), HasSubstr("has a point"));
  EXPECT_THAT(message("1,234,5"), HasSubstr("is not a number with a decimal comma"));
  EXPECT_THAT(message("word"), HasSubstr("is not a number with a decimal comma"));
}

TEST(FromDecimalComma, IsAdvisedWhereItWouldHelp) {
  const Table table = parse_table("a\n24,3\n", "t.tsv");
  EXPECT_THAT(test::message_of([&] { (void)table.numbers("a"); }), HasSubstr("declare the decimal comma"));
}

}  // namespace
}  // namespace attune
