#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kFew = "--participants 2,2 --small";
constexpr const char* kMask = "sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz";
constexpr const char* kConfounds = "sub-01_task-infantface_desc-confounds_timeseries.tsv";
constexpr const char* kUnit = "sub-01/func/sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-roi_unit.json";

std::filesystem::path derived(const SmallStudy& study, const std::string& participant = "sub-01") {
  return study.data() / "derivatives/fmriprep" / participant / "func";
}

nlohmann::json unit_record(const SmallStudy& study) { return nlohmann::json::parse(content(study.results() / kUnit)); }

/// The study with the spheres of its atlas as a label image beside the study file.
std::filesystem::path with_atlas_file(SmallStudy& study) {
  const std::filesystem::path file = study.own_study_file();
  const std::filesystem::path atlas = file.parent_path() / "atlas/core.nii.gz";
  std::filesystem::create_directories(atlas.parent_path());
  const std::string image =
      (derived(study) / "sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-preproc_bold.nii.gz").string();
  const ProgramResult made =
      run_attune("atlas make attachment-core --same-space --like '" + image + "' --out '" + atlas.string() + "'");
  EXPECT_EQ(made.code, 0) << made.err;
  edit(file, "atlas: attachment-core", "atlas: atlas/core.nii.gz");
  return atlas;
}

TEST(RunFiles, ThatCannotBeTakenAreNamed) {
  SmallStudy study("rejection-erp", kFew);
  EXPECT_THAT(study.run("participant").err, testing::Not(HasSubstr("passed over")));
  std::filesystem::rename(study.data() / "sub-02", study.data() / "sub-09");
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("passed over: "), HasSubstr("sub-02_task-rejectwords_eeg.eeg"),
                                HasSubstr("the name is not about the participant 'sub-09' of its folder")));
}

TEST(RunAtlas, IsFoundBesideTheStudyFileAndIsAnInputOfEveryRun) {
  SmallStudy study("own-infant-reward", kFew);
  const std::filesystem::path atlas = with_atlas_file(study);
  const ProgramResult result = study.run("participant");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(content(study.results() / kUnit), AllOf(HasSubstr("\"core.nii.gz\""), HasSubstr("\"core.tsv\"")));
  const std::string measures = std::string(kUnit).substr(0, std::string(kUnit).find("_unit")) + "_measures.tsv";
  EXPECT_THAT(content(study.results() / (measures + ".provenance.json")),
              AllOf(HasSubstr("study/atlas/core.nii.gz"), HasSubstr("study/atlas/core.tsv")));
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("4 runs: 0 done, 4 unchanged"));
}

TEST(RunAtlas, ThatChangedMeansThatTheRunsAreDoneAgain) {
  SmallStudy study("own-infant-reward", kFew);
  const std::filesystem::path atlas = with_atlas_file(study);
  ASSERT_EQ(study.run("participant").code, 0);
  const std::filesystem::path table = atlas.parent_path() / "core.tsv";
  edit(table, "hypothalamus", "hypothalamic_area");
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("4 runs: 4 done, 0 unchanged"));
  std::ofstream(atlas, std::ios::binary | std::ios::app) << '\0';  // other bytes, though the voxels are the same
  EXPECT_THAT(study.run("participant", "--verbose").err, HasSubstr("4 runs: 4 done, 0 unchanged"));
  // A measured region that has lost its name is a slip, found before any run.
  edit(table, "anterior_insula_L", "insula_anterior_left");
  const ProgramResult lost = study.run("participant");
  EXPECT_EQ(lost.code, 2);
  EXPECT_THAT(lost.err, HasSubstr("'anterior_insula_L' is no region of the atlas atlas/core.nii.gz"));
}

TEST(RunCompanions, TwoMasksOfOneRunAreAnErrorThatNamesBoth) {
  SmallStudy study("own-infant-reward", kFew);
  const std::string other = "sub-01_task-infantface_space-MNI152NLin2009cAsym_res-2_desc-brain_mask.nii.gz";
  std::filesystem::copy_file(derived(study) / kMask, derived(study) / other);
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 6);
  EXPECT_THAT(result.err, AllOf(HasSubstr("1 of 4 runs failed"), HasSubstr(kMask), HasSubstr(other)));
}

TEST(RunCompanions, ARunWithoutMaskIsMeasuredWithAWarningOnRecord) {
  SmallStudy study("own-infant-reward", kFew);
  for (const char* participant : {"sub-01", "sub-02", "sub-04"})
    std::filesystem::remove(derived(study, participant) / (participant + std::string(kMask).substr(6)));
  // Said once for all, and again when nothing had to be done.
  for (const char* words : {"4 done", "4 unchanged"}) {
    const ProgramResult result = study.run("participant", "--verbose");
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_THAT(result.err,
                AllOf(HasSubstr(words), HasSubstr("no brain mask"), HasSubstr("alike in 2 more runs: sub-02, sub-04")));
    EXPECT_EQ(result.err.find("no brain mask"), result.err.rfind("no brain mask"));
  }
  EXPECT_EQ(unit_record(study).at("mask"), "none");
  EXPECT_THAT(content(study.results() / kUnit), HasSubstr("no brain mask"));
  EXPECT_THAT(content(study.results() / "logs/participant_warnings.tsv"),
              testing::ContainsRegex("sub-04[^\n]*\tno brain mask"));
}

TEST(RunCompanions, TheMaskIsOnRecord) {
  SmallStudy study("own-infant-reward", kFew);
  ASSERT_EQ(study.run("participant").code, 0);
  EXPECT_THAT(unit_record(study).at("mask").get<std::string>(), testing::EndsWith(kMask));
}

TEST(RunCompanions, ARunWithoutAConditionHasItsOtherContrastsAndSaysWhatIsMissing) {
  SmallStudy study("own-infant-reward", kFew);
  // One person never saw the own infant's happy face: the events are of another type.
  const std::filesystem::path events = study.data() / "sub-01/func/sub-01_task-infantface_events.tsv";
  std::string text = content(events);
  for (std::size_t at = text.find("own_happy\t"); at != std::string::npos; at = text.find("own_happy\t", at + 1))
    if (text[at - 1] == '\t') text.replace(at, 9, "unrelated");
  std::ofstream(events, std::ios::binary) << text;
  const ProgramResult result = study.run("participant");
  ASSERT_EQ(result.code, 0) << result.err;
  const std::string measures =
      content(study.results() / (std::string(kUnit).substr(0, std::string(kUnit).find("_unit")) + "_measures.tsv"));
  EXPECT_THAT(measures, testing::ContainsRegex("own_gt_unknown_happy\tn/a\t[^\n]*own_happy"));
  EXPECT_THAT(measures, testing::ContainsRegex("own_gt_unknown_sad\t-?[0-9]"));
}

TEST(RunCompanions, TwoTablesOfConfoundsAreAnErrorThatNamesBoth) {
  SmallStudy study("own-infant-reward", kFew);
  const std::string other = "sub-01_task-infantface_rec-b_desc-confounds_timeseries.tsv";
  std::filesystem::copy_file(derived(study) / kConfounds, derived(study) / other);
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 6);
  EXPECT_THAT(result.err, AllOf(HasSubstr("1 of 4 runs failed"), HasSubstr(kConfounds), HasSubstr(other)));
}

TEST(RunCompanions, MissingConfoundsFailEveryRunAndAreSaidOnce) {
  SmallStudy study("own-infant-reward", kFew);
  for (const char* participant : {"sub-01", "sub-02", "sub-03", "sub-04"})
    std::filesystem::remove(derived(study, participant) / (participant + std::string(kConfounds).substr(6)));
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 6);
  EXPECT_THAT(result.err, AllOf(HasSubstr("4 of 4 runs failed"), HasSubstr("alike in 3 more runs: sub-02, sub-03")));
  EXPECT_EQ(result.err.find("has no desc-confounds"), result.err.rfind("has no desc-confounds"));
  const std::string log = content(study.results() / "logs/participant.tsv");
  for (const char* participant : {"sub-01", "sub-02", "sub-03", "sub-04"})
    EXPECT_THAT(log, testing::ContainsRegex(participant + std::string("[^\n]*\tfailed\t[^\n]*desc-confounds")));
}

}  // namespace
}  // namespace attune::test
