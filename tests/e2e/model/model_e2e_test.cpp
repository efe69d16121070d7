#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>

#include "attune/table/delimited.hpp"
#include "json_result.hpp"
#include "reference_cases.hpp"
#include "run_program.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

class ModelCommandCases : public ReferenceCases {};

using testing::HasSubstr;

const std::string kGroup = "'" ATTUNE_SOURCE_DIR "/data-samples/group.tsv'";
const std::string kSessions = "'" ATTUNE_SOURCE_DIR "/data-samples/sessions.tsv'";

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
      {"--formula 'striatum_psc ~ group + age' --errors welch", "one factor alone"},
      {"--formula 'striatum_psc ~ group' --by group", "--by and --contrasts need --means"},
      {"--formula 'striatum_psc ~ group' --means group --contrasts 'secure + insecure'", "sum to 2"},
      {"--formula 'striatum_psc ~ group' --against 'striatum_psc ~ age'", "not nested"},
      {"--formula 'striatum_psc ~ group' --bayes --r-fixed 0", "prior width 0"},
      {"--formula 'striatum_psc ~ (1 | participant_id)'", "random effects"}};
  for (const auto& [arguments, message] : refused) {
    const ProgramResult result = run_attune("model " + kGroup + " " + arguments);
    EXPECT_THAT(result.err, HasSubstr(message)) << arguments;
    EXPECT_NE(result.code, 0) << arguments;
    EXPECT_NE(result.code, 1) << arguments;
  }
}

TEST(Model, ComparesBayesFactorsWithTheTTest) {
  const json model = result_of("model " + kGroup + " --formula 'striatum_psc ~ group' --bayes");
  const json compare =
      result_of("compare " + kGroup + " --value striatum_psc --by group --levels secure,insecure --test student");
  const double log_bf = compare.at("log_bf10");
  EXPECT_NEAR(model.at("bayes").at(0).at("log_bf_inclusion"), log_bf, 1e-9);  // r 1/2 is sqrt(2)/2 of a difference
  EXPECT_EQ(model.at("bayes").at(0).at("r_scale"), 0.5);
  EXPECT_EQ(model.at("bayes_models").at(0).at("terms"), "(none)");
}

TEST(Model, GivesWelchsAnalysisOfVariance) {
  // With two groups Welch's F is the square of his t.
  const json model = result_of("model " + kGroup + " --formula 'striatum_psc ~ group' --errors welch");
  const json compare = result_of("compare " + kGroup + " --value striatum_psc --by group --levels secure,insecure");
  const double t = compare.at("t"), df = compare.at("df");
  EXPECT_NEAR(model.at("anova").at(0).at("F"), t * t, 1e-10 * t * t);
  EXPECT_NEAR(model.at("anova").at(0).at("den_df"), df, 1e-10 * df);
}

TEST(Model, ComparesItselfWithASmallerModel) {
  const json r = result_of("model " + kSessions +
                           " --formula 'felt_security ~ session + (1 | participant_id)' --against "
                           "'felt_security ~ session'");
  EXPECT_EQ(r.at("comparison").at(0).at("estimation"), "REML");
  const double p = r.at("comparison").at(1).at("p"), mixture = r.at("comparison").at(1).at("p_mixture");
  EXPECT_NEAR(mixture, p / 2.0, 1e-12);
  const json fixed = result_of("model " + kSessions +
                               " --formula 'felt_security ~ session + (1 | participant_id)' --against "
                               "'felt_security ~ 1 + (1 | participant_id)'");
  EXPECT_EQ(fixed.at("comparison").at(0).at("estimation"), "ML");
}

TEST(Model, OrdersLevelsAsTheSidecarSays) {
  const TemporaryFolder folder;
  write_bytes(folder / "t.tsv",
              "participant_id\tgroup\ty\np1\tinsecure\t1\np2\tsecure\t2\np3\tinsecure\t4\n"
              "p4\tsecure\t3\np5\tsecure\t5\n");
  write_bytes(folder / "t.json",
              R"({"group": {"Levels": {"secure": "F", "insecure": "Ds, E"}}, "y": {"Units": "percent"}})");
  const std::string run = "model '" + (folder / "t.tsv").string() + "' --formula 'y ~ group' --means group";
  const json sidecar = result_of(run);
  EXPECT_EQ(sidecar.at("levels").at(0), "group: secure, insecure (sidecar)");
  EXPECT_EQ(sidecar.at("pairs").at(0).at("contrast"), "secure - insecure");
  EXPECT_EQ(result_of(run + " --levels group=insecure,secure").at("levels").at(0),
            "group: insecure, secure (--levels)");
  write_bytes(folder / "t.json", "{\"group\": ");
  const ProgramResult broken = run_attune(run);
  EXPECT_EQ(broken.code, 3);
  EXPECT_THAT(broken.err, HasSubstr("t.json@"));
}

// Every kind of model is that of the table without the excluded rows.
TEST(Model, LeavesOutExcludedRowsAndSaysSo) {
  const TemporaryFolder folder;
  std::string with = "participant_id\tc\ty\texcluded\n", without = with;
  for (int person = 1; person <= 8; ++person)
    for (const char* const condition : {"a", "b"}) {
      const int y = person * 5 % 7 + (condition[0] == 'b' ? person * person % 5 : 0);
      const std::string cells = "p" + std::to_string(person) + "\t" + condition + "\t";
      const bool excluded = person > 6;
      with += cells + (excluded ? "900\tmoved\n" : std::to_string(y) + "\tn/a\n");
      if (!excluded) without += cells + std::to_string(y) + "\tn/a\n";
    }
  write_bytes(folder / "with.tsv", with);
  write_bytes(folder / "without.tsv", without);
  const auto result = [&](const char* table, const std::string& arguments) {
    return result_of("model '" + (folder / table).string() + "' --formula " + arguments);
  };
  for (const char* arguments :
       {"'y ~ c' --within c", "'y ~ c + (1 | participant_id)' --against 'y ~ 1 + (1 | participant_id)'",
        "'y ~ c + (1 | participant_id)' --bayes", "'y ~ c' --where c=a,b --errors cr2 --cluster participant_id"}) {
    json all = result("with.tsv", arguments);
    EXPECT_EQ(all.at("n"), 12) << arguments;
    EXPECT_EQ(all.at("dropped"), 4) << arguments;
    EXPECT_EQ(all.at("dropped_because"), json::array({"excluded: moved: 4"})) << arguments;
    json used = result("without.tsv", arguments);
    for (json* one : {&all, &used})
      for (const char* field : {"dropped", "dropped_because", "provenance"}) one->erase(field);
    EXPECT_EQ(all, used) << arguments;
  }
}

// emmeans 1.8.4: emmeans(lm(Postwt ~ Prewt * Treat), ~ Treat, at = list(Prewt = 75)).
TEST_F(ModelCommandCases, HaveTheFamiliesOfAdjustedMeans) {
  const std::string run = "model '" + (shared_folder() / "reference/stats/anorexia.tsv").string() +
                          "' --formula 'Postwt ~ Prewt * Treat' --means Treat --at Prewt=75";
  const std::map<std::string, std::array<double, 3>> families{
      {"tukey", {0.62832998119907, 0.58851710467937, 0.95876109635609}},
      {"sidak", {0.73762448549618, 0.69645976020792, 0.98978675481182}},
      {"holm", {0.98383217854672, 0.98383217854672, 0.98383217854672}}};
  for (const auto& [adjust, p] : families) {
    const json pairs = result_of(run + " --adjust " + adjust).at("pairs");
    for (std::size_t i = 0; i < 3; ++i) test::expect_near(pairs.at(i).at("p_adjusted"), p[i], 1e-9, adjust);
  }
  const json mean = result_of(run).at("means").at(2);
  test::expect_near(mean.at("estimate"), 83.01172, 1e-7, "mean");
  test::expect_near(mean.at("se"), 3.1280383, 1e-7, "se");
}

}  // namespace
}  // namespace attune::test
