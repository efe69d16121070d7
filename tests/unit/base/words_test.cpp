#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"
#include "attune/base/units.hpp"
#include "attune/base/version.hpp"

namespace attune {
namespace {

TEST(NearestName, IsOneSlipOfTheFingerAway) {
  const std::vector<std::string> known = {"amygdala_L", "amygdala_R", "vmPFC"};
  EXPECT_EQ(nearest_name("amigdala_L", known), "amygdala_L");
  EXPECT_EQ(nearest_name("vmpfc", known), std::nullopt);
  EXPECT_EQ(nearest_name("vmPF", known), "vmPFC");
  EXPECT_EQ(nearest_name("hippocampus", known), std::nullopt);
  EXPECT_EQ(nearest_name("x", {}), std::nullopt);
}

TEST(Suggestion, ListsWhatIsKnownWhenNothingIsNear) {
  const std::vector<std::string> known = {"a1", "b2"};
  EXPECT_EQ(suggestion("zzzz", known), "; known: a1, b2");
  EXPECT_EQ(suggestion("a", known), "; did you mean 'a1'?");
  EXPECT_EQ(suggestion("zzzz", std::vector<std::string>(20, "long name")).substr(0, 9), "; known: ");
  EXPECT_TRUE(suggestion("zzzz", std::vector<std::string>(20, "long name")).ends_with(", ..."));
  EXPECT_EQ(suggestion("x", {}), "");
}

TEST(Error, NamesThePlaceInOneLine) {
  EXPECT_STREQ(input_error("a.tsv", at_line(3), "what").what(), "a.tsv:3: what");
  EXPECT_STREQ(input_error("a.tsv", at_cell(3, 4), "what").what(), "a.tsv:3:4: what");
  EXPECT_STREQ(input_error("a.nii", at_byte(40), "what").what(), "a.nii@40: what");
  EXPECT_STREQ(input_error("a\nb", "what").what(), "a\\x0ab: what");
  EXPECT_STREQ(with_context(input_error("a", "what"), "sub-01").what(), "sub-01: a: what");
  EXPECT_EQ(with_context(output_error("a", "what"), "sub-01").fault(), Fault::output);
  EXPECT_EQ(usage_error("x").fault(), Fault::usage);
  EXPECT_EQ(analysis_error("x").fault(), Fault::analysis);
}

TEST(InQuotes, ShowsBytesThatATerminalWouldNot) {
  EXPECT_EQ(in_quotes("a\tb\x1b[31m\xff"), "'a\\x09b\\x1b[31m\\xff'");
  EXPECT_EQ(in_quotes("abcdef", 3), "'abc...'");
}

TEST(Units, ConvertWithinADimension) {
  static_assert(Volts(Microvolts(2e6)).value() == 2.0);
  static_assert(Microvolts(Volts(3e-6)).value() == 3.0);
  static_assert(Microvolts(31.235552).base_value() == 31.235552 / 1e6);
  static_assert(Seconds(Milliseconds(250)).count() == 0.25);
  static_assert(period(Hertz(250)).count() == 0.004);
  static_assert(Millimetres(3) < Millimetres(4) && -Millimetres(3) == Millimetres(-3));
  static_assert((Hertz(10) + Hertz(5)) / Hertz(5) == 3.0);
  static_assert((2 * Volts(1) - Volts(0.5) * 2) / 2 == Volts(0.5));
  EXPECT_EQ(Volts(Microvolts(1)).value(), 1e-6);
}

TEST(Version, NamesTheCompilerAndTheLibraries) {
  EXPECT_FALSE(version().empty());
  EXPECT_THAT(std::string(compiler()), ::testing::ContainsRegex("[0-9]+\\.[0-9]+"));
  EXPECT_FALSE(libraries().empty());
  for (const Library& library : libraries()) EXPECT_FALSE(library.version.empty()) << library.name;
}

}  // namespace
}  // namespace attune
