#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/hash.hpp"
#include "run_program.hpp"

namespace attune {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(SimulateCommand, WritesAStudyWithItsTruthAndProvenance) {
  const test::TemporaryFolder folder;
  const auto result =
      test::run_attune("simulate rejection-erp words --participants 2,1 --small --seed 4", folder.path());
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(std::filesystem::exists(folder / "words/sub-03/eeg/sub-03_task-rejectwords_eeg.vhdr"));
  EXPECT_FALSE(std::filesystem::exists(folder / "words/sub-04"));
  EXPECT_TRUE(std::filesystem::exists(folder / "words/truth.tsv.provenance.json"));
}

TEST(SimulateCommand, RefusesAFolderInUseWithoutForce) {
  const test::TemporaryFolder folder;
  const std::string line = "simulate rejection-erp words --participants 1,1 --small";
  EXPECT_EQ(test::run_attune(line, folder.path()).code, 0);
  const auto again = test::run_attune(line, folder.path());
  EXPECT_EQ(again.code, 4);
  EXPECT_THAT(again.err, StartsWith("attune simulate: error: words: is not empty"));
  EXPECT_EQ(test::run_attune(line + " --force", folder.path()).code, 0);
}

TEST(SimulateCommand, NamesTheNearestStudy) {
  const test::TemporaryFolder folder;
  const auto result = test::run_attune("simulate own-infant-rewards x", folder.path());
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("own-infant-reward"));
  EXPECT_EQ(test::run_attune("simulate rejection-erp x --participants 12", folder.path()).code, 2);
  EXPECT_EQ(test::run_attune("simulate rejection-erp x --participants 12,many", folder.path()).code, 2);
}

TEST(SimulateCommand, MakesTheSampleRecordingOfThisRepository) {
  const test::TemporaryFolder folder;
  const auto result =
      test::run_attune("simulate rejection-erp words --participants 1,1 --small --seed 1", folder.path());
  ASSERT_EQ(result.code, 0) << result.err;
  for (const std::string end : {"vhdr", "vmrk", "eeg"}) {
    const std::string name = "sub-01_task-rejectwords_eeg." + end;
    EXPECT_EQ(sha256_of_file(folder / ("words/sub-01/eeg/" + name)),
              sha256_of_file(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / "eeg" / name))
        << name;
  }
}

}  // namespace
}  // namespace attune
