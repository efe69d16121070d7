#include "attune/table/delimited.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Table tsv(std::string_view text) { return parse_table(text, "t.tsv"); }

std::string error_of(std::string_view text, const char* path = "t.tsv", const Dialect& dialect = {}) {
  return test::error_of(Fault::input, [&] { parse_table(text, path, dialect); });
}

TEST(ReadTable, TakesEveryLineEnd) {
  for (const char* text : {"a\tb\n1\t2\n3\t4\n", "a\tb\r\n1\t2\r\n3\t4\r\n", "a\tb\r1\t2\r3\t4\r", "a\tb\n1\t2\n3\t4",
                           "\xef\xbb\xbf"
                           "a\tb\n1\t2\n3\t4\n"}) {
    const Table table = tsv(text);
    EXPECT_THAT(table.names(), ElementsAre("a", "b")) << text;
    EXPECT_THAT(table.numbers("b"), ElementsAre(2, 4)) << text;
    EXPECT_EQ(table.where(1), "t.tsv:3") << text;
  }
}

TEST(ReadTable, TakesQuotedCells) {
  const Table table =
      parse_table("id,text,n\r\n1,\"a, b\",2\r\n2,\"say \"\"yes\"\"\r\nand no\",3\r\n3,\"tab\there\",4\r\n", "t.csv");
  EXPECT_THAT(table.text("text"), ElementsAre("a, b", "say \"yes\"\r\nand no", "tab\there"));
  EXPECT_EQ(table.where(2), "t.csv:5");  // the quoted line end counts
}

TEST(ReadTable, ChoosesTheSeparatorByNameThenByHeader) {
  EXPECT_EQ(parse_table("a\tb,c\n1\t2\n", "t.tsv").columns().size(), 2u);
  EXPECT_EQ(parse_table("a,b\n1,2\n", "t.csv").columns().size(), 2u);
  EXPECT_EQ(parse_table("a;b\n1;2\n", "t.csv").columns().size(), 2u);
  EXPECT_EQ(parse_table("a\tb\n1\t2\n", "t.txt").columns().size(), 2u);
  EXPECT_EQ(parse_table("a|b\n1|2\n", "t.csv", {.separator = '|'}).columns().size(), 2u);
}

TEST(ReadTable, TakesADecimalCommaOnlyWhenItIsDeclared) {
  const Dialect comma{.separator = '\0', .decimal = ','};
  const Table table = parse_table("a;b\n1,5;x,y\n-2,25e-3;7\n", "t.csv", comma);
  EXPECT_THAT(table.numbers("a"), ElementsAre(1.5, -0.00225));
  EXPECT_THAT(table.text("b"), ElementsAre("x,y", "7"));
  EXPECT_THAT(error_of("a;b\n1.234;2\n", "t.csv", comma), HasSubstr("t.csv:2:1: '1.234' has a decimal point"));
  const Table undeclared = parse_table("a\n1,5\n", "t.tsv");
  EXPECT_THAT(test::error_of(Fault::input, [&] { undeclared.numbers("a"); }), HasSubstr("'1,5' is not a number"));
  test::error_of(Fault::usage, [] { parse_table("a,b\n", "t.csv", {.separator = ',', .decimal = ','}); });
}

TEST(ReadTable, TakesQuotedDecimalCommasBetweenCommas) {
  const Dialect comma{.separator = '\0', .decimal = ','};
  const Table table = parse_table("a,b\n\"1,5\",x\n2,\"x,y\"\n", "t.csv", comma);
  EXPECT_THAT(table.numbers("a"), ElementsAre(1.5, 2.0));
  EXPECT_THAT(table.text("b"), ElementsAre("x", "x,y"));
  EXPECT_THAT(error_of("a,b\n1,5,x\n", "t.csv", comma), HasSubstr("t.csv:2: 3 cells, expected 2"));
}

TEST(ReadTable, KnowsMissingCells) {
  const Table table = tsv("a\tb\nn/a\t1\nNA\t2\nNaN\t3\n\t4\n5\t5\n");
  const std::vector<double> a = table.numbers("a");
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(std::isnan(a[static_cast<std::size_t>(i)])) << i;
  EXPECT_EQ(a[4], 5);
  EXPECT_THAT(table.text("a"), ElementsAre("n/a", "n/a", "n/a", "n/a", "5"));
}

TEST(ReadTable, KeepsLeadingZerosAsText) {
  const Table table = tsv("id\tx\n01\t0.5\n02\t0\n");
  EXPECT_FALSE(table.is_numeric("id"));
  EXPECT_TRUE(table.is_numeric("x"));
  EXPECT_THAT(table.text("id"), ElementsAre("01", "02"));
  EXPECT_FALSE(tsv("x\nn/a\n").is_numeric("x"));
  EXPECT_FALSE(tsv("x\n-01\n").is_numeric("x"));
}

TEST(ReadTable, NamesTheLineThatIsWrong) {
  EXPECT_THAT(error_of("a\tb\n1\t2\n3\n"), HasSubstr("t.tsv:3: 1 cells, expected 2"));
  EXPECT_THAT(error_of("a\tb\n1\t2\t3\n"), HasSubstr("t.tsv:2: 3 cells, expected 2"));
  EXPECT_THAT(error_of("a\tb\n1\t\"2\n3\t4\n"), HasSubstr("t.tsv:2: a quote opens here"));
  EXPECT_THAT(error_of("a\tb\n1\t\"2\"x\n"), HasSubstr("t.tsv:2: 'x' follows a closing quote"));
  EXPECT_THAT(error_of("a\ta\n1\t2\n"), HasSubstr("t.tsv:1:2: column 'a' is there twice"));
  EXPECT_THAT(error_of("a\t\n1\t2\n"), HasSubstr("t.tsv:1:2: this column has no name"));
  EXPECT_THAT(error_of("a\n1\n\xc3\x28\n"), HasSubstr("t.tsv:3: byte '\\xc3' is not UTF-8"));
  EXPECT_THAT(error_of("a\r1\r\xff\r"), HasSubstr("t.tsv:3: "));
  EXPECT_THAT(error_of(std::string_view("a\n1\0\n", 5)), HasSubstr("t.tsv:2: a NUL byte"));
  EXPECT_THAT(error_of(""), HasSubstr("is empty"));
}

TEST(ReadTable, RefusesEveryKindOfBrokenUtf8) {
  for (const char* bad : {"\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                          "\xf8\x88\x80\x80", "\xe2\x82"})
    error_of(std::string("a\n") + bad + "\n");
  EXPECT_EQ(tsv("a\n\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\n").rows(), 1u);
}

TEST(ReadTable, SkipsBlankLinesOfSeveralColumns) {
  EXPECT_EQ(tsv("a\tb\n1\t2\n\n3\t4\n\n").rows(), 2u);
  EXPECT_EQ(tsv("a\tb\n").rows(), 0u);
}

TEST(WriteTable, QuotesWhatWouldBreakALine) {
  Table table;
  table.add("a\tb", Column::Text{"x\ty", "say \"yes\"", "two\nlines", "", "\xef\xbb\xbfmark"});
  const Table again = tsv(to_tsv(table));
  EXPECT_THAT(again.names(), ElementsAre("a\tb"));
  EXPECT_THAT(again.text("a\tb"), ElementsAre("x\ty", "say \"yes\"", "two\nlines", "n/a", "\xef\xbb\xbfmark"));
}

TEST(WriteTable, WritesMissingAsNotApplicable) {
  Table table;
  table.add("x", Column::Numbers{1.5, std::nan("")});
  table.add("n", Column::Integers{3, -4});
  EXPECT_EQ(to_tsv(table), "x\tn\n1.5\t3\nn/a\t-4\n");
  const test::TemporaryFolder folder;
  write_table(folder / "t.tsv", table, Overwrite::refuse);
  EXPECT_EQ(to_tsv(read_table(folder / "t.tsv")), to_tsv(table));
}

}  // namespace
}  // namespace attune
