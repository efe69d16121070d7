#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

nlohmann::json group_record(const SmallStudy& study) {
  return nlohmann::json::parse(content(study.results() / "group/group.json"));
}

TEST(RunAgain, DropsTheNumbersOfARunThatCannotBeMeasuredAnyMore) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  ASSERT_THAT(content(study.results() / "measures.tsv"), HasSubstr("sub-02\t"));
  edit(study.data() / "sub-02/eeg/sub-02_task-rejectwords_events.tsv", "onset", "start");
  const ProgramResult again = study.run("participant");
  EXPECT_EQ(again.code, 6);
  EXPECT_THAT(again.err, AllOf(HasSubstr("1 of 6 runs failed"), HasSubstr("sub-02"), HasSubstr("onset")));
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(content(study.results() / "measures.tsv"), Not(HasSubstr("sub-02\t")));
  EXPECT_THAT(content(study.results() / "group/values.tsv"),
              testing::ContainsRegex("sub-02\t[^\n]*n/a\tn/a\tn/a\tn/a\tno recording was measured"));
  EXPECT_THAT(content(study.results() / "exclusions.tsv"), testing::ContainsRegex("sub-02\t[^\n]*\trun\t[^\n]*onset"));
}

TEST(RunAgain, DropsTheNumbersOfARunWithoutEventsTable) {
  SmallStudy study("own-infant-reward", "--participants 2,2 --small");
  ASSERT_EQ(study.run("participant").code, 0);
  std::filesystem::remove(study.data() / "sub-02/func/sub-02_task-infantface_events.tsv");
  const ProgramResult again = study.run("participant");
  EXPECT_EQ(again.code, 6);
  EXPECT_THAT(again.err, HasSubstr("has no events.tsv"));
  ASSERT_EQ(study.run("group").code, 0);
  EXPECT_THAT(content(study.results() / "measures.tsv"), AllOf(HasSubstr("sub-01\t"), Not(HasSubstr("sub-02\t"))));
}

TEST(Group, LeavesOutFinishedRunsWhoseRecordingsAreGone) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  EXPECT_EQ(group_record(study).at("units").size(), 6U);
  std::filesystem::remove_all(study.data() / "sub-02");
  std::filesystem::remove(study.data() / "sub-05/eeg/sub-05_task-rejectwords_eeg.vhdr");
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(group.err, HasSubstr("2 finished runs are of recordings that the study does not have any more; left out: "
                                   "sub-02, sub-05"));
  for (const char* table : {"measures.tsv", "group/group.json"})
    EXPECT_THAT(content(study.results() / table),
                AllOf(HasSubstr("sub-04"), Not(HasSubstr("sub-02")), Not(HasSubstr("sub-05"))));
  EXPECT_EQ(group_record(study).at("units").size(), 4U);
  EXPECT_THAT(content(study.results() / "group/values.tsv"),
              testing::ContainsRegex("sub-02\t[^\n]*\tno recording was measured"));
}

TEST(Group, OfSomeParticipantsDoesNotCallTheOthersGone) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  const ProgramResult group = study.run("group", "--participant-label 01,02,03,04,05");
  EXPECT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(group.err, Not(HasSubstr("any more")));
  EXPECT_THAT(content(study.results() / "measures.tsv"), AllOf(HasSubstr("sub-05\t"), Not(HasSubstr("sub-06\t"))));
}

TEST(Group, CountsRunsThatWereNotMeasuredYet) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant", "--shard 1/2").code, 0);
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(group.err, HasSubstr("3 of 6 runs were not measured yet (sub-02, sub-04, sub-06)"));
  EXPECT_THAT(content(study.results() / "exclusions.tsv"),
              testing::ContainsRegex("sub-04\t[^\n]*\trun\t[^\n]*not measured yet"));
}

TEST(Group, RefusesResultsOfARunThatWereAltered) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  edit(study.results() / "sub-03/eeg/sub-03_task-rejectwords_desc-erp_measures.tsv", "rejection", "acceptance");
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 3);
  EXPECT_THAT(group.err, AllOf(HasSubstr("sub-03"), HasSubstr("not as they were written")));
}

TEST(GroupRecord, NamesTheStudyFileAndEveryTableByItsHash) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  const nlohmann::json record = group_record(study);
  const auto hash = [&](const std::string& file) {
    return run_shell("sha256sum < '" + (study.results() / file).string() + "'").out.substr(0, 64);
  };
  EXPECT_EQ(record.at("study_sha256"), hash("study.yaml"));
  std::size_t tables = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(study.results() / "group"))
    if (entry.path().extension() == ".tsv") ++tables;
  // Beside the tables in group/: measures.tsv, exclusions.tsv and statistics.json.
  EXPECT_EQ(record.at("tables").size(), tables + 3);
  for (const nlohmann::json& table : record.at("tables"))
    EXPECT_EQ(table.at("sha256"), hash(table.at("path").get<std::string>())) << table;
}

TEST(GroupRecord, OfAnEarlierRunDoesNotOutliveAFailedOne) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  ASSERT_TRUE(std::filesystem::exists(study.results() / "group/group.json"));
  std::filesystem::rename(study.data() / "phenotype", study.data() / "elsewhere");
  EXPECT_EQ(study.run("group").code, 3);
  EXPECT_FALSE(std::filesystem::exists(study.results() / "group/group.json"));
  std::filesystem::rename(study.data() / "elsewhere", study.data() / "phenotype");
  ASSERT_EQ(study.run("group").code, 0);
  for (const char* participant : {"sub-01", "sub-02", "sub-03", "sub-04", "sub-05", "sub-06"})
    std::filesystem::remove_all(study.data() / participant);
  EXPECT_EQ(study.run("group").code, 3);
  EXPECT_FALSE(std::filesystem::exists(study.results() / "group/group.json"));
}

}  // namespace
}  // namespace attune::test
