#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_study.hpp"

namespace attune::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Exit code 2 with these words, before anything is written.
void expect_slip(SmallStudy& study, const std::string& what, const std::string& with, const std::string& words) {
  const std::filesystem::path file = study.own_study_file();
  edit(file, what, with);
  for (const char* options : {"", "--dry-run"}) {
    const ProgramResult result = study.run("participant", options);
    EXPECT_EQ(result.code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr(words));
  }
  EXPECT_FALSE(std::filesystem::exists(study.results()));
}

constexpr const char* kFew = "--participants 1,1 --small";

TEST(StudySlip, AnUnknownBuiltInAtlas) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "atlas: attachment-core", "atlas: attachment-cor",
              "study.yaml:13: 'atlas': 'attachment-cor' is neither a built-in atlas nor a file; did you mean "
              "'attachment-core'?");
}

TEST(StudySlip, AnAtlasFileThatIsNotThere) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "atlas: attachment-core", "atlas: atlas/mine.nii.gz",
              "study.yaml:13: 'atlas': 'atlas/mine.nii.gz' is not here");
}

TEST(StudySlip, ARegionThatTheAtlasLacks) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "[anterior_insula_L, anterior_insula_R]", "[anterior_insula_L, anterior_insulaR]",
              "measure insula_sad: 'anterior_insulaR' is no region of the atlas attachment-core; did you mean "
              "'anterior_insula_R'?");
}

TEST(StudySlip, AContrastOfAConditionThatNoRunHas) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "own_happy - unknown_happy", "own_hapy - unknown_happy", "study.yaml:16: ");
}

TEST(StudySlip, AMeasureOfAConditionThatNoRunHas) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "condition: unknown_sad", "condition: unknown_sat",
              "'unknown_sat' is no contrast, and no run has events of this type; did you mean 'unknown_sad'?");
}

TEST(StudySlip, AnExclusionRuleAboutNothing) {
  SmallStudy study("own-infant-reward", kFew);
  expect_slip(study, "mean_fd > 0.5", "mean_fdd > 0.5",
              "study.yaml:9: exclude: 'mean_fdd > 0.5': nothing is called 'mean_fdd'; did you mean 'mean_fd'?");
}

TEST(StudySlip, AConditionThatOnlyOthersHaveIsNoneAndTheRowsSaySo) {
  SmallStudy study("own-infant-reward", "--participants 2,2 --small");
  const auto events = study.data() / "sub-01/func/sub-01_task-infantface_events.tsv";
  std::string text = content(events);
  for (std::size_t at = text.find("own_sad"); at != std::string::npos; at = text.find("own_sad", at + 8))
    text.replace(at, 7, "own_odd");
  std::ofstream(events, std::ios::binary) << text;
  const ProgramResult one = study.run("participant", "--participant-label 01");
  ASSERT_EQ(one.code, 0) << one.err;
  const std::string stem = "sub-01/func/sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-roi_measures.tsv";
  EXPECT_THAT(content(study.results() / stem),
              testing::ContainsRegex("own_gt_unknown_sad\tn/a\t[^\n]*unknown condition 'own_sad'"));
}

TEST(StudySlip, AnEventExpressionThatDoesNotParse) {
  SmallStudy study("rejection-erp", kFew);
  expect_slip(study, "type == 'rejection'", "type = 'rejection'", "study.yaml:12: 'rejection': ");
}

TEST(StudySlip, AClaimInAnotherUnitThanItsTest) {
  SmallStudy study("rejection-erp", kFew);
  const std::filesystem::path file = study.own_study_file();
  edit(file.parent_path() / "claims/rejection-earlier.yaml", "unit: ms", "unit: s");
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("study.yaml:34: 'claims': the claim's unit is 's', but its test threat_latency is "
                                    "in ms"));
}

TEST(StudySlip, TwoClaimsOfOneName) {
  SmallStudy study("rejection-erp", kFew);
  const std::filesystem::path file = study.own_study_file();
  std::filesystem::create_directories(file.parent_path() / "more");
  std::filesystem::copy(file.parent_path() / "claims/rejection-earlier.yaml",
                        file.parent_path() / "more/rejection-earlier.yaml");
  edit(file, "  - claims/rejection-300-ms.yaml", "  - more/rejection-earlier.yaml");
  const ProgramResult result = study.run("participant");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("study.yaml:35"), HasSubstr("claims/rejection-earlier.yaml")));
}

}  // namespace
}  // namespace attune::test
