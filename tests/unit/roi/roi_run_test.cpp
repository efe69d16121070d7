#include "attune/roi/roi_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ShortNames, DropTheFoldersThatImagesShare) {
  EXPECT_THAT(short_names({"/data/x/con_1.img", "/data/x/con_2.img"}), ElementsAre("con_1.img", "con_2.img"));
  EXPECT_THAT(short_names({"a/s1/con.nii", "a/s2/con.nii"}), ElementsAre("s1/con.nii", "s2/con.nii"));
  EXPECT_THAT(short_names({"a/b/c.nii"}), ElementsAre("c.nii"));
}

class RunRoi : public ::testing::Test {
 protected:
  std::filesystem::path image(const std::string& name, double value, std::int64_t volumes = 1) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    return test::write_toy(
        folder_ / name, test::toy_grid(9, 9, 9), volumes, {},
        [&](const VoxelIndex& v, std::int64_t t) { return value + static_cast<double>((v.i + 1) * t); });
  }
  RoiRequest request(std::vector<std::filesystem::path> images) const {
    RoiRequest out;
    out.images = std::move(images);
    out.atlas.sources = {
        test::write_file(folder_ / "s.tsv", "name\tx\ty\tz\tradius_mm\tspace\na\t4\t4\t4\t2\tMNI\n").string()};
    return out;
  }
  test::TemporaryFolder folder_;
};

TEST_F(RunRoi, TakesParticipantsFromNames) {
  const RoiResult result =
      run_roi(request({image("sub-02/ses-1/sub-02_ses-1_task-face_con.nii.gz", 2), image("con_7.nii.gz", 7)}));
  EXPECT_THAT(result.table.text("participant_id"), ElementsAre("sub-02", "con_7"));
  EXPECT_THAT(result.table.text("session"), ElementsAre("ses-1", "n/a"));
  EXPECT_THAT(result.table.text("task"), ElementsAre("face", "n/a"));
  EXPECT_THAT(result.table.numbers("value"), ElementsAre(2.0, 7.0));
  EXPECT_EQ(result.coverage.rows(), 2U);
}

TEST_F(RunRoi, TakesParticipantsFromATable) {
  RoiRequest wanted = request({image("con_1.nii.gz", 1), image("con_2.nii.gz", 2)});
  wanted.participants = parse_table("subject\timage\n09\tcon_2.nii.gz\n08\tcon_1.nii.gz\n", "who.tsv");
  EXPECT_THAT(run_roi(wanted).table.text("participant_id"), ElementsAre("08", "09"));
  wanted.participants = parse_table("subject\timage\n09\tcon_2.nii.gz\n", "who.tsv");
  EXPECT_THAT(test::message_of([&] { run_roi(wanted); }), HasSubstr("who.tsv: has no row with image 'con_1.nii.gz'"));
}

TEST_F(RunRoi, TakesTheFoldersIntoTheParticipantOfImagesOfOneName) {
  const RoiResult result =
      run_roi(request({image("g/s1/con.nii.gz", 1), image("g/s2/con.nii.gz", 2), image("g/s2/other.nii.gz", 3)}));
  EXPECT_THAT(result.table.text("participant_id"), ElementsAre("s1_con", "s2_con", "other"));
}

TEST_F(RunRoi, FindsImagesOfOneNameInATableByTheirFolders) {
  RoiRequest wanted = request({image("s1/con.nii.gz", 1), image("s2/con.nii.gz", 2)});
  wanted.participants = parse_table("subject\timage\n09\ts2/con.nii.gz\n08\ts1/con.nii.gz\n", "who.tsv");
  EXPECT_THAT(run_roi(wanted).table.text("participant_id"), ElementsAre("08", "09"));
  wanted.participants = parse_table("subject\timage\n09\tx/con.nii.gz\n08\ty/con.nii.gz\n", "who.tsv");
  EXPECT_THAT(test::message_of([&] { run_roi(wanted); }), HasSubstr("several rows fit the image"));
}

TEST_F(RunRoi, RefusesImagesWhoseRowsCannotBeToldApart) {
  const auto one = image("s1/sub-01_con.nii.gz", 1), other = image("s2/sub-01_con.nii.gz", 2);
  const std::string message = test::message_of([&] { run_roi(request({one, other})); });
  EXPECT_THAT(message, HasSubstr(one.string()));
  EXPECT_THAT(message, HasSubstr(other.string() + ": has the participant (sub-01)"));
  const auto plain = image("a.nii.gz", 1);
  EXPECT_THAT(test::message_of([&] { run_roi(request({plain, plain})); }), HasSubstr("give each image once"));
  RoiRequest shared = request({image("s1/con.nii.gz", 1), image("s2/con.nii.gz", 2)});
  shared.participants = parse_table("subject\timage\n09\tcon.nii.gz\n", "who.tsv");
  EXPECT_THAT(test::message_of([&] { run_roi(shared); }), HasSubstr("has the participant (09)"));
}

TEST_F(RunRoi, GivesRowsWithAReasonForAnEmptyImageAmongOthers) {
  const RoiResult result = run_roi(request({image("a.nii.gz", 0), image("b.nii.gz", 5)}));
  EXPECT_THAT(result.table.text("value"), ElementsAre("n/a", "5"));
  EXPECT_THAT(result.table.text("excluded"), ElementsAre("coverage < 0.5", "n/a"));
  EXPECT_THAT(test::message_of([&] { run_roi(request({image("a.nii.gz", 0)})); }), HasSubstr("none of 1 regions"));
}

TEST_F(RunRoi, GivesSeriesForOneRunAndRefusesSeveral) {
  const RoiResult result = run_roi(request({image("bold.nii.gz", 10, 4)}));
  EXPECT_TRUE(result.series);
  EXPECT_THAT(result.table.numbers("a"), ElementsAre(10, 15, 20, 25));
  EXPECT_THAT(result.series_sidecar, HasSubstr("\"RepetitionTime\": 2.0"));
  EXPECT_THAT(test::message_of([&] {
                run_roi(request({image("bold.nii.gz", 10, 4), image("b.nii.gz", 5)}));
              }),
              HasSubstr("has 4 volumes"));
}

}  // namespace
}  // namespace attune::roi
