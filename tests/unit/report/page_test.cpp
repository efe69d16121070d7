#include "attune/report/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/report/axis.hpp"

namespace attune::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Rounded, KeepsSignificantDigitsNotDecimals) {
  EXPECT_EQ(rounded(0.0123456), "0.0123");
  EXPECT_EQ(rounded(12.3456), "12.3");
  EXPECT_EQ(rounded(1234.56), "1235");
  EXPECT_EQ(rounded(0.9996), "1.00");
  EXPECT_EQ(rounded(0), "0");
}

TEST(Rounded, WritesARealMinusSignAndPowersOfTen) {
  EXPECT_EQ(rounded(-1.5), "\u22121.50");
  EXPECT_EQ(rounded(1.5e-9), "1.50 × 10^-9");
}

TEST(Rounded, OfMissingIsNotANumber) { EXPECT_EQ(rounded(std::nan("")), "n/a"); }

TEST(RoundedBeside, TakesTheDecimalsOfItsScale) {
  EXPECT_EQ(rounded_beside(0.0479, 0.74), "0.048");
  EXPECT_EQ(rounded_beside(3.132, 40.9), "3.1");
  EXPECT_EQ(rounded_beside(-0.0003, 0.74), "0.000");
  EXPECT_EQ(rounded_beside(-337.25, 250), "\u2212337");
  EXPECT_EQ(rounded_beside(12.3456, std::nan("")), "12.3");
  EXPECT_EQ(rounded_beside(1.5e-9, 1e-9), "1.50 × 10^-9");
  EXPECT_EQ(rounded_beside(std::nan(""), 1), "n/a");
}

TEST(PText, FollowsTheCustomOfThePapers) {
  EXPECT_EQ(p_text(0.0321), "p\u00a0=\u00a0.032");
  EXPECT_EQ(p_text(0.0004), "p\u00a0<\u00a0.001");
  EXPECT_EQ(p_text(1.0), "p\u00a0=\u00a01");
  EXPECT_EQ(p_text(std::nan("")), "p\u00a0n/a");
}

TEST(NiceAxis, HasRoundTicksAroundTheData) {
  const Axis axis = nice_axis(-0.13, 0.42, 5);
  EXPECT_DOUBLE_EQ(axis.low, -0.2);
  EXPECT_DOUBLE_EQ(axis.high, 0.5);
  EXPECT_THAT(axis.ticks, testing::Contains(0.0));
}

TEST(NiceAxis, OfOneValueStillHasAWidth) {
  const Axis axis = nice_axis(3, 3);
  EXPECT_LT(axis.low, 3);
  EXPECT_GT(axis.high, 3);
}

TEST(TickText, HasTheDecimalsOfItsStep) {
  EXPECT_EQ(tick_text(-0.5, 0.05), "\u22120.50");
  EXPECT_EQ(tick_text(-0.0, 0.1), "0.0");
  EXPECT_EQ(tick_text(200, 100), "200");
}

TEST(PageTable, RoundsButKeepsTheExactNumberAndDimsMissing) {
  Table data;
  data.add("who", Column::Text{"<sub>", "n/a"});
  data.add("value", Column::Numbers{1.23456789, std::nan("")});
  const std::string html = table(data, "caption", 3).html();
  EXPECT_THAT(html, HasSubstr("title=\"1.23456789\">1.23</td>"));
  EXPECT_THAT(html, HasSubstr("&lt;sub&gt;"));
  EXPECT_THAT(html, HasSubstr("na\">n/a"));
  EXPECT_THAT(html, Not(HasSubstr("<sub>")));
}

TEST(PageTable, SaysHowManyRowsItCut) {
  Table data;
  data.add("i", Column::Integers{1, 2, 3});
  EXPECT_THAT(table(data, "", 3, 2).html(), HasSubstr("2 of 3 rows"));
}

TEST(Page, ForbidsEveryRequestAndHasNoScript) {
  Page page;
  page.title = "</title><script>alert(1)</script>";
  page.question = "A?";
  const std::string html = to_html(page);
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("http://")));
  EXPECT_THAT(html, Not(HasSubstr("https://")));
}

TEST(Cards, SayTheVerdictInWords) {
  const std::string html = cards({{Tone::bad, "contradicted", "It is <faster>", "No.", "", "group/claims.tsv"}}).html();
  EXPECT_THAT(html, HasSubstr("contradicted"));
  EXPECT_THAT(html, HasSubstr("It is &lt;faster&gt;"));
  EXPECT_THAT(html, HasSubstr("href=\"group/claims.tsv\""));
}

}  // namespace
}  // namespace attune::report
