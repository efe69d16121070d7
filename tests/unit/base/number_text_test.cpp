#include "attune/base/number_text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <limits>
#include <locale>

namespace attune {
namespace {

// Decimal comma and thousands separators, whatever locales the machine has.
struct CommaMarks : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(ParseDouble, TakesTheWholeText) {
  EXPECT_EQ(parse_double("1.5"), 1.5);
  EXPECT_EQ(parse_double("-2e-3"), -0.002);
  EXPECT_EQ(parse_double("+4"), 4.0);
  EXPECT_EQ(parse_double(".5"), 0.5);
  EXPECT_EQ(parse_double("inf"), std::numeric_limits<double>::infinity());
  for (const char* text : {"", " 1", "1 ", "1x", "1,5", "1e", "+-1", "++1", "nan", "NaN", "-nan", "0x10", "n/a", "--1"})
    EXPECT_EQ(parse_double(text), std::nullopt) << text;
}

TEST(ParseDouble, RefusesOverflowAndTakesUnderflowAsZero) {
  EXPECT_EQ(parse_double("1e400"), std::nullopt);
  EXPECT_EQ(parse_double("-1e400"), std::nullopt);
  EXPECT_EQ(parse_double("1e-400"), 0.0);
  EXPECT_EQ(parse_double("1E-400"), 0.0);
  EXPECT_TRUE(std::signbit(*parse_double("-1e-400")));
}

TEST(ParseInteger, TakesWholeNumbersThatFit) {
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_integer("+7"), 7);
  for (const char* text : {"", "1.0", "9223372036854775808", "+-1", "1e3", " 1"})
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
}

TEST(FormatDouble, IsTheShortestTextThatReadsBack) {
  EXPECT_EQ(format_double(0.1), "0.1");
  EXPECT_EQ(format_double(-0.0), "-0");
  EXPECT_EQ(format_double(1e300), "1e+300");
  EXPECT_EQ(format_double(std::numeric_limits<double>::quiet_NaN()), "n/a");
  EXPECT_EQ(format_double(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(FormatDouble, ReadsBackToTheSameBits) {
  std::uint64_t state = 20090101;
  for (int i = 0; i < 200000; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const double value = std::bit_cast<double>(state ^ (state >> 29));
    if (std::isnan(value)) continue;
    const auto back = parse_double(format_double(value));
    ASSERT_TRUE(back) << format_double(value);
    ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(value)) << format_double(value);
  }
  for (const double value :
       {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(), 5e-324, -0.0})
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*parse_double(format_double(value))), std::bit_cast<std::uint64_t>(value));
}

TEST(NumberText, DoesNotDependOnTheLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaMarks));
  const std::string c_locale = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "de_DE", "fr_FR.UTF-8"})
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  EXPECT_EQ(format_double(1234567.5), "1234567.5");
  EXPECT_EQ(parse_double("1234567.5"), 1234567.5);
  EXPECT_EQ(parse_double("1,5"), std::nullopt);
  std::setlocale(LC_ALL, c_locale.c_str());
  std::locale::global(before);
}

TEST(IsMissing, KnowsItsSpellings) {
  for (const char* text : {"", "n/a", "N/A", "NA", "NaN", "nan"}) EXPECT_TRUE(is_missing(text)) << text;
  for (const char* text : {"0", "na", "none", "-", " "}) EXPECT_FALSE(is_missing(text)) << text;
}

TEST(IsLabel, IsLettersAndDigitsOnly) {
  EXPECT_TRUE(is_label("Mother01"));
  for (const char* text : {"", "a-b", "..", "a/b", "a b", "\xc3\xa4", "a."}) EXPECT_FALSE(is_label(text)) << text;
}

TEST(Trimmed, RemovesBlanksAtBothEnds) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \t"), "");
}

}  // namespace
}  // namespace attune
