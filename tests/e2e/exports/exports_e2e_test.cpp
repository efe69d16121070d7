// Tables as spreadsheets and experiment programs leave them: decimal commas, repeats, codes that do not exist.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/table/delimited.hpp"
#include "made_export.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Exports : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_ / "scores.csv", std::ios::binary) << made_questionnaire();
    std::ofstream(folder_ / "trials.csv", std::ios::binary) << made_trials();
  }
  ProgramResult run(const std::string& arguments) { return run_attune(arguments, folder_.path()); }
  json result_of(const std::string& arguments) {
    const ProgramResult result = run(arguments + " --format json");
    EXPECT_EQ(result.code, 0) << result.err;
    return json::parse(result.out, nullptr, false);
  }
  TemporaryFolder folder_;
};

const std::string kPersonMeans = "trials.csv --average dilation --per Name";

TEST_F(Exports, AreReadWithADeclaredDecimalComma) {
  const json row = result_of("describe scores.csv --decimal comma --value Preoccupied");
  EXPECT_EQ(row.at("n"), 12);
  EXPECT_EQ(row.at("min"), -0.5);
  EXPECT_EQ(row.at("max"), 0.5);
  const ProgramResult undeclared = run("describe scores.csv --value Preoccupied");
  EXPECT_EQ(undeclared.code, 3);
  EXPECT_THAT(undeclared.err, HasSubstr("scores.csv:2: column 'Preoccupied': '-,5' is not a number"));
  EXPECT_THAT(undeclared.err, HasSubstr("--decimal comma"));
}

TEST_F(Exports, HaveTheirImpossibleCodesNamed) {
  const ProgramResult result = run(
      "describe scores.csv --decimal comma --value Secure --by class --codes class=0,1 --codes class_number=1,2,3,4 "
      "--format json");
  EXPECT_EQ(result.code, 0);
  for (const char* place : {"scores.csv:12: column 'class': '2' is none of the codes 0, 1",
                            "scores.csv:13: column 'class': '2' is none of the codes 0, 1",
                            "scores.csv:12: column 'class_number': '5' is none of the codes 1, 2, 3, 4"})
    EXPECT_THAT(result.err, HasSubstr(place));
  EXPECT_THAT(result.err, HasSubstr("2 rows have no 'class': they are in no cell"));
  const json rows = json::parse(result.out);
  EXPECT_EQ(rows.at(0).at("n").get<int>() + rows.at(1).at("n").get<int>(), 10);
  EXPECT_EQ(run("describe scores.csv --decimal comma --codes class=0,1 --strict").code, 3);
}

TEST_F(Exports, TakeADecimalCommaColumnByColumn) {
  const json row = result_of(
      "correlate trials.csv --average dilation --per Name,Age --decimal-columns Age --key Name "
      "--x dilation --y Age");
  EXPECT_EQ(row.at("n"), 12);
  const ProgramResult wrong = run("describe trials.csv --decimal-columns dilation --value dilation");
  EXPECT_EQ(wrong.code, 3);
  EXPECT_THAT(wrong.err, HasSubstr("has a point, but a decimal comma is declared for this column"));
  const ProgramResult undeclared = run("describe trials.csv --value Age");
  EXPECT_EQ(undeclared.code, 3);
  EXPECT_THAT(undeclared.err, HasSubstr("--decimal-columns"));
  EXPECT_EQ(run("describe trials.csv --decimal comma --decimal-columns Age --value Age").code, 2);
}

TEST_F(Exports, AverageTrialsAndSayIt) {
  const ProgramResult result = run("compare " + kPersonMeans + " --where Emotion=happy --value dilation --by class " +
                                   "--levels 1,0 --sesoi 0.5d --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("33 rows are averaged to 11, 3 to 3 each; columns that differ within them are gone: "
                        "trial"));
  const json r = json::parse(result.out);
  EXPECT_EQ(r.at("n"), json({2, 7}));
  // Person 4: 0.5 and the mean of -1/32 times 2, 4, 6; person 8: 0.375 and the same.
  EXPECT_NEAR(r.at("mean")[0].get<double>(), 0.4375 - 0.125, 1e-15);
  for (const char* field : {"estimate", "ci_low", "g", "bf10", "p_lower", "p_upper"}) EXPECT_TRUE(r.contains(field));
  // What was asked for is no warning.
  EXPECT_EQ(run("describe " + kPersonMeans + " --value dilation --strict").code, 0);
}

TEST_F(Exports, CountTrialsWithoutAValue) {
  EXPECT_THAT(run("compare " + kPersonMeans + " --where Emotion=sad --value dilation --by class --levels 1,0").err,
              HasSubstr("36 rows are averaged to 12, 3 to 3 each; without a value, not averaged in: 1"));
}

TEST_F(Exports, RefuseTrialsAsPeople) {
  EXPECT_EQ(run("compare trials.csv --where Emotion=sad --value dilation --by class --levels 1,0 --key Name").code, 3);
  EXPECT_EQ(run("compare trials.csv --per Name --value dilation --by class --levels 1,0").code, 2);
  EXPECT_THAT(run("compare " + kPersonMeans + " --value dilation --by Emotion --levels sad,happy").err,
              HasSubstr("columns that differ within them are gone: trial, Emotion"));
}

TEST_F(Exports, FeedAMixedModel) {
  const json fit = result_of(
      "model trials.csv --average dilation --per Name,Emotion --factors class,Name "
      "--levels class=1,0 --formula 'dilation ~ class * Emotion + (1 | Name)'");
  EXPECT_EQ(fit.at("n"), 19);
  EXPECT_EQ(fit.at("anova").size(), 3U);
}

TEST_F(Exports, BecomeDifferencesOfConditions) {
  const json row = result_of("describe " + kPersonMeans +
                             ",Emotion --spread 'dilation=dilation_{Emotion}' "
                             "--difference bias=dilation_sad,dilation_happy --value bias,dilation_happy");
  EXPECT_EQ(row.at(0).at("n"), 11);  // person 3 saw no happy face
  EXPECT_EQ(row.at(0).at("missing"), 1);
  EXPECT_EQ(row.at(1).at("missing"), 1);
}

}  // namespace
}  // namespace attune::test
