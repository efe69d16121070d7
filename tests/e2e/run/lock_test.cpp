#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "attune/table/delimited.hpp"
#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::filesystem::path lock_of(const SmallStudy& study) { return study.results() / "plan.lock.json"; }

/// Status of each row of a result table, by name.
std::map<std::string, std::string> statuses(const SmallStudy& study, const std::string& file) {
  const Table table = read_table(study.results() / "group" / file);
  std::map<std::string, std::string> found;
  for (std::size_t row = 0; row < table.rows(); ++row) found[table.text("name")[row]] = table.text("status")[row];
  return found;
}

TEST(Lock, IsWrittenBeforeAnyLabelIsRead) {
  SmallStudy study("rejection-erp");
  std::filesystem::rename(study.data() / "phenotype", study.file("phenotype"));
  std::filesystem::rename(study.data() / "participants.tsv", study.file("participants.tsv"));
  const ProgramResult result = study.run("participant", "--lock");
  EXPECT_EQ(result.code, 0) << result.err;
  ASSERT_TRUE(std::filesystem::exists(lock_of(study)));
  const std::string lock = content(lock_of(study));
  EXPECT_THAT(lock, AllOf(HasSubstr("\"plan_sha256\""), HasSubstr("\"deviations\": []")));
  // Even at group level, whose first need is the labels.
  std::filesystem::remove(lock_of(study));
  const ProgramResult group = study.run("group", "--lock");
  EXPECT_EQ(group.code, 3);
  EXPECT_EQ(content(lock_of(study)), lock);
}

TEST(Lock, MakesTestsAndClaimsConfirmatoryAndAllElseExploratory) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  for (const auto& [name, status] : statuses(study, "results.tsv")) EXPECT_EQ(status, "exploratory") << name;
  const ProgramResult late = study.run("group", "--lock");
  EXPECT_EQ(late.code, 3);
  EXPECT_THAT(late.err, HasSubstr("the tests have already run here"));
  std::filesystem::remove_all(study.results());
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  const std::string lock = content(lock_of(study));
  ASSERT_EQ(study.run("group", "--lock").code, 0);
  EXPECT_EQ(content(lock_of(study)), lock);
  for (const char* table : {"results.tsv", "claims.tsv"})
    for (const auto& [name, status] : statuses(study, table)) EXPECT_EQ(status, "confirmatory") << name;
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  const auto hash = nlohmann::json::parse(lock).at("plan_sha256").get<std::string>();
  EXPECT_THAT(content(study.results() / "report.html"), AllOf(HasSubstr(hash), HasSubstr("This is confirmatory.")));
}

TEST(Lock, RefusesAnotherPlanUntilAReasonIsGiven) {
  SmallStudy study("rejection-erp");
  const std::filesystem::path file = study.own_study_file();
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  const std::string before = content(study.results() / "study.yaml");
  edit(file, "sesoi: ", "permutations: 500, sesoi: ");
  for (const char* level : {"participant", "group"}) {
    const ProgramResult refused = study.run(level);
    EXPECT_EQ(refused.code, 3);
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr("plan.lock.json"), HasSubstr("permutations: 10000 -> 500"), HasSubstr("--deviation")));
  }
  EXPECT_EQ(content(study.results() / "study.yaml"), before);
  const ProgramResult allowed = study.run("group", "--deviation 'the machine was <slow>'");
  ASSERT_EQ(allowed.code, 0) << allowed.err;
  const auto lock = nlohmann::json::parse(content(lock_of(study)));
  ASSERT_EQ(lock.at("deviations").size(), 1U);
  EXPECT_EQ(lock.at("deviations")[0].at("reason"), "the machine was <slow>");
  std::size_t exploratory = 0;
  for (const auto& [name, status] : statuses(study, "results.tsv")) exploratory += status == "exploratory" ? 1U : 0U;
  EXPECT_EQ(exploratory, 1U);
  // The same plan needs no new reason, and the page shows the old one as text.
  ASSERT_EQ(study.run("group").code, 0);
  EXPECT_EQ(nlohmann::json::parse(content(lock_of(study))).at("deviations").size(), 1U);
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  EXPECT_THAT(content(study.results() / "report.html"),
              AllOf(HasSubstr("the machine was &lt;slow&gt;"), HasSubstr("permutations: 10000 -&gt; 500"),
                    Not(HasSubstr("<slow>"))));
}

TEST(Lock, ListsAPlannedTestThatWasNotRun) {
  SmallStudy study("rejection-erp");
  const std::filesystem::path file = study.own_study_file();
  const Table tests = read_table(study.data() / "participants.tsv");
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  const auto locked = nlohmann::json::parse(content(lock_of(study))).at("plan").at("tests");
  std::string text = content(file);
  const std::size_t begin = text.find("\n  ", text.find("tests:")), end = text.find("\n", begin + 1);
  const std::string line = text.substr(begin, end - begin);
  const std::string name = line.substr(3, line.find(':') - 3);
  const std::size_t claims = text.find("claims:"), seed = text.find("seed:");
  text.erase(claims, seed - claims);
  std::ofstream(file, std::ios::binary) << text.erase(begin, end - begin);
  ASSERT_TRUE(locked.contains(name)) << name;
  const ProgramResult group = study.run("group", "--deviation 'too many tests'");
  ASSERT_EQ(group.code, 0) << group.err;
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  EXPECT_THAT(content(study.results() / "report.html"), HasSubstr("test " + name + ": planned, not run"));
}

TEST(Lock, RefusesAChoiceOfPeopleAtGroupLevelUntilAReasonIsGiven) {
  SmallStudy study("rejection-erp");
  // Batches of the participant level choose people, and no plan changes by that.
  ASSERT_EQ(study.run("participant", "--lock --participant-label 01,02,03").code, 0);
  const std::string lock = content(lock_of(study));
  ASSERT_EQ(study.run("participant", "--participant-label 04,05,06").code, 0);
  const std::string chosen = "--participant-label 01,02,04,05";
  const ProgramResult refused = study.run("group", chosen);
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("participants: all -> 01, 02, 04, 05"), HasSubstr("--deviation")));
  EXPECT_FALSE(std::filesystem::exists(study.results() / "group/results.tsv"));
  const ProgramResult session = study.run("group", "--session-label ses-1");
  EXPECT_EQ(session.code, 3);
  EXPECT_THAT(session.err, HasSubstr("sessions: all -> 1"));
  EXPECT_EQ(content(lock_of(study)), lock);

  const ProgramResult allowed = study.run("group", chosen + " --deviation 'two moved house'");
  ASSERT_EQ(allowed.code, 0) << allowed.err;
  for (const char* table : {"results.tsv", "claims.tsv"})
    for (const auto& [name, status] : statuses(study, table)) EXPECT_EQ(status, "exploratory") << name;
  const std::string deviated = content(lock_of(study));
  const auto deviations = nlohmann::json::parse(deviated).at("deviations");
  ASSERT_EQ(deviations.size(), 1U);
  EXPECT_EQ(deviations[0].at("changes").dump(), R"(["participants: all -> 01, 02, 04, 05"])");
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  EXPECT_THAT(content(study.results() / "report.html"),
              AllOf(HasSubstr("two moved house"), HasSubstr("participants: all -&gt; 01, 02, 04, 05")));

  // The same choice is on record, and the participant level goes on; everybody is the locked plan.
  EXPECT_EQ(study.run("group", "--participant-label sub-05,04,02,01").code, 0);
  EXPECT_EQ(study.run("participant", "--participant-label 03").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  for (const auto& [name, status] : statuses(study, "results.tsv")) EXPECT_EQ(status, "confirmatory") << name;
  EXPECT_EQ(content(lock_of(study)), deviated);
}

TEST(Lock, AtGroupLevelPlansTheChosenPeople) {
  SmallStudy study("rejection-erp");
  const std::string chosen = "--participant-label 01,02,04,05";
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group", "--lock " + chosen).code, 0);
  const std::string lock = content(lock_of(study));
  EXPECT_THAT(lock, HasSubstr("\"participants\": \"01, 02, 04, 05\""));
  for (const auto& [name, status] : statuses(study, "results.tsv")) EXPECT_EQ(status, "confirmatory") << name;
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  EXPECT_THAT(content(study.results() / "report.html"), HasSubstr("01, 02, 04, 05"));
  EXPECT_EQ(study.run("participant").code, 0);
  const ProgramResult all = study.run("group");
  EXPECT_EQ(all.code, 3);
  EXPECT_THAT(all.err, HasSubstr("participants: 01, 02, 04, 05 -> all"));
  EXPECT_EQ(content(lock_of(study)), lock);
}

TEST(Lock, KnowsAChangedStudyOfChosenPeopleAtTheParticipantLevel) {
  SmallStudy study("rejection-erp");
  const std::filesystem::path file = study.own_study_file();
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  edit(file, "sesoi: ", "permutations: 500, sesoi: ");
  ASSERT_EQ(study.run("group", "--participant-label 01,02,04,05 --deviation 'slow, and two moved'").code, 0);
  const std::string lock = content(lock_of(study));
  EXPECT_EQ(study.run("participant").code, 0);
  EXPECT_EQ(content(lock_of(study)), lock);
  EXPECT_EQ(study.run("group").code, 3);
}

TEST(Lock, ThatWasEditedIsRefused) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  edit(lock_of(study), "\"seed\": ", "\"seed\": 1");
  const ProgramResult result = study.run("group");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("was edited"));
}

TEST(Deviation, WithoutALockIsAUsageError) {
  SmallStudy study("rejection-erp");
  EXPECT_EQ(study.run("participant", "--deviation why").code, 2);
}

TEST(Deviation, ThatIsNotUtf8IsAUsageError) {
  SmallStudy study("rejection-erp");
  const std::filesystem::path file = study.own_study_file();
  ASSERT_EQ(study.run("participant", "--lock").code, 0);
  const std::string lock = content(lock_of(study));
  edit(file, "sesoi: ", "permutations: 500, sesoi: ");
  const ProgramResult result = study.run("group", "--deviation 'zu lang f\xfcr uns'");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("--deviation"), HasSubstr("UTF-8")));
  EXPECT_EQ(study.run("group", "--session-label '\xfc'").code, 2);
  EXPECT_EQ(content(lock_of(study)), lock);
}

}  // namespace
}  // namespace attune::test
