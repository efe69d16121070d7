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
const std::string kSessions = "'" ATTUNE_SOURCE_DIR "/data-samples/sessions.tsv'";

json result_of(const std::string& arguments) {
  const ProgramResult result = run_attune(arguments + " --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

json row_of(const json& part, const std::string& field, const std::string& value) {
  for (const json& row : part)
    if (row.at(field) == value) return row;
  ADD_FAILURE() << "no " << field << " " << value;
  return {};
}

TEST(Model, GivesEveryFieldOfTheDesign) {
  const json linear = result_of("model " + kGroup + " --formula 'striatum_psc ~ group + age'");
  for (const char* field : {"term", "estimate", "se", "df", "t", "p", "ci_low", "ci_high"})
    EXPECT_TRUE(linear.at("coefficients").at(0).contains(field)) << field;
  for (const char* field : {"term", "num_df", "den_df", "F", "p", "ss"})
    EXPECT_TRUE(linear.at("anova").at(0).contains(field)) << field;
  EXPECT_EQ(linear.at("n"), 24);
  EXPECT_EQ(linear.at("dropped"), 0);
  const json mixed = result_of("model " + kSessions + " --formula 'felt_security ~ session + (1 | participant_id)'");
  for (const char* field : {"criterion", "loglik", "aic"}) EXPECT_TRUE(mixed.contains(field)) << field;
  for (const char* field : {"group", "term", "variance", "sd"})
    EXPECT_TRUE(mixed.at("random").at(0).contains(field)) << field;
}

TEST(Model, OfTwoSessionsIsTheSameInEveryWay) {
  const json mixed = result_of("model " + kSessions + " --formula 'felt_security ~ session + (1 | participant_id)'");
  const json within = result_of("model " + kSessions + " --formula 'felt_security ~ session' --within session");
  const json paired = result_of("compare " + kSessions +
                                " --value felt_security --by session --levels pre,post --paired participant_id");
  const double t = paired.at("t");
  constexpr double kSearch = 1e-6;  // the mixed model's variance is searched for
  EXPECT_NEAR(row_of(within.at("anova"), "term", "session").at("F"), t * t, 1e-10 * t * t);
  EXPECT_NEAR(row_of(mixed.at("anova"), "term", "session").at("F"), t * t, kSearch * t * t);
}

TEST(Model, WritesOnePartAsATable) {
  const TemporaryFolder folder;
  const ProgramResult result = run_attune(
      "model " + kGroup + " --formula 'striatum_psc ~ group * age' --part coefficients --out c.tsv", folder.path());
  EXPECT_EQ(result.code, 0) << result.err;
  const Table table = read_table(folder / "c.tsv");
  EXPECT_EQ(table.rows(), 4U);
  EXPECT_TRUE(table.has("estimate"));
  EXPECT_FALSE(table.has("F"));
  EXPECT_TRUE(std::filesystem::exists(folder / "c.json"));
}

TEST(Model, RefusesRowsOfOnePersonAsIndependent) {
  const ProgramResult result = run_attune("model " + kSessions + " --formula 'felt_security ~ session'");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("sessions.tsv:3: column 'participant_id': 'sub-01' is there already"));
  EXPECT_EQ(
      run_attune("model " + kSessions + " --formula 'felt_security ~ session' --errors cr2 --cluster participant_id")
          .code,
      0);
}

TEST(Model, RefusesWhatDoesNotGoTogether) {
  const std::map<std::string, std::string> refused{
      {"--formula 'striatum_psc ~ grup'", "did you mean 'group'"},
      {"--formula 'striatum_psc group'", "expected '~'"},
      {"--formula 'striatum_psc ~ group' --errors cr2", "--cluster"},
      {"--formula 'striatum_psc ~ group' --slopes group", "is no number"},
      {"--formula 'striatum_psc ~ group' --means age", "is no factor"},
      {"--formula 'striatum_psc ~ group' --within group", "every combination of group"},
      {"--formula 'striatum_psc ~ group' --levels group=secure", "at least two"},
      {"--formula 'striatum_psc ~ group' --confidence 2", "expected above 0.5 and below 1"},
      {"--formula 'striatum_psc ~ group * age' --at ag=3 --means group", "did you mean 'age'"},
      {"--formula 'striatum_psc ~ group * age' --coding treatment --strict", "type 3"},
      {"--formula 'striatum_psc ~ age' --means group", "is no factor"},
      {"--formula 'striatum_psc ~ (1 | participant_id)'", "random effects"}};
  for (const auto& [arguments, message] : refused) {
    const ProgramResult result = run_attune("model " + kGroup + " " + arguments);
    EXPECT_THAT(result.err, HasSubstr(message)) << arguments;
    EXPECT_NE(result.code, 0) << arguments;
    EXPECT_NE(result.code, 1) << arguments;
  }
}

}  // namespace
}  // namespace attune::test
