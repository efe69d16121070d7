#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "attune/base/files.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kItems = "'" ATTUNE_SOURCE_DIR "/data-samples/items.tsv'";
const std::string kSessions = "'" ATTUNE_SOURCE_DIR "/data-samples/sessions.tsv'";

json result_of(const std::string& arguments, const std::filesystem::path& folder = ".") {
  const ProgramResult result = run_attune("reliability " + arguments + " --format json", folder);
  EXPECT_EQ(result.code, 0) << result.err;
  return json::parse(result.out);
}

TEST(Reliability, OfItemsWithReversedOnes) {
  const std::string items = kItems + " --items q1,q2,q3,q4,q5,q6";
  const json r = result_of(items + " --reverse q3,q6 --range 1,7");
  EXPECT_EQ(r.at("n"), 79);
  EXPECT_EQ(r.at("excluded_reasons"), "q5 missing: 1");
  EXPECT_GT(r.at("alpha"), 0.7);
  EXPECT_EQ(r.at("omega_converged"), true);
  EXPECT_FALSE(r.contains("split_half"));
  const ProgramResult forgotten = run_attune("reliability " + items);
  EXPECT_THAT(forgotten.err, HasSubstr("item 'q3' goes against the others"));
}

TEST(Reliability, OfHalvesIsTheSameForEveryNumberOfThreads) {
  const std::string arguments = kItems + " --items q1,q2,q4,q5 --splits 400 --resamples 300";
  const json one = result_of(arguments + " --threads 1");
  EXPECT_EQ(one, result_of(arguments + " --threads 2"));
  EXPECT_NE(one.at("split_half_ci_low"), result_of(arguments + " --seed 2").at("split_half_ci_low"));
  const json trials = result_of(kSessions + " --target participant_id --value felt_security --splits 200");
  EXPECT_EQ(trials.at("split_half_n"), 24);
}

TEST(Reliability, OfALongAndAWideTableIsTheSame) {
  const TemporaryFolder folder;
  write_text(folder / "long.tsv", "id\tday\tx\na\t1\t3\na\t2\t4\nb\t1\t6\nb\t2\t5\nc\t1\t9\nc\t2\t9\nd\t1\t4\n",
             Overwrite::refuse);
  write_text(folder / "wide.tsv", "participant_id\td1\td2\na\t3\t4\nb\t6\t5\nc\t9\t9\nd\t4\tn/a\n", Overwrite::refuse);
  const json l = result_of("long.tsv --target id --rater day --value x", folder.path());
  const json w = result_of("wide.tsv --items d1,d2 --icc", folder.path());
  ASSERT_EQ(l.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(l[i].at("icc"), w[i].at("icc"));
    EXPECT_EQ(l[i].at("ci_low"), w[i].at("ci_low"));
  }
  EXPECT_EQ(l[0].at("excluded_reasons"), "id without every day: 1");
}

TEST(Reliability, OfCodersNeedsAnOrderForWeights) {
  const std::string coders = kItems + " --kappa coder1,coder2";
  const json plain = result_of(coders);
  EXPECT_EQ(plain.at("n"), 80);
  const ProgramResult unordered = run_attune("reliability " + coders + " --weights linear");
  EXPECT_EQ(unordered.code, 2);
  EXPECT_THAT(unordered.err, HasSubstr("--order dismissing,preoccupied,secure"));
  const json ordered = result_of(coders + " --weights linear --order dismissing,secure,preoccupied");
  EXPECT_EQ(ordered.at("weights"), "linear");
  EXPECT_NE(ordered.at("kappa"), plain.at("kappa"));
}

TEST(Reliability, FreesACorrelationAndFlagsWhatIsBeyondOne) {
  EXPECT_EQ(result_of("--attenuate 0.36 --reliability-x 0.36 --reliability-y 1").at("r_disattenuated"), 0.6);
  const ProgramResult beyond = run_attune("reliability --attenuate 0.8 --reliability-x 0.4 --reliability-y 0.9");
  EXPECT_EQ(beyond.code, 0);
  EXPECT_THAT(beyond.err, HasSubstr("beyond 1"));
}

TEST(Reliability, RefusesWhatDoesNotGoTogetherBeforeReading) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"missing.tsv", "say what is to be described"},
      {"missing.tsv --items a,b --kappa c,d", "say what is to be described"},
      {"--items a,b", "expected a table"},
      {"--attenuate 0.3", "needs --reliability-x and --reliability-y"},
      {"missing.tsv --target a", "--target and --value go together"},
      {"missing.tsv --target a --value b", "need --rater"},
      {"missing.tsv --kappa a", "names two columns"},
      {"missing.tsv --items a,b --weights linear", "need --kappa"},
      {"missing.tsv --items a,b --icc --splits 10", "--splits goes with"},
      {"missing.tsv --kappa a,b --reverse a", "need --items"}};
  for (const auto& [arguments, message] : kRefused) {
    const ProgramResult result = run_attune(std::string("reliability ") + arguments);
    EXPECT_EQ(result.code, 2) << arguments;
    EXPECT_THAT(result.err, HasSubstr(message)) << arguments;
  }
}

TEST(Reliability, AgreesWithTheReferenceOnRealData) {
  ATTUNE_NEED_SHARED(folder, "reference/stats");
  constexpr double kAgreement = 1e-8;
  const json r =
      result_of("'" + (folder / "bfi500.tsv").string() + "' --items A1,A2,A3,A4,A5 --reverse A1 --range 1,6 --key id");
  EXPECT_EQ(r.at("n"), 484);
  EXPECT_NEAR(r.at("alpha").get<double>(), 0.706331348088601, kAgreement);
  EXPECT_NEAR(r.at("std_alpha").get<double>(), 0.715228445785564, kAgreement);
}

}  // namespace
}  // namespace attune::test
