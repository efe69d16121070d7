#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "run_program.hpp"
#include "shared_data.hpp"
#include "temporary_folder.hpp"

namespace attune::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kGroup = "'" ATTUNE_SOURCE_DIR "/data-samples/group.tsv'";
const std::string kSessions = "'" ATTUNE_SOURCE_DIR "/data-samples/sessions.tsv'";
const std::string kStriatum = "compare " + kGroup + " --value striatum_psc --by group --levels secure,insecure ";

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

TEST(Compare, GivesEveryFieldOfTheDesign) {
  const json r = result_of(kStriatum + "--sesoi 0.5d --permutations 999");
  for (const char* field : {"n", "mean", "sd", "estimate", "ci_low", "ci_high", "t", "df", "p", "d", "g", "d_ci_low",
                            "d_ci_high", "g_ci_low", "g_ci_high", "bf10", "p_lower", "p_upper", "p_perm"})
    EXPECT_TRUE(r.contains(field)) << field;
  EXPECT_EQ(r.at("n"), json({12, 12}));
  EXPECT_NEAR(r.at("estimate").get<double>(), r.at("mean")[0].get<double>() - r.at("mean")[1].get<double>(), 1e-15);
  EXPECT_EQ(r.at("excluded"), 0);
}

TEST(Compare, LeavesOutWhatDoesNotApply) {
  const json r = result_of(kStriatum + "--test mann-whitney");
  EXPECT_TRUE(r.contains("U"));
  for (const char* field : {"t", "df", "d", "bf10", "p_lower", "p_perm"}) EXPECT_FALSE(r.contains(field)) << field;
}

TEST(Compare, GivesTheSameBytesForAnyNumberOfThreads) {
  const std::string arguments = kStriatum + "--permutations 20000 --seed 5 --threads ";
  EXPECT_EQ(run_attune(arguments + "1").out, run_attune(arguments + "3").out);
}

TEST(Compare, GivesTheSameBytesForAnyOrderOfRows) {
  const std::string reversed = "(head -1 " + kGroup + "; tail -n +2 " + kGroup + " | tac) | \"$ATTUNE\" compare - " +
                               "--value striatum_psc --by group --levels secure,insecure --permutations 999";
  EXPECT_EQ(run_shell(reversed).out, run_attune(kStriatum + "--permutations 999").out);
}

TEST(Compare, JoinsGroupsByParticipant) {
  const json r = result_of("compare " + kSessions + " --where session=pre --join " + kGroup +
                           " --value felt_security --by group --levels secure,insecure");
  EXPECT_EQ(r.at("n"), json({12, 12}));
  EXPECT_GT(r.at("estimate").get<double>(), 0.0);
}

TEST(Compare, PairsByParticipant) {
  const json r = result_of("compare " + kSessions +
                           " --value felt_security --by session --levels post,pre --paired participant_id");
  EXPECT_EQ(r.at("test"), "paired-t");
  EXPECT_EQ(r.at("df"), 23.0);
}

TEST(Compare, WritesATableWithItsSidecarAndRecord) {
  const TemporaryFolder folder;
  const std::string out = (folder / "c.tsv").string();
  EXPECT_EQ(run_attune(kStriatum + "--out " + out).code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "c.tsv"));
  EXPECT_TRUE(std::filesystem::exists(folder / "c.json"));
  expect_refused(kStriatum + "--out " + out, 4, "exists");
}

TEST(Compare, AsksManyMeasuresAtOnce) {
  const json rows =
      result_of("compare " + kGroup +
                " --value striatum_psc,n400_latency_ms,age --by group --levels secure,insecure --adjust holm");
  ASSERT_EQ(rows.size(), 3u);
  const json alone = result_of(kStriatum);
  EXPECT_EQ(rows[0].at("field"), "striatum_psc");
  EXPECT_EQ(rows[0].at("p"), alone.at("p"));
  EXPECT_EQ(rows[0].at("family_size"), 3);
  EXPECT_EQ(rows[0].at("reason"), "n/a");
  EXPECT_FALSE(alone.contains("reason"));
}

TEST(Compare, GivesManyMeasuresTheSameBytesForAnyThreadsAndOrderOfRows) {
  const std::string options =
      " --value felt_security --by group --levels secure,insecure --each session --adjust max-t "
      "--permutations 999 --join " +
      kGroup;
  const ProgramResult one = run_attune("compare " + kSessions + options + " --threads 1");
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_THAT(one.out, HasSubstr("\npost\twelch"));
  EXPECT_EQ(run_attune("compare " + kSessions + options + " --threads 3").out, one.out);
  EXPECT_EQ(
      run_shell("(head -1 " + kSessions + "; tail -n +2 " + kSessions + " | tac) | \"$ATTUNE\" compare -" + options)
          .out,
      one.out);
}

TEST(Compare, OffersTheInteractionWhereOnePlaceIsSignificantAndAnotherIsNot) {
  const std::string rows =
      "{ printf 'participant_id\\tgroup\\tsite\\tvalue\\n'; for i in 1 2 3 4 5 6 7 8; do g=a; s=0; [ $((i % 2)) = 0 ] "
      "&& g=b && s=9; "
      "printf \"sub-$i\\t$g\\tL\\t$((s + i % 3))\\nsub-$i\\t$g\\tR\\t$((i % 3))\\n\"; done; } | \"$ATTUNE\" compare - ";
  const ProgramResult result = run_shell(rows + "--value value --by group --levels a,b --each site --adjust holm");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("attune model - --formula 'value ~ group * site + (1 | participant_id)'"));
  EXPECT_THAT(run_shell(rows + "--value value --by group --levels a,b --each site --adjust max-t").err,
              HasSubstr("--adjust max-t needs --permutations"));
}

TEST(Compare, HashesWhatItReadsAsItReads) {
  const TemporaryFolder folder;
  const std::string out = (folder / "c.tsv").string();
  ASSERT_EQ(run_attune(kStriatum + "--out " + out).code, 0);
  const ProgramResult sums = run_shell("sha256sum " + kGroup + " | cut -d' ' -f1 | xargs -I{} grep -l {} '" +
                                       folder.path().string() + "'/*.json");
  EXPECT_NE(sums.out, "") << "the record has the hash of the file";
}

TEST(Compare, SaysTheSameOfAFileAndOfStandardInput) {
  const std::string options = " --value felt_security --by session --levels post,pre --paired participant_id --where ";
  const std::string good = options + "participant_id=sub-01,sub-02,sub-03", slip = options + "participant_id=sub-1";
  EXPECT_EQ(run_shell("cat " + kSessions + " | \"$ATTUNE\" compare -" + good).out,
            run_attune("compare " + kSessions + good).out);
  EXPECT_THAT(run_shell("cat " + kSessions + " | \"$ATTUNE\" compare -" + slip).err,
              HasSubstr("standard input: column 'participant_id' has no value 'sub-1'; did you mean 'sub-01'?"));
}

// group.tsv with a column of dyads: neighbours of one group.
const std::string kDyads = "(head -1 " + kGroup + " | sed 's/$/\tdyad/'; tail -n +2 " + kGroup +
                           " | awk 'BEGIN{OFS=\"\t\"}{print $0, $2 int((seen[$2]++) / 2)}')";
const std::string kOfDyads = " --value striatum_psc --by group --levels secure,insecure --blocks dyad --format json ";

TEST(Compare, ExchangesWholeDyads) {
  const std::string command = kDyads + " | \"$ATTUNE\" compare -" + kOfDyads + "--exchange whole --permutations 5000";
  const ProgramResult result = run_shell(command);
  ASSERT_EQ(result.code, 0) << result.err;
  const json r = json::parse(result.out);
  EXPECT_EQ(r.at("blocks"), 12);
  EXPECT_EQ(r.at("permutations"), 924);  // six of twelve dyads
  EXPECT_EQ(r.at("enumerated"), true);
  EXPECT_THAT(r.at("reading").get<std::string>(), HasSubstr("p_perm"));
  EXPECT_THAT(result.err, HasSubstr("of the blocks only p_perm and the bootstrap know"));
  EXPECT_EQ(run_shell(command + " --threads 1").out, run_shell(command + " --threads 3").out);
  const ProgramResult within = run_shell(kDyads + " | \"$ATTUNE\" compare -" + kOfDyads + "--permutations 99");
  EXPECT_EQ(within.code, 5);
  EXPECT_THAT(within.err, HasSubstr("use --exchange whole"));
}

TEST(Compare, GivesBootstrapIntervalsOfTrimmedMeans) {
  const std::string arguments = kStriatum + "--test yuen --bootstrap 2000 --seed 4 --threads ";
  const json r = result_of(arguments + "1");
  for (const char* field : {"trim", "n_kept", "trimmed_mean", "winsorised_sd", "d_robust", "boot_ci_low",
                            "boot_ci_high", "d_robust_boot_ci_low"})
    EXPECT_TRUE(r.contains(field)) << field;
  EXPECT_EQ(r, result_of(arguments + "3"));
  expect_refused(kStriatum + "--bootstrap 200", 2, "needs 1000 to");
}

TEST(Compare, ShowsHowTheBayesFactorDependsOnItsPrior) {
  const json r = result_of(kStriatum + "--sensitivity --alternative greater");
  EXPECT_EQ(r.at("sensitivity").size(), 5U);
  EXPECT_EQ(r.at("sensitivity")[2].at("bf10"), r.at("bf10"));
  EXPECT_EQ(r.at("alternative"), "greater");
  EXPECT_NEAR(r.at("p").get<double>(), 0.5 * result_of(kStriatum).at("p").get<double>(), 1e-15);
}

TEST(Compare, RefusesWithTheReason) {
  const std::string unpaired = "compare " + kSessions + " --value felt_security --by session --levels post,pre";
  expect_refused(unpaired, 3, "'sub-01' has another row here");
  expect_refused(unpaired + " --test signed-rank", 2, "needs --paired");
  expect_refused(kStriatum + "--levels secure", 2, "two levels");
  expect_refused(kStriatum + "--sesoi 5x", 2, "0.5d");
  expect_refused("compare " + kGroup + " --value striatum --by group --levels secure,insecure", 3, "striatum_psc");
  expect_refused("compare " + kGroup + " --value group --by group --levels secure,insecure", 3, "is not a number");
  expect_refused(kStriatum + "--where group=secure", 3, "has no level 'insecure'");
  expect_refused(kStriatum + "--where participant_id=sub-01,sub-02,sub-04", 5, "'secure' has 1 value");
}

TEST(Compare, AgreesWithTheReferenceOnRealData) {
  ATTUNE_NEED_SHARED(file, "reference/stats/anorexia.tsv");
  const json r = result_of("compare '" + file.string() +
                           "' --value change --by Treat --levels FT,Cont --sesoi 8 --confidence 0.95");
  constexpr double kAgreement = 1e-8;
  EXPECT_NEAR(r.at("t").get<double>(), 3.29916000389771, kAgreement);
  EXPECT_NEAR(r.at("g").get<double>(), 0.986651571685077, kAgreement);
  EXPECT_NEAR(r.at("p_upper").get<double>(), 0.451777930309643, kAgreement);
  EXPECT_NEAR(r.at("bf10").get<double>() / 14.7559191685285, 1.0, 1e-6);
}

}  // namespace
}  // namespace attune::test
