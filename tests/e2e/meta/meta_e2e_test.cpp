#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "attune/base/files.hpp"
#include "attune/table/delimited.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kStudies = "meta '" ATTUNE_SOURCE_DIR "/data-samples/studies.tsv' ";
const std::string kGiven = kStudies + "--effect g --variance g_variance ";
const std::string kSummaries =
    kStudies + "--kind smd --means mean_secure,mean_insecure --sds sd_secure,sd_insecure --ns n_secure,n_insecure ";

json result_of(const std::string& arguments) {
  const ProgramResult result = run_attune(arguments + " --format json");
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

void expect_refused(const std::string& arguments, int code, const std::string& message) {
  const ProgramResult result = run_attune(arguments);
  EXPECT_EQ(result.code, code) << result.err;
  EXPECT_THAT(result.err, HasSubstr(message));
  EXPECT_EQ(result.out, "");
}

TEST(Meta, GivesEveryFieldOfTheDesign) {
  const json r = result_of(kGiven);
  for (const char* field : {"estimate", "se", "z", "p", "ci_low", "ci_high", "tau2", "i2", "q", "q_p", "prediction_low",
                            "prediction_high", "coefficients"})
    EXPECT_TRUE(r.contains(field)) << field;
  EXPECT_EQ(r.at("k"), 12);
  EXPECT_EQ(r.at("coefficients")[0].at("term"), "intercept");
  EXPECT_EQ(r.at("coefficients")[0].at("estimate"), r.at("estimate"));
  const json t = result_of(kGiven + "--test knapp-hartung");
  EXPECT_EQ(t.at("df"), 11);
  EXPECT_TRUE(t.contains("t"));
  EXPECT_FALSE(t.contains("z"));
  EXPECT_FALSE(result_of(kGiven + "--method fixed").contains("prediction_low"));
}

TEST(Meta, ComputesTheEffectsThatTheTableGives) {
  constexpr double kPrinted = 1e-4;  // the table's g has four decimals, its variance five
  EXPECT_NEAR(result_of(kSummaries).at("estimate").get<double>(), result_of(kGiven).at("estimate").get<double>(),
              kPrinted);
}

TEST(Meta, ExplainsDifferencesWithModerators) {
  const json r = result_of(kSummaries + "--moderators task,mean_age --test knapp-hartung");
  EXPECT_EQ(r.at("coefficients")[1].at("term"), "task[videos]");
  EXPECT_EQ(r.at("coefficients").size(), 3u);
  EXPECT_EQ(r.at("moderators")[1].at("moderator"), "mean_age");
  EXPECT_EQ(r.at("moderators_den_df"), 9);
  const json other = result_of(kSummaries + "--moderators task --reference task=videos");
  EXPECT_EQ(other.at("coefficients")[1].at("term"), "task[faces]");
}

TEST(Meta, GivesCorrelationsAndRiskRatiosOnTheirOwnScale) {
  const json r = result_of(kStudies + "--kind zcor --r r --ns n");
  EXPECT_NEAR(r.at("r").get<double>(), std::tanh(r.at("estimate").get<double>()), 1e-15);
  const json rr = result_of(kStudies + "--kind rr --events missed_secure,missed_insecure --ns n_secure,n_insecure");
  EXPECT_NEAR(rr.at("rr_ci_low").get<double>(), std::exp(rr.at("ci_low").get<double>()), 1e-14);
}

TEST(Meta, LeavesOneOut) {
  const json all = result_of(kGiven + "--leave-one-out");
  ASSERT_EQ(all.size(), 13u);
  EXPECT_EQ(all[0].at("left_out"), "none");
  EXPECT_EQ(all[12].at("left_out"), "study 12");
  EXPECT_EQ(all[12].at("k"), 11);
  EXPECT_EQ(all[1].at("estimate"), result_of(kGiven + "--where study='" +
                                             [] {
                                               std::string others;
                                               for (int i = 2; i <= 12; ++i)
                                                 others += (i > 2 ? ",study " : "study ") +
                                                           std::string(i < 10 ? "0" : "") + std::to_string(i);
                                               return others;
                                             }() +
                                             "'")
                                       .at("estimate"));
}

TEST(Meta, WritesTheStudiesBesideTheResult) {
  const TemporaryFolder folder;
  const ProgramResult result = run_attune(kSummaries + "--out meta.tsv --studies studies.tsv", folder.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const Table studies = read_table(folder / "studies.tsv");
  double weight = 0.0;
  for (const double w : studies.numbers("weight")) weight += w;
  EXPECT_NEAR(weight, 100.0, 1e-9);
  EXPECT_EQ(read_table(folder / "meta.tsv").numbers("coefficients_1_estimate"),
            read_table(folder / "meta.tsv").numbers("estimate"));
}

TEST(Meta, GivesTheSameBytesForAnyOrderOfRows) {
  const std::string file = "'" ATTUNE_SOURCE_DIR "/data-samples/studies.tsv'";
  const std::string reversed = "(head -1 " + file + "; tail -n +2 " + file + " | tac) | \"$ATTUNE\" meta - " +
                               "--effect g --variance g_variance --moderators task,mean_age";
  EXPECT_EQ(run_shell(reversed).out, run_attune(kGiven + "--moderators task,mean_age").out);
}

TEST(Meta, RefusesWhatCannotBe) {
  const TemporaryFolder folder;
  write_text(folder / "a.tsv", "study\ty\tv\nA\t1\t0\nB\t2\t1\n", Overwrite::refuse);
  const std::string table = "meta '" + (folder / "a.tsv").string() + "' --effect y --variance v";
  expect_refused(table, 3, "a.tsv:2: column 'v': is 0; expected a sampling variance above 0");
  expect_refused(kGiven + "--where 'study=study 01'", 5, "there is one study");
  expect_refused(kStudies + "--effect g", 2, "--kind given needs --variance");
  expect_refused(kGiven + "--moderators tsk", 3, "did you mean 'task'");
  expect_refused(kGiven + "--method fixed --test knapp-hartung", 2, "random effects");
}

TEST(Meta, AgreesWithTheReferenceOnRealData) {
  ATTUNE_NEED_SHARED(file, "reference/stats/bcg.tsv");
  const std::string arguments = "meta '" + file.string() + "' --effect yi --variance vi --study trial ";
  constexpr double kAgreement = 1e-8;
  EXPECT_NEAR(result_of(arguments + "--method dl").at("se").get<double>(), 0.178742089535403, kAgreement);
  const json r = result_of(arguments + "--moderators ablat --test knapp-hartung --scoring-stop 1e-5");
  EXPECT_NEAR(r.at("coefficients")[1].at("t").get<double>(), -3.5483158718009, kAgreement);
  EXPECT_NEAR(r.at("r2").get<double>(), 75.6244783614905, 75.0 * kAgreement);
}

}  // namespace
}  // namespace attune::test
