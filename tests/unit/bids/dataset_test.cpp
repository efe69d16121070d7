#include "attune/bids/dataset.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "expect_error.hpp"
#include "temporary_folder.hpp"

namespace attune::bids {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void put(const std::filesystem::path& path, const std::string& text = "") {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<std::string> names(const std::vector<File>& files) {
  std::vector<std::string> out;
  for (const File& file : files) out.push_back(file.path.filename().string());
  return out;
}

class DatasetTest : public ::testing::Test {
 protected:
  test::TemporaryFolder folder_;
  const std::filesystem::path& root() const { return folder_.path(); }
};

TEST_F(DatasetTest, ListsParticipantsInNaturalOrder) {
  for (const char* name : {"sub-10", "sub-2", "sub-1", "sub-A", "sub-", "sourcedata", "sub-b_c"})
    std::filesystem::create_directory(root() / name);
  put(root() / "sub-3", "a file, not a participant");
  EXPECT_THAT(Dataset(root()).participants(), ElementsAre("1", "2", "10", "A"));
}

TEST_F(DatasetTest, FindsFilesByEntitiesInTheirOrder) {
  for (const char* run : {"10", "2", "1"})
    for (const char* end : {"bold.nii.gz", "bold.json", "events.tsv"})
      put(root() / "sub-01/func" / fmt::format("sub-01_task-face_run-{}_{}", run, end));
  put(root() / "sub-01/func/sub-01_task-rest_bold.nii.gz");
  put(root() / "sub-01/anat/sub-01_T1w.nii.gz");
  const Dataset dataset(root());
  Query query;
  query.participant = "sub-01";
  query.task = "face";
  query.suffix = "bold";
  query.extensions = {".nii.gz"};
  EXPECT_THAT(names(dataset.find(query)),
              ElementsAre("sub-01_task-face_run-1_bold.nii.gz", "sub-01_task-face_run-2_bold.nii.gz",
                          "sub-01_task-face_run-10_bold.nii.gz"));
  query.run = "02";
  const File file = dataset.find_one(query);
  EXPECT_EQ(file.relative, std::filesystem::path("sub-01/func/sub-01_task-face_run-2_bold.nii.gz"));
  EXPECT_EQ(file.datatype, "func");
  EXPECT_EQ(file.run(), "2");
  query.run = "";
  EXPECT_TRUE(dataset.find(query).empty());
  query.task = "rest";
  EXPECT_EQ(dataset.find(query).size(), 1u);
}

TEST_F(DatasetTest, FindsByFurtherEntitiesAndTheirAbsence) {
  put(root() / "sub-01/func/sub-01_task-r_space-MNI_desc-preproc_bold.nii.gz");
  put(root() / "sub-01/func/sub-01_task-r_desc-preproc_bold.nii.gz");
  const Dataset dataset(root());
  Query query;
  query.entities = {{"space", "MNI"}};
  EXPECT_THAT(names(dataset.find(query)), ElementsAre("sub-01_task-r_space-MNI_desc-preproc_bold.nii.gz"));
  query.entities = {{"space", ""}, {"desc", "preproc"}};
  EXPECT_THAT(names(dataset.find(query)), ElementsAre("sub-01_task-r_desc-preproc_bold.nii.gz"));
}

TEST_F(DatasetTest, KeepsSessionsApart) {
  put(root() / "sub-01/ses-pre/eeg/sub-01_ses-pre_task-x_eeg.vhdr");
  put(root() / "sub-01/ses-post/eeg/sub-01_ses-post_task-x_eeg.vhdr");
  const Dataset dataset(root());
  EXPECT_THAT(dataset.sessions("01"), ElementsAre("post", "pre"));
  Query query;
  query.session = "ses-pre";
  EXPECT_THAT(names(dataset.find(query)), ElementsAre("sub-01_ses-pre_task-x_eeg.vhdr"));
}

TEST_F(DatasetTest, SuggestsAParticipantWhenOneIsUnknown) {
  std::filesystem::create_directory(root() / "sub-mother01");
  Query query;
  query.participant = "mother02";
  EXPECT_THAT(test::error_of(Fault::input, [&] { Dataset(root()).find(query); }), HasSubstr("'mother01'"));
  query.participant = "../x";
  test::error_of(Fault::usage, [&] { Dataset(root()).find(query); });
  test::error_of(Fault::input, [&] { Dataset(root() / "nowhere"); });
}

TEST_F(DatasetTest, TellsOfNamesThatAreNotBids) {
  put(root() / "sub-01/func/sub-01_task-r_bold.nii.gz");
  put(root() / "sub-01/func/sub-01_rest_bold.nii.gz");
  put(root() / "sub-01/func/sub-02_task-r_bold.nii.gz");
  const Dataset dataset(root());
  EXPECT_EQ(dataset.find({}).size(), 1u);
  const Warnings problems = dataset.name_problems("01");
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_THAT(problems[0], HasSubstr("'rest'"));
  EXPECT_THAT(problems[1], HasSubstr("not about the participant"));
}

TEST_F(DatasetTest, LeavesAloneWhatBidsignoreNames) {
  put(root() / ".bidsignore", "# comment\n*_old.nii.gz\n/sub-02/\n**/beh/\n!keep_old.nii.gz\n");
  put(root() / "sub-01/func/sub-01_task-r_bold.nii.gz");
  put(root() / "sub-01/func/sub-01_task-r_old.nii.gz");
  put(root() / "sub-01/beh/sub-01_task-r_beh.tsv");
  put(root() / "sub-02/func/sub-02_task-r_bold.nii.gz");
  const Dataset dataset(root());
  EXPECT_THAT(dataset.participants(), ElementsAre("01", "02"));
  EXPECT_THAT(names(dataset.find({})), ElementsAre("sub-01_task-r_bold.nii.gz"));
}

TEST_F(DatasetTest, FollowsSymbolicLinks) {
  test::TemporaryFolder elsewhere;
  put(elsewhere / "func/sub-01_task-r_bold.nii.gz");
  std::filesystem::create_directory_symlink(elsewhere.path(), root() / "sub-01");
  std::filesystem::create_symlink("nowhere", elsewhere / "func/sub-01_task-s_bold.nii.gz");
  EXPECT_EQ(Dataset(root()).find({}).size(), 2u);
}

TEST_F(DatasetTest, ReadsOnlyTheFoldersOfTheParticipantAskedFor) {
  constexpr int kParticipants = 40;
  for (int i = 1; i <= kParticipants; ++i) {
    const std::string sub = fmt::format("sub-{:04}", i);
    for (const char* end : {"bold.nii.gz", "bold.json", "events.tsv"})
      put(root() / sub / "func" / fmt::format("{}_task-r_{}", sub, end), "{}");
  }
  const Dataset dataset(root());
  EXPECT_EQ(dataset.folders_read(), 0u);
  Query query;
  query.participant = "0020";
  query.suffix = "bold";
  query.extensions = {".nii.gz"};
  const File file = dataset.find_one(query);
  EXPECT_EQ(dataset.folders_read(), 2u);  // sub-0020 and sub-0020/func
  dataset.metadata(file);
  dataset.associated(file, "events", ".tsv");
  EXPECT_EQ(dataset.folders_read(), 3u);  // and the root, for inherited sidecars
  dataset.find_one(query);
  EXPECT_EQ(dataset.folders_read(), 3u);
}

TEST_F(DatasetTest, InheritsSidecarsFromTheRootDown) {
  put(root() / "task-r_bold.json", R"({"RepetitionTime": 1, "TaskName": "r", "EchoTime": 1})");
  put(root() / "task-other_bold.json", R"({"RepetitionTime": 99})");
  put(root() / "sub-01/sub-01_bold.json", R"({"EchoTime": 2, "FlipAngle": 2})");
  put(root() / "sub-01/ses-1/sub-01_ses-1_bold.json", R"({"FlipAngle": 3})");
  put(root() / "sub-01/ses-1/func/sub-01_ses-1_task-r_run-01_bold.json", R"({"RepetitionTime": 4})");
  put(root() / "sub-01/ses-1/func/sub-01_ses-1_task-r_run-02_bold.json", R"({"RepetitionTime": 5})");
  put(root() / "sub-01/ses-1/func/sub-01_ses-1_task-r_run-01_bold.nii.gz");
  Query query;
  query.extensions = {".nii.gz"};
  const Dataset dataset(root());
  const Metadata m = dataset.metadata(dataset.find_one(query));
  EXPECT_EQ(m.number("RepetitionTime"), 4);
  EXPECT_EQ(m.text("TaskName"), "r");
  EXPECT_EQ(m.number("EchoTime"), 2);
  EXPECT_EQ(m.number("FlipAngle"), 3);
  EXPECT_EQ(m.files().size(), 4u);
}

TEST_F(DatasetTest, RefusesTwoSidecarsThatApplyInOneFolder) {
  put(root() / "task-r_bold.json", "{}");
  put(root() / "bold.json", "{}");
  put(root() / "sub-01/func/sub-01_task-r_bold.nii.gz");
  const Dataset dataset(root());
  const File file = dataset.find_one({});
  const std::string message = test::error_of(Fault::input, [&] { dataset.metadata(file); });
  EXPECT_THAT(message, HasSubstr("bold.json"));
  EXPECT_THAT(message, HasSubstr("task-r_bold.json"));
}

TEST_F(DatasetTest, FindsTheEventsOfADerivativeInTheRawDataset) {
  put(root() / "raw/task-r_events.tsv");
  put(root() / "raw/sub-01/func/sub-01_task-r_run-1_events.tsv");
  put(root() / "raw/sub-02/func/sub-02_task-r_bold.nii.gz");
  put(root() / "out/sub-01/func/sub-01_task-r_run-1_space-MNI_desc-preproc_bold.nii.gz");
  const Dataset raw(root() / "raw"), derivative(root() / "out");
  const auto events = raw.associated(derivative.find_one({}), "events", ".tsv");
  ASSERT_TRUE(events);
  EXPECT_EQ(events->relative, std::filesystem::path("sub-01/func/sub-01_task-r_run-1_events.tsv"));
  EXPECT_FALSE(raw.associated(derivative.find_one({}), "physio", ".tsv.gz"));
  Query second;
  second.participant = "02";
  const auto inherited = raw.associated(raw.find_one(second), "events", ".tsv");
  ASSERT_TRUE(inherited);
  EXPECT_EQ(inherited->relative, std::filesystem::path("task-r_events.tsv"));
}

TEST_F(DatasetTest, SaysWhatThereIsWhenNotOneFileMatches) {
  put(root() / "sub-01/func/sub-01_task-r_run-1_bold.nii.gz");
  put(root() / "sub-01/func/sub-01_task-r_run-2_bold.nii.gz");
  const std::string message = test::error_of(Fault::input, [&] { Dataset(root()).find_one({}); });
  EXPECT_THAT(message, HasSubstr("2 files match"));
  EXPECT_THAT(message, HasSubstr("run-2_bold.nii.gz"));
}

TEST_F(DatasetTest, IsSummarised) {
  put(root() / "dataset_description.json", R"({"Name": "n", "BIDSVersion": "1.9.0"})");
  put(root() / "sub-01/func/sub-01_task-r_bold.nii.gz");
  const Table table = to_table(std::vector<Record>{summarise(Dataset(root()))});
  EXPECT_EQ(table.text("participants")[0], "1");
  EXPECT_EQ(table.text("tasks_1")[0], "r");
  EXPECT_EQ(table.text("files_1")[0], "1 func/bold.nii.gz");
}

TEST(NaturalCompare, ComparesDigitsByNumber) {
  EXPECT_LT(natural_compare("sub-2", "sub-10"), 0);
  EXPECT_GT(natural_compare("b", "a10"), 0);
  EXPECT_EQ(natural_compare("x1", "x1"), 0);
  EXPECT_NE(natural_compare("x01", "x1"), 0);
  EXPECT_LT(natural_compare("x", "x1"), 0);
  EXPECT_LT(natural_compare("99999999999999999999998", "99999999999999999999999"), 0);
}

}  // namespace
}  // namespace attune::bids
