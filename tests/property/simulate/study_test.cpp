#include "attune/simulate/study.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "attune/base/error.hpp"
#include "attune/base/hash.hpp"
#include "attune/table/delimited.hpp"
#include "attune/volume/image.hpp"
#include "temporary_folder.hpp"

namespace attune::simulate {
namespace {

using Hashes = std::map<std::string, std::string>;

Hashes hashes_of(const std::filesystem::path& folder) {
  Hashes hashes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      hashes[std::filesystem::relative(entry.path(), folder).string()] = sha256_of_file(entry.path());
  return hashes;
}

StudyOptions small(std::uint64_t seed, int threads = 2, Arm arm = Arm::published) {
  StudyOptions options;
  options.participants = {2, 2};
  options.seed = {seed};
  options.threads = {threads};
  options.arm = arm;
  options.small = true;
  return options;
}

Hashes simulated(const std::string& study, const StudyOptions& options) {
  const test::TemporaryFolder folder;
  write_study(study, folder / "study", options);
  return hashes_of(folder / "study");
}

class EveryStudy : public testing::TestWithParam<std::string> {};

TEST_P(EveryStudy, HasTheSameBytesForTheSameSeedOnOneOrTwoThreads) {
  const Hashes one = simulated(GetParam(), small(7, 1));
  EXPECT_GT(one.size(), 20U);
  EXPECT_EQ(one, simulated(GetParam(), small(7, 2)));
}

TEST_P(EveryStudy, HasOtherDataForAnotherSeed) {
  const Hashes first = simulated(GetParam(), small(7));
  const Hashes second = simulated(GetParam(), small(8));
  std::size_t data = 0;
  for (const auto& [name, hash] : first) {
    if (!name.ends_with("bold.nii.gz") && !name.ends_with(".eeg") && !name.ends_with("confounds_timeseries.tsv") &&
        !name.ends_with("physio.tsv.gz"))
      continue;
    ++data;
    EXPECT_NE(hash, second.at(name)) << name;
  }
  EXPECT_GE(data, 4U);
}

TEST_P(EveryStudy, DiffersBetweenArmsInThePlantedEffectsOnly) {
  const Hashes published = simulated(GetParam(), small(7));
  const Hashes null = simulated(GetParam(), small(7, 2, Arm::null_effect));
  for (const auto& [name, hash] : published) {
    const bool may_differ = name.starts_with("truth") || name.ends_with("bold.nii.gz") || name.ends_with(".eeg") ||
                            name.ends_with("physio.tsv.gz");
    if (may_differ) continue;
    EXPECT_EQ(hash, null.at(name)) << name;
  }
  EXPECT_NE(published.at("truth.tsv"), null.at("truth.tsv"));
}

TEST_P(EveryStudy, NamesItsFilesAsBidsDoes) {
  const test::TemporaryFolder folder;
  write_study(GetParam(), folder / "study", small(1));
  for (const char* name : {"dataset_description.json", "README", "participants.tsv", "participants.json",
                           "phenotype/aai.tsv", "phenotype/ecrr.tsv", "truth.tsv", "truth_participants.tsv"})
    EXPECT_TRUE(std::filesystem::is_regular_file(folder / "study" / name)) << name;
  const Table people = read_table(folder / "study" / "participants.tsv");
  EXPECT_EQ(people.names().front(), "participant_id");
  EXPECT_FALSE(people.has("group"));
  for (const std::string& id : people.text("participant_id"))
    EXPECT_TRUE(std::filesystem::is_directory(folder / "study" / id)) << id;
}

TEST_P(EveryStudy, RefusesAFolderThatHoldsSomethingElse) {
  const test::TemporaryFolder folder;
  write_study(GetParam(), folder / "study", small(1));
  EXPECT_THROW(write_study(GetParam(), folder / "study", small(1)), Error);
  StudyOptions again = small(1);
  again.overwrite = Overwrite::allow;
  EXPECT_NO_THROW(write_study(GetParam(), folder / "study", again));
  again.participants = {1, 1};
  EXPECT_THROW(write_study(GetParam(), folder / "study", again), Error);
}

INSTANTIATE_TEST_SUITE_P(Studies, EveryStudy, testing::ValuesIn(study_names()), [](const auto& instance) {
  std::string name = instance.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(OwnInfantReward, WritesImagesInMniSpaceThatAgreeWithTheirSidecar) {
  const test::TemporaryFolder folder;
  write_study("own-infant-reward", folder / "study", small(1));
  const auto run = folder / "study/derivatives/fmriprep/sub-01/func";
  const std::string stem = "sub-01_task-infantface_space-MNI152NLin2009cAsym_desc-";
  const ImageHeader bold = read_image_header(run / (stem + "preproc_bold.nii.gz"));
  const ImageHeader mask = read_image_header(run / (stem + "brain_mask.nii.gz"));
  EXPECT_EQ(bold.sform_code, 4);
  EXPECT_EQ(bold.type, VoxelType::int16);
  EXPECT_TRUE(same_grid(bold.grid, mask.grid));
  ASSERT_TRUE(bold.repetition_time.has_value());
  EXPECT_DOUBLE_EQ(bold.repetition_time->count(), 2.0);
  const Table confounds = read_table(run / "sub-01_task-infantface_desc-confounds_timeseries.tsv");
  EXPECT_EQ(static_cast<std::int64_t>(confounds.rows()), bold.volumes);
  EXPECT_EQ(confounds.text("framewise_displacement")[0], "n/a");
}

TEST(WriteStudy, RefusesUnknownStudiesAndEmptyOnes) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(write_study("own-infant", folder / "study", small(1)), Error);
  StudyOptions nobody = small(1);
  nobody.participants = {0, 0};
  EXPECT_THROW(write_study("rejection-erp", folder / "study", nobody), Error);
}

}  // namespace
}  // namespace attune::simulate
