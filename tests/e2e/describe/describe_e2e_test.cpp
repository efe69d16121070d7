#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kGroup = "'" ATTUNE_SOURCE_DIR "/data-samples/group.tsv'";

TEST(DescribeCommand, GivesARowForEachColumnAndCell) {
  const ProgramResult result = run_attune("describe " + kGroup + " --value striatum_psc,age --by group --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  const json rows = json::parse(result.out);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("value"), "striatum_psc");
  EXPECT_EQ(rows[0].at("group"), "insecure");
  for (const char* field : {"n", "missing", "excluded", "mean", "sd", "se", "ci_low", "ci_high", "median", "mad", "q1",
                            "q3", "iqr", "min", "max", "trimmed_mean", "skewness", "kurtosis", "lag1"})
    EXPECT_TRUE(rows[0].contains(field)) << field;
}

TEST(DescribeCommand, AgreesWithCompare) {
  const json rows =
      json::parse(run_attune("describe " + kGroup + " --value striatum_psc --by group --format json").out);
  const json both = json::parse(
      run_attune("compare " + kGroup + " --value striatum_psc --by group --levels insecure,secure --format json").out);
  constexpr double kLastBits = 1e-15;
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(rows[i].at("mean"), both.at("mean")[i], kLastBits);
    EXPECT_NEAR(rows[i].at("sd"), both.at("sd")[i], kLastBits);
    EXPECT_EQ(rows[i].at("n"), both.at("n")[i]);
  }
}

// R 4.2.2: base and psych (skew and kurtosi of type 2), acf.
TEST(DescribeCommand, AgreesWithAnotherProgram) {
  const json row = json::parse(run_attune("describe " + kGroup + " --value striatum_psc --format json").out);
  const std::map<std::string, double> expected{{"n", 24},
                                               {"mean", 0.253970833333333},
                                               {"sd", 0.19093505947941},
                                               {"se", 0.0389744558110426},
                                               {"ci_low", 0.173346028707879},
                                               {"ci_high", 0.334595637958787},
                                               {"median", 0.27305},
                                               {"mad", 0.197705005837722},
                                               {"q1", 0.10035},
                                               {"q3", 0.372475},
                                               {"trimmed_mean", 0.25146875},
                                               {"skewness", 0.066596621302353},
                                               {"kurtosis", -0.237094171228593},
                                               {"lag1", -0.112684737808751}};
  constexpr double kPrinted = 1e-13;  // relative: they have 15 digits
  for (const auto& [field, value] : expected)
    EXPECT_NEAR(row.at(field).get<double>(), value, kPrinted * std::abs(value)) << field;
}

TEST(DescribeCommand, WritesATableWithItsSidecar) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_attune("describe " + kGroup + " --out d.tsv", folder.path()).code, 0);
  EXPECT_EQ(read_table(folder / "d.tsv").text("value")[0], "age");
  EXPECT_TRUE(std::filesystem::exists(folder / "d.json"));
}

TEST(DescribeCommand, WarnsThatRowsAreNoPeople) {
  const std::string run = "describe '" ATTUNE_SOURCE_DIR "/data-samples/sessions.tsv' --value felt_security";
  EXPECT_THAT(run_attune(run).err, HasSubstr("'sub-01' has another row in the same cell"));
  EXPECT_EQ(run_attune(run + " --by session --strict").code, 0);
}

TEST(DescribeCommand, RefusesWithTheReason) {
  const ProgramResult word = run_attune("describe " + kGroup + " --value group");
  EXPECT_EQ(word.code, 3);
  EXPECT_THAT(word.err, HasSubstr("group.tsv:2: column 'group': 'secure' is not a number"));
  EXPECT_EQ(run_attune("describe " + kGroup + " --trim 0.6").code, 2);
}

}  // namespace
}  // namespace attune::test
