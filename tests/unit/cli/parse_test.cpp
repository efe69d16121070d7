#include "attune/cli/parse.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.hpp"

namespace attune::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Arguments {
  std::filesystem::path table;
  std::vector<std::filesystem::path> more;
  Output out;
  std::string by = "group";
  double level = 0.95;
  int count = 1;
  std::optional<double> limit;
  Milliseconds from{250};
  std::vector<std::string> levels = {"secure", "insecure"};
  std::string test = "welch";
  bool paired = false;
};

Tool tool_for(Arguments& a) {
  Tool tool;
  tool.synopsis("Compare two groups.")
      .group("statistics")
      .input("table", a.table, "rows")
      .inputs("more", a.more, "more tables", false)
      .output(a.out, "result")
      .option("by", a.by, "grouping column")
      .alias("group_by")
      .option("level", a.level, "confidence")
      .option("count", a.count, "how many")
      .option("limit", a.limit, "largest value")
      .option("from", a.from, "window start")
      .option("levels", a.levels, "two levels")
      .choice("test", a.test, {"welch", "student"}, "which test")
      .flag("paired", a.paired, "pairs");
  return tool;
}

Parsed parse_words(Arguments& a, std::vector<std::string> words) {
  Parsed parsed;
  Tool common;
  declare_common(common, parsed);
  parse(tool_for(a), common, words, parsed);
  return parsed;
}

std::string usage_of(std::vector<std::string> words) {
  Arguments a;
  return test::error_of(Fault::usage, [&] { parse_words(a, std::move(words)); });
}

TEST(Parse, TakesOptionsAnywhere) {
  Arguments a;
  const Parsed parsed = parse_words(a, {"--by", "sex", "t.tsv", "--paired", "u.tsv", "--level=0.9", "--threads", "3"});
  EXPECT_EQ(a.table, "t.tsv");
  EXPECT_THAT(a.more, ElementsAre("u.tsv"));
  EXPECT_EQ(a.by, "sex");
  EXPECT_EQ(a.level, 0.9);
  EXPECT_TRUE(a.paired);
  EXPECT_EQ(parsed.common.threads, 3);
  EXPECT_EQ(a.out.path, std::nullopt);
}

TEST(Parse, TakesNegativeNumbersAsValues) {
  Arguments a;
  parse_words(a, {"t.tsv", "--from", "-200", "--limit=-1e-3", "--count", "-4"});
  EXPECT_EQ(a.from.count(), -200);
  EXPECT_EQ(a.limit, -0.001);
  EXPECT_EQ(a.count, -4);
}

TEST(Parse, TakesADashAsStandardInputAndOutput) {
  Arguments a;
  parse_words(a, {"-", "--out", "-"});
  EXPECT_EQ(a.table, "-");
  EXPECT_EQ(a.out.path, std::nullopt);
}

TEST(Parse, EndsOptionsAtTwoDashes) {
  Arguments a;
  parse_words(a, {"--paired", "--", "--by", "-x"});
  EXPECT_EQ(a.table, "--by");
  EXPECT_THAT(a.more, ElementsAre("-x"));
}

TEST(Parse, TakesListsByCommaAndByRepeating) {
  Arguments a, b;
  parse_words(a, {"t.tsv", "--levels", "x,y"});
  EXPECT_THAT(a.levels, ElementsAre("x", "y"));
  parse_words(b, {"t.tsv", "--levels", "x", "--levels=y,z"});
  EXPECT_THAT(b.levels, ElementsAre("x", "y", "z"));
}

TEST(Parse, TakesAnAliasForTheSameOption) {
  Arguments a;
  parse_words(a, {"t.tsv", "--group_by", "sex"});
  EXPECT_EQ(a.by, "sex");
  EXPECT_THAT(usage_of({"t.tsv", "--group_by", "a", "--by", "b"}), HasSubstr("--by is given twice"));
}

TEST(Parse, SuggestsTheNearestOption) {
  EXPECT_THAT(usage_of({"t.tsv", "--pared"}), HasSubstr("unknown option '--pared'; did you mean --paired?"));
  EXPECT_THAT(usage_of({"t.tsv", "--level"}), HasSubstr("level"));
  EXPECT_THAT(usage_of({"t.tsv", "-paired"}), HasSubstr("unknown option '-paired'; did you mean --paired?"));
  EXPECT_THAT(usage_of({"t.tsv", "--outrageous"}), HasSubstr("unknown option '--outrageous'; see --help"));
  EXPECT_THAT(usage_of({"t.tsv", "--thread", "2"}), HasSubstr("--threads"));  // no guessing of beginnings
  EXPECT_THAT(usage_of({"t.tsv", "--test", "welsh"}), HasSubstr("did you mean 'welch'?"));
}

TEST(Parse, RefusesNumbersOutsideTheirRangeAndSaysItInHelp) {
  const auto message = [](const std::string& value) -> std::string {
    Tool tool, common;
    Parsed parsed;
    declare_common(common, parsed);
    std::int64_t count = 5;
    tool.option("count", count, "how many").within(0, 10);
    EXPECT_EQ(tool.parameters().back().help, "how many; 0 to 10");
    const std::vector<std::string> words{"--count", value};
    try {
      parse(tool, common, words, parsed);
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      return error.what();
    }
    return fmt::format("{}", count);
  };
  EXPECT_EQ(message("0"), "0");
  EXPECT_EQ(message("10"), "10");
  EXPECT_THAT(message("11"), HasSubstr("--count is 11; expected 0 to 10"));
  EXPECT_THAT(message("-1"), HasSubstr("--count is -1; expected 0 to 10"));
  EXPECT_THAT(message("1.5"), HasSubstr("not a whole number"));
  EXPECT_THAT(message("many"), HasSubstr("not a whole number"));
}

TEST(Parse, RefusesWhatIsGivenTwiceMissingOrTooMuch) {
  EXPECT_THAT(usage_of({"t.tsv", "--by", "a", "--by", "b"}), HasSubstr("--by is given twice"));
  EXPECT_THAT(usage_of({}), HasSubstr("expected table: rows"));
  Tool tool, common;
  Parsed parsed;
  declare_common(common, parsed);
  std::filesystem::path input;
  std::string value;
  tool.input("table", input, "rows").option("value", value, "column").required();
  const std::vector<std::string> lacking = {"t.tsv"}, surplus = {"t.tsv", "u.tsv", "--value", "x"};
  EXPECT_THAT(test::error_of(Fault::usage, [&] { parse(tool, common, lacking, parsed); }),
              HasSubstr("--value is required"));
  EXPECT_THAT(test::error_of(Fault::usage, [&] { parse(tool, common, surplus, parsed); }),
              HasSubstr("one argument too many: 'u.tsv'"));
}

TEST(Parse, RefusesValuesThatDoNotFit) {
  EXPECT_THAT(usage_of({"t.tsv", "--level", "high"}), HasSubstr("--level: 'high' is not a number"));
  EXPECT_THAT(usage_of({"t.tsv", "--level", "0,95"}), HasSubstr("'0,95'"));
  EXPECT_THAT(usage_of({"t.tsv", "--count", "1.5"}), HasSubstr("whole number"));
  EXPECT_THAT(usage_of({"t.tsv", "--count", "3000000000"}), HasSubstr("too large"));
  EXPECT_THAT(usage_of({"t.tsv", "--from", "2s"}), HasSubstr("a number of ms"));
  EXPECT_THAT(usage_of({"t.tsv", "--threads", "-1"}), HasSubstr("--threads"));
  EXPECT_THAT(usage_of({"t.tsv", "--seed", "-1"}), HasSubstr("--seed"));
  EXPECT_THAT(usage_of({"t.tsv", "--format", "xml"}), HasSubstr("'xml'"));
  usage_of({"t.tsv", "--paired=yes"});
}

TEST(Parse, NeedsNothingElseForHelp) {
  for (const char* word : {"--help", "-h"}) {
    Arguments a;
    EXPECT_TRUE(parse_words(a, {word}).help);
  }
  Arguments a;
  EXPECT_TRUE(parse_words(a, {"--spec"}).spec);
}

}  // namespace
}  // namespace attune::cli
