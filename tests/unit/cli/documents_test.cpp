#include "attune/cli/documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/cli/parse.hpp"
#include "attune/cli/readable_table.hpp"
#include "run_program.hpp"

namespace attune::cli {
namespace {

using ::testing::HasSubstr;

struct Arguments {
  std::filesystem::path table;
  std::string verb = "list", method = "welch";
  double level = 0.95;
  Output out;
};

void declare(Tool& tool, Arguments& a) {
  tool.synopsis("Say \"hello\" to a table, with\ta tab.")
      .group("statistics")
      .describe("A paragraph.")
      .example("attune demo t.tsv --value x", "Shows it.")
      .reference("Someone (2000). A paper.")
      .word("verb", a.verb, {"list", "check"}, "what to do")
      .input("table", a.table, "rows | columns")
      .output(a.out, "result")
      .choice("method", a.method, {"welch", "student"}, "which test")
      .option("level", a.level, "confidence level");
}

class Documents : public ::testing::Test {
 protected:
  Documents() {
    declare(tool_, arguments_);
    declare_common(common_, parsed_);
    entry_ = {"demo", [](Tool& tool) {
                static Arguments arguments;
                declare(tool, arguments);
                return [](Session&) {};
              }};
  }
  Arguments arguments_;
  Parsed parsed_;
  Tool tool_, common_;
  Entry entry_;
};

TEST_F(Documents, SpecIsJsonWithEveryParameter) {
  const auto json = nlohmann::json::parse(spec_json("demo", tool_, common_));
  EXPECT_EQ(json["command"], "demo");
  EXPECT_EQ(json["synopsis"], "Say \"hello\" to a table, with\ta tab.");
  ASSERT_EQ(json["parameters"].size(), 5u);
  EXPECT_EQ(json["parameters"][0]["choices"][1], "check");
  EXPECT_EQ(json["parameters"][1]["required"], true);
  EXPECT_EQ(json["parameters"][2]["default"], nullptr);
  EXPECT_EQ(json["parameters"][4]["default"], "0.95");
  EXPECT_EQ(json["common"].size(), common_.parameters().size());
}

TEST_F(Documents, HelpShowsUsageOptionsAndAnExample) {
  const std::string help = help_text("demo", tool_, common_);
  EXPECT_THAT(help, HasSubstr("Usage: attune demo list|check table [options]"));
  EXPECT_THAT(help, HasSubstr("--level NUMBER"));
  EXPECT_THAT(help, HasSubstr("(default 0.95)"));
  EXPECT_THAT(help, HasSubstr("attune demo t.tsv --value x"));
  EXPECT_THAT(help, HasSubstr("--threads N"));
}

TEST_F(Documents, ReferencePageEscapesTheMarksOfTables) {
  const std::string page = reference_page("demo", tool_, common_);
  EXPECT_THAT(page, HasSubstr("rows \\| columns"));
  EXPECT_THAT(page, HasSubstr("Someone (2000)"));
  EXPECT_THAT(reference_index(std::span(&entry_, 1)), HasSubstr("[demo](demo.md)"));
}

TEST_F(Documents, CompletionScriptsAreValidShell) {
  const test::TemporaryFolder folder;
  for (const std::string shell : {"bash", "zsh"}) {
    const std::string script = completion_script(shell, std::span(&entry_, 1));
    EXPECT_THAT(script, HasSubstr("--level"));
    EXPECT_THAT(script, HasSubstr("welch student"));
    std::ofstream(folder / shell) << script;
    if (test::run_shell("command -v " + shell).code != 0) continue;
    const test::ProgramResult result = test::run_shell(shell + " -n ./" + shell, folder.path());
    EXPECT_EQ(result.code, 0) << result.err;
  }
}

TEST_F(Documents, BashCompletesOptionsAndChoices) {
  const test::TemporaryFolder folder;
  std::ofstream(folder / "c") << completion_script("bash", std::span(&entry_, 1));
  const auto complete = [&](const std::string& words, int at) {
    return test::run_shell("bash -c 'source ./c; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
                               "; _attune; echo \"${COMPREPLY[@]}\"'",
                           folder.path())
        .out;
  };
  EXPECT_EQ(complete("attune de", 1), "demo\n");
  EXPECT_EQ(complete("attune demo --le", 2), "--level\n");
  EXPECT_EQ(complete("attune demo --method we", 3), "welch\n");
  EXPECT_EQ(complete("attune demo ch", 2), "check\n");
}

Entry entry_named(const std::string& name, const std::string& option) {
  return {name, [option](Tool& tool) {
            static double value = 0;
            tool.synopsis("Do it.").group("eeg").option(option, value, "a number");
            return [](Session&) {};
          }};
}

TEST(CommandsOfTwoWords, ArePreferredToArgumentsOfTheFirstWord) {
  const std::vector<Entry> commands{entry_named("erp", "fraction"), entry_named("erp compare", "sesoi"),
                                    entry_named("erpx", "other")};
  const auto found = [&](std::vector<std::string> words) -> std::string {
    const Entry* entry = find_command(commands, words);
    return entry == nullptr ? "none" : entry->name;
  };
  EXPECT_EQ(found({"erp", "compare", "x.h5"}), "erp compare");
  EXPECT_EQ(found({"erp", "x.h5"}), "erp");
  EXPECT_EQ(found({"erp"}), "erp");
  EXPECT_EQ(found({"erp compare"}), "none") << "one word with a blank is no command";
  EXPECT_EQ(found({"compare", "erp"}), "none");
  EXPECT_EQ(found({}), "none");
}

TEST(CommandsOfTwoWords, HaveAPageOfTheirOwn) {
  const std::vector<Entry> commands{entry_named("erp", "fraction"), entry_named("erp compare", "sesoi")};
  EXPECT_EQ(page_name("erp compare"), "erp-compare.md");
  EXPECT_THAT(reference_index(commands), HasSubstr("- [erp compare](erp-compare.md): Do it."));
  EXPECT_THAT(overview_text(commands), HasSubstr("\n  erp compare "));
}

TEST(CommandsOfTwoWords, AreCompletedInBash) {
  const std::vector<Entry> commands{entry_named("erp", "fraction"), entry_named("erp compare", "sesoi"),
                                    entry_named("erpx", "other")};
  const test::TemporaryFolder folder;
  std::ofstream(folder / "c") << completion_script("bash", commands);
  const auto complete = [&](const std::string& words, int at) {
    return test::run_shell("bash -c 'source ./c; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
                               "; _attune; echo \"${COMPREPLY[@]}\"'",
                           folder.path())
        .out;
  };
  EXPECT_EQ(complete("attune er", 1), "erp erpx\n");
  EXPECT_EQ(complete("attune erp comp", 2), "compare\n");
  EXPECT_EQ(complete("attune erp --fr", 2), "--fraction\n");
  EXPECT_EQ(complete("attune erp compare --ses", 3), "--sesoi\n");
  EXPECT_EQ(complete("attune erp x.h5 --fr", 3), "--fraction\n");
  EXPECT_EQ(complete("attune erpx --ot", 2), "--other\n");
}

TEST(ReadableTable, AlignsNumbersAndShortensThem) {
  Table table;
  table.add("name", Column::Text{"a", "long name"});
  table.add("value", Column::Numbers{1.0 / 3, 10});
  const std::string text = readable_table(table);
  EXPECT_THAT(text, HasSubstr("0.333333"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("0.33333333")));
  EXPECT_THAT(text, HasSubstr("long name"));
}

TEST(ReadableTable, TellsAConstantColumnOnceWhereLinesWouldBeTooLong) {
  Table table;
  table.add("value", Column::Numbers{1, 2});
  table.add("source", Column::Text{std::string(170, 'x'), std::string(170, 'x')});
  EXPECT_EQ(readable_table(table), "source: " + std::string(170, 'x') + "\nvalue\n    1\n    2\n");
  table.remove("source");
  table.add("unit", Column::Text{"mm", "mm"});
  EXPECT_EQ(readable_table(table), "value  unit\n    1  mm\n    2  mm\n") << "a narrow table stays whole";
}

TEST(ReadableRecords, ShowRecordsWithinARecordAsATable) {
  const RecordList list{{{{"term", std::string("x")}, {"b", 0.5}}, {{"term", std::string("longer")}, {"b", 2.0}}}};
  const std::vector<Record> records{{{"k", std::int64_t{2}}, {"terms", list}}};
  EXPECT_EQ(readable_records(records), "k  2\n\nterms\nterm      b\nx       0.5\nlonger    2\n");
}

TEST(ReadableRecords, ShowsPairsOfNumbersAsAStrip) {
  RecordList widths;
  widths.records = {{{"r_scale", 0.5}, {"bf10", 7.25}}, {{"r_scale", 1.0}, {"bf10", 12.0}}};
  const std::vector<Record> records{{{"k", std::int64_t{2}}, {"sensitivity", widths}}};
  EXPECT_EQ(readable_records(records), "k  2\n\nsensitivity\nr_scale   0.5   1\nbf10     7.25  12\n");
}

}  // namespace
}  // namespace attune::cli
