#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/table/delimited.hpp"
#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Adds a column to participants.tsv: one cell per participant.
void add_column(const SmallStudy& study, const std::string& name, const std::vector<std::string>& cells) {
  const std::filesystem::path path = study.data() / "participants.tsv";
  Table table = read_table(path);
  table.add(name, Column::Text(cells));
  write_table(path, table, Overwrite::allow);
}

/// The group of each participant, in the order of participants.tsv.
std::vector<std::string> groups(const SmallStudy& study) {
  return read_table(study.results() / "group/values.tsv").text("group");
}

std::string reading(const SmallStudy& study, const std::string& column) {
  const Table checks = read_table(study.results() / "group/checks.tsv");
  for (std::size_t row = 0; row < checks.rows(); ++row)
    if (checks.text("column")[row] == column) return checks.text("flag")[row] + ": " + checks.text("reading")[row];
  return "not checked";
}

TEST(Checks, AreAboutQualityParticipantsAndExclusions) {
  SmallStudy imaging("own-infant-reward");
  ASSERT_EQ(imaging.run("participant").code, 0);
  ASSERT_EQ(imaging.run("group").code, 0);
  for (const char* column : {"mean_fd", "coverage", "tsnr", "volumes_kept", "age", "participants left out"})
    EXPECT_THAT(reading(imaging, column), Not(HasSubstr("not checked"))) << column;
  ASSERT_EQ(run_attune("report '" + imaging.results().string() + "'").code, 0);
  EXPECT_THAT(content(imaging.results() / "report.html"), AllOf(HasSubstr("What else may tell the groups apart"),
                                                                HasSubstr("No sign of a difference is not balance"),
                                                                HasSubstr("every test and claim is exploratory")));
}

TEST(Checks, SayThatTheGroupCannotBeToldFromTheScanner) {
  SmallStudy study("rejection-erp");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  for (const char* column : {"trials of rejection", "kept_share of rejection"})
    EXPECT_THAT(reading(study, column), Not(HasSubstr("not checked"))) << column;
  std::vector<std::string> scanner;
  for (const std::string& group : groups(study)) scanner.emplace_back(group == "secure" ? "A<b>" : "B");
  add_column(study, "scanner", scanner);
  const ProgramResult group = study.run("group");
  ASSERT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(group.err, HasSubstr("group cannot be told from scanner"));
  EXPECT_THAT(reading(study, "scanner"), HasSubstr("every insecure participant has scanner B"));
  ASSERT_EQ(run_attune("report '" + study.results().string() + "'").code, 0);
  EXPECT_THAT(content(study.results() / "report.html"), AllOf(HasSubstr("A&lt;b&gt;"), Not(HasSubstr("A<b>"))));
}

TEST(Checks, WarnOfAGroupThatIsAScoreCutAtItsMedian) {
  SmallStudy study("rejection-erp", "--participants 8,8 --small");
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group").code, 0);
  std::vector<std::string> cells;
  int secure = 0, insecure = 0;
  for (const std::string& group : groups(study))
    cells.push_back(group == "secure" ? "1." + std::string(1, static_cast<char>('0' + secure++))
                                      : "3." + std::string(1, static_cast<char>('0' + insecure++)));
  add_column(study, "worry", cells);
  const ProgramResult group = study.run("group");
  ASSERT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(group.err, AllOf(HasSubstr("worry cut at"), HasSubstr("attune correlate"), HasSubstr("--x worry")));
}

TEST(Checks, RefuseOneRecordingOfTwoParticipants) {
  SmallStudy study("own-infant-reward", "--participants 2,2 --small");
  const auto image = [&](const std::string& who) {
    return study.data() / "derivatives/fmriprep" / who / "func" /
           (who + "_task-infantface_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz");
  };
  std::filesystem::copy_file(image("sub-01"), image("sub-03"), std::filesystem::copy_options::overwrite_existing);
  const ProgramResult measured = study.run("participant");
  ASSERT_EQ(measured.code, 0) << measured.err;
  const ProgramResult group = study.run("group");
  EXPECT_EQ(group.code, 3);
  EXPECT_THAT(group.err, AllOf(HasSubstr("sub-01"), HasSubstr("sub-03"), HasSubstr("the same recording")));
}

TEST(Checks, RefuseRegionsMadeFromTheImagesThatAreMeasured) {
  SmallStudy study("own-infant-reward", "--participants 2,2 --small");
  const std::filesystem::path file = study.own_study_file();
  const std::string image = (study.data() / "derivatives/fmriprep/sub-01/func" /
                             "sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz")
                                .string();
  const std::filesystem::path atlas = file.parent_path() / "core.nii.gz";
  ASSERT_EQ(
      run_attune("atlas make attachment-core --same-space --like '" + image + "' --out '" + atlas.string() + "'").code,
      0);
  edit(file, "atlas: attachment-core", "atlas: core.nii.gz");
  // The grid of an image is no selection.
  ASSERT_EQ(study.run("participant", "--dry-run").code, 0);
  EXPECT_EQ(study.run("participant").code, 0);
  // A record that says that the voxels were chosen by the image's values.
  edit(atlas.string() + ".provenance.json", "\"Role\": \"grid\"", "\"Role\": \"\"");
  edit(atlas.string() + ".provenance.json", "--like", "--by");
  const ProgramResult refused = study.run("participant");
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("core.nii.gz"), HasSubstr("preproc_bold.nii.gz"), HasSubstr("--allow-circular")));
  ASSERT_EQ(study.run("participant", "--allow-circular 'an orthogonal contrast'").code, 0);
  const ProgramResult group = study.run("group", "--allow-circular 'an orthogonal contrast'");
  ASSERT_EQ(group.code, 0) << group.err;
  EXPECT_THAT(content(study.results() / "group/checks.tsv"), HasSubstr("allowed because: an orthogonal contrast"));
}

TEST(Checks, AreTheSameBytesForAnyNumberOfThreads) {
  SmallStudy study("rejection-erp");
  add_column(study, "site", {"a", "a", "b", "b", "c", "c"});
  ASSERT_EQ(study.run("participant").code, 0);
  ASSERT_EQ(study.run("group", "--threads 1").code, 0);
  const std::string one = content(study.results() / "group/checks.tsv");
  ASSERT_EQ(study.run("group", "--threads 4").code, 0);
  EXPECT_EQ(content(study.results() / "group/checks.tsv"), one);
}

}  // namespace
}  // namespace attune::test
