#include "attune/checks/circular.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/base/hash.hpp"
#include "message_of.hpp"
#include "temporary_folder.hpp"

namespace attune::checks {
namespace {

using store::InputFile;
using test::message_of;
using testing::AllOf;
using testing::HasSubstr;

/// A folder of files and the records of how they were made.
class Folder {
 public:
  std::filesystem::path file(const std::string& name, const std::string& content) {
    write_text(folder_ / name, content, Overwrite::allow);
    return folder_ / name;
  }
  InputFile input(const std::string& name, const std::string& role = "") {
    return {folder_ / name, sha256_of_file(folder_ / name), size_of_file(folder_ / name), role};
  }
  void made(const std::string& name, const std::string& command, const std::vector<InputFile>& inputs,
            const std::vector<std::string>& arguments = {}) {
    store::Provenance record;
    record.command = command;
    record.inputs = inputs;
    record.arguments = arguments;
    store::write_provenance(folder_ / name, record, Overwrite::allow);
  }
  std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }

 private:
  test::TemporaryFolder folder_;
};

/// Two images, a group map of them, regions drawn from the map, and values of the regions in the images.
struct Study : Folder {
  Study() {
    file("sub-01.nii", "one");
    file("sub-02.nii", "two");
    file("localizer.nii", "another task");
    file("map.nii", "map");
    file("regions.nii", "regions");
    file("measures.tsv", "value\n1\n");
    file("values.tsv", "value\n1\n");
    made("values.tsv", "run", {input("measures.tsv")});
    made("measures.tsv", "roi", {input("regions.nii", "atlas"), input("sub-01.nii"), input("sub-02.nii")});
    made("regions.nii", "atlas", {input("map.nii")});
  }
};

TEST(Circular, IsARegionFromAMapOfTheTestedImages) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("sub-01.nii"), study.input("sub-02.nii")});
  const CircularCheck check = circular_sources(study / "values.tsv");
  ASSERT_EQ(check.sources.size(), 2U);
  EXPECT_EQ(check.sources[0].definition.filename(), "regions.nii");
  const std::string message = message_of([&] { refuse_circular({study / "values.tsv"}, std::nullopt); });
  EXPECT_THAT(message, AllOf(HasSubstr("regions.nii"), HasSubstr("sub-01.nii"), HasSubstr("1 more such file"),
                             HasSubstr("--allow-circular")));
}

TEST(Circular, IsAllowedWithAReasonThatIsSaid) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("sub-01.nii")});
  const Warnings warnings = refuse_circular({study / "values.tsv"}, "the contrast is orthogonal");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings.front(), HasSubstr("allowed because: the contrast is orthogonal"));
}

TEST(Circular, IsNotARegionFromOtherImages) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("localizer.nii")});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
  EXPECT_TRUE(refuse_circular({study / "values.tsv"}, std::nullopt).empty());
}

TEST(Circular, GoesByContentWhereverTheFileLies) {
  Study study;
  study.file("copy.nii", "one");
  study.made("map.nii", "groupmap", {study.input("copy.nii")});
  EXPECT_EQ(circular_sources(study / "values.tsv").sources.size(), 1U);
}

TEST(Circular, IsNotTheGridOfAnImage) {
  Study study;
  study.made("regions.nii", "atlas", {study.input("map.nii"), study.input("sub-01.nii", "grid")});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
  // Records of versions without roles: the arguments say which input was the grid.
  const std::string image = (study / "sub-01.nii").string();
  study.made("regions.nii", "atlas", {study.input("map.nii"), study.input("sub-01.nii")}, {"make", "--like", image});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
}

TEST(Circular, IsSeenInRecordsWithoutRoles) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("sub-02.nii")});
  study.made("measures.tsv", "roi", {study.input("regions.nii"), study.input("sub-02.nii")},
             {(study / "sub-02.nii").string(), "--atlas=" + (study / "regions.nii").string()});
  EXPECT_EQ(circular_sources(study / "values.tsv").sources.size(), 1U);
}

TEST(Circular, IsNotTheBrainMaskThatBothUsed) {
  Study study;
  study.file("mask.nii", "mask");
  study.made("map.nii", "groupmap", {study.input("localizer.nii"), study.input("mask.nii", "mask")});
  study.made("measures.tsv", "roi",
             {study.input("regions.nii", "atlas"), study.input("mask.nii", "mask"), study.input("sub-01.nii")});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
}

TEST(Circular, IsNotASidecarThatIsAlikeInTwoTasks) {
  Study study;
  study.file("task-a_bold.json", "{\"RepetitionTime\": 2}");
  study.file("task-b_bold.json", "{\"RepetitionTime\": 2}");
  study.made("map.nii", "groupmap", {study.input("localizer.nii"), study.input("task-a_bold.json")});
  study.made("measures.tsv", "roi",
             {study.input("regions.nii", "atlas"), study.input("task-b_bold.json"), study.input("sub-01.nii")});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
}

TEST(Circular, EndsAtAFileThatChangedSinceAndSaysSo) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("sub-01.nii")});
  study.file("regions.nii", "drawn anew");
  const CircularCheck check = circular_sources(study / "values.tsv");
  EXPECT_TRUE(check.sources.empty());
  ASSERT_EQ(check.warnings.size(), 1U);
  EXPECT_THAT(check.warnings[0], AllOf(HasSubstr("regions.nii"), HasSubstr("changed since")));
}

TEST(Circular, IsFoundBeforeAnythingIsMeasured) {
  Study study;
  study.made("map.nii", "groupmap", {study.input("sub-02.nii")});
  const std::vector<InputFile> images{{study / "sub-01.nii", "", 0}, {study / "sub-02.nii", "", 0}};
  const CircularCheck check = circular_sources({study / "regions.nii"}, images);
  ASSERT_EQ(check.sources.size(), 1U);
  EXPECT_EQ(check.sources[0].data.filename(), "sub-02.nii");
  EXPECT_TRUE(circular_sources({study / "localizer.nii"}, images).sources.empty());
}

TEST(Circular, OfALoopOfRecordsEnds) {
  Study study;
  study.made("map.nii", "odd", {study.input("regions.nii")});
  EXPECT_TRUE(circular_sources(study / "values.tsv").sources.empty());
}

TEST(Circular, RefusesARecordThatIsNone) {
  Study study;
  study.file("map.nii.provenance.json", "{\"Inputs\": 3}");
  EXPECT_THAT(message_of([&] { circular_sources(study / "values.tsv"); }), HasSubstr("map.nii.provenance.json"));
}

}  // namespace
}  // namespace attune::checks
