#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Run, GivesTheSameBytesForAnyNumberOfThreadsAndShards) {
  for (const char* name : {"own-infant-reward", "rejection-erp"}) {
    SmallStudy study(name);
    ASSERT_EQ(study.simulated().code, 0) << study.simulated().err;
    const ProgramResult one = study.run("participant", "--threads 1", "one");
    ASSERT_EQ(one.code, 0) << one.err;
    for (const char* shard : {"2/3", "1/3", "3/3"})
      ASSERT_EQ(study.run("participant", std::string("--threads 2 --shard ") + shard, "sharded").code, 0);
    for (const char* results : {"one", "sharded"}) {
      const ProgramResult group = study.run("group", "", results);
      ASSERT_EQ(group.code, 0) << group.err;
    }
    const auto a = contents(study.file("one")), b = contents(study.file("sharded"));
    ASSERT_GT(a.size(), 10U);
    for (const auto& [path, text] : a) EXPECT_TRUE(b.count(path) > 0 && b.at(path) == text) << name << " " << path;
    EXPECT_EQ(a.size(), b.size());
  }
}

TEST(Run, CleansBeforeItCutsAndRecordsWhatItDid) {
  SmallStudy study("rejection-erp");
  edit(study.own_study_file(),
       "  events:", "  steps:\n    - filter: {highpass: 0.5, lowpass: 30}\n    - reference\n  events:");
  ASSERT_EQ(study.run("participant", "--threads 1", "one").code, 0);
  ASSERT_EQ(study.run("participant", "--threads 2", "two").code, 0);
  EXPECT_THAT(content(study.file("one") / "sub-02/eeg/sub-02_task-rejectwords_desc-erp_steps.json"),
              testing::AllOf(HasSubstr("filter:highpass=0.5,lowpass=30"), HasSubstr("\"rank\"")));
  EXPECT_EQ(contents(study.file("one")), contents(study.file("two")));
}

TEST(Run, CleansAgainWhereAFileThatAStepReadsHasChanged) {
  SmallStudy study("rejection-erp");
  const auto positions = study.file("caps.tsv");
  std::ofstream(positions) << "name\tx\ty\tz\nCz\t0\t0\t95\nPz\t0\t-60\t70\n";
  edit(study.own_study_file(), "  events:", "  steps:\n    - montage: {file: " + positions.string() + "}\n  events:");
  ASSERT_EQ(study.run("participant").code, 0);
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("0 done"));
  std::ofstream(positions) << "name\tx\ty\tz\nCz\t0\t0\t90\nPz\t0\t-60\t70\n";
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("6 done"));
}

TEST(Run, SkipsWhatIsUpToDateAndRedoesWhatIsNot) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("6 runs: 0 done, 6 unchanged"));
  // New time, same content: nothing to do.
  const auto events = study.data() / "sub-02/eeg/sub-02_task-rejectwords_events.tsv";
  std::filesystem::last_write_time(events, std::filesystem::file_time_type::clock::now());
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("0 done"));
  std::string text = content(events);
  text = text.substr(0, text.rfind('\n', text.size() - 2) + 1);  // one event less
  std::ofstream(events, std::ios::binary) << text;
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("1 done, 5 unchanged"));
  // A lost output is made again.
  std::filesystem::remove(study.results() / "sub-03/eeg/sub-03_task-rejectwords_desc-erp_evoked.h5");
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("1 done, 5 unchanged"));
}

TEST(Run, CompletesTheOthersWhereOneFails) {
  SmallStudy study("rejection-erp");
  std::filesystem::resize_file(study.data() / "sub-04/eeg/sub-04_task-rejectwords_eeg.eeg", 1001);
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 6);
  EXPECT_THAT(result.err, testing::AllOf(HasSubstr("1 of 6 runs failed"), HasSubstr("sub-04")));
  EXPECT_THAT(content(study.results() / "logs/participant.tsv"), HasSubstr("failed"));
  EXPECT_TRUE(std::filesystem::exists(study.results() / "sub-06/eeg/sub-06_task-rejectwords_desc-erp_measures.tsv"));
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 0) << group.err;
  const std::string exclusions = content(study.results() / "exclusions.tsv");
  EXPECT_THAT(exclusions, HasSubstr("no recording was measured"));
}

TEST(Run, KnowsParticipantsWithAndWithoutPrefixAndTheBidsAppsSpelling) {
  SmallStudy study("rejection-erp");
  for (const char* option : {"--participant-label sub-02,03", "--participant_label 02 --participant_label sub-03"}) {
    const ProgramResult result = study.run("participant", std::string("--dry-run ") + option);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_THAT(result.out, testing::AllOf(HasSubstr("sub-02"), HasSubstr("sub-03"), Not(HasSubstr("sub-01"))));
  }
  const ProgramResult twice = study.run("participant", "--dry-run --participant-label 02,sub-02");
  EXPECT_EQ(twice.out, "sub-02/eeg/sub-02_task-rejectwords_eeg.vhdr\n") << twice.err;
  const ProgramResult unknown = study.run("participant", "--participant-label 77");
  EXPECT_EQ(unknown.code, 3);
  EXPECT_FALSE(std::filesystem::exists(study.results()));
}

TEST(Run, RefusesAGroupOfResultsThatAnotherStudyFileMade) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  const auto changed = study.file("changed.yaml");
  std::string text = content(std::filesystem::path(ATTUNE_SOURCE_DIR) / "pipelines/rejection-erp/study.yaml");
  text.replace(text.find("reject_uv: 150"), 14, "reject_uv: 120");
  text.resize(text.find("claims:"));
  std::ofstream(changed) << text;
  const ProgramResult result = run_attune("run '" + study.data().string() + "' '" + study.results().string() +
                                          "' group --study '" + changed.string() + "'");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, HasSubstr("run the participant level again"));
}

TEST(Run, LeavesAForeignFolderAlone) {
  SmallStudy study("rejection-erp");
  std::filesystem::create_directories(study.results());
  std::ofstream(study.results() / "thesis.txt") << "mine";
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("holds files that attune did not make"));
}

TEST(Run, NamesTheLineOfASlipInTheStudyFile) {
  SmallStudy study("rejection-erp");
  const auto slip = study.file("slip.yaml");
  std::ofstream(slip) << "study: x\nquestion: y\nmeasurs: {}\n";
  const ProgramResult result = run_attune("run '" + study.data().string() + "' '" + study.results().string() +
                                          "' group --study '" + slip.string() + "'");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("slip.yaml:3: 'measurs': is no key of a study file; did you mean 'measures'?"));
}

}  // namespace
}  // namespace attune::test
