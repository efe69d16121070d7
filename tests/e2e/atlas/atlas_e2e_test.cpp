#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "made_nifti.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kSamples = std::string(ATTUNE_SOURCE_DIR) + "/data-samples/";

TEST(AtlasCommand, ListsBuiltinAtlasesAndTheirRegions) {
  EXPECT_THAT(run_attune("atlas list").out, HasSubstr("attachment-alternatives\t14"));
  const ProgramResult regions = run_attune("atlas list attachment-alternatives");
  EXPECT_THAT(regions.out, StartsWith("name\tx\ty\tz\tradius_mm\tspace\tsource\n"));
  EXPECT_THAT(regions.out, HasSubstr("nucleus_accumbens_L\t-8\t8\t-8\t4\tMNI\t"));
  EXPECT_EQ(run_attune("atlas list attachment-cor").code, 2);
}

TEST(AtlasCommand, MakesALabelImageThatGivesTheValuesOfItsSpheres) {
  const TemporaryFolder folder;
  const std::string like = kSamples + "roi-contrast.nii.gz";
  const ProgramResult made =
      run_attune("atlas make attachment-core --like " + like + " --out core.nii.gz", folder.path());
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(std::filesystem::exists(folder / "core.tsv"));
  const ProgramResult by_image = run_attune("roi " + like + " --atlas core.nii.gz", folder.path());
  const ProgramResult by_spheres = run_attune("roi " + like + " --atlas attachment-core", folder.path());
  ASSERT_EQ(by_image.code, 0) << by_image.err;
  EXPECT_EQ(by_image.out, by_spheres.out);
  EXPECT_EQ(run_attune("atlas make attachment-core --like " + like + " --out core.nii.gz", folder.path()).code, 4);
  EXPECT_EQ(run_attune("atlas make attachment-core --out x.nii.gz", folder.path()).code, 2);
}

// A label image whose sform says one place and whose qform another, `shift` mm higher.
std::string labels_with_two_places(float shift) {
  MadeHeader header = made_nifti1(2, 8);
  header.put<std::int16_t>(252, 1).put(76, 1.0F).floats(268, {-10, -20, -30 + shift});
  return header.append<std::uint8_t>({1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2}).bytes();
}

TEST(AtlasCommand, CheckShowsTheWarningsOfTheHeader) {
  const TemporaryFolder folder;
  write_bytes(folder / "labels.tsv", "index\tname\n1\tlower\n2\tupper\n");
  write_bytes(folder / "labels.nii", labels_with_two_places(3));
  const ProgramResult apart = run_attune("atlas check labels.nii", folder.path());
  EXPECT_EQ(apart.code, 0) << apart.err;
  EXPECT_THAT(apart.err, HasSubstr("labels.nii"));
  EXPECT_THAT(apart.err, HasSubstr("sform"));
  EXPECT_THAT(apart.err, HasSubstr("qform"));
  EXPECT_THAT(apart.err, HasSubstr("3 mm"));
  EXPECT_EQ(run_attune("atlas check labels.nii --strict", folder.path()).code, 3);
  write_bytes(folder / "labels.nii", labels_with_two_places(0.5));
  EXPECT_EQ(run_attune("atlas check labels.nii", folder.path()).err, "") << "half a millimetre is within tolerance";
}

TEST(AtlasCommand, RecordsTheImageItMakes) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_attune("atlas make attachment-core --voxel-mm 4 --out core.nii.gz", folder.path()).code, 0);
  std::ifstream record(folder / "core.nii.gz.provenance.json");
  const std::string text{std::istreambuf_iterator<char>(record), {}};
  EXPECT_THAT(text, HasSubstr("\"core.nii.gz\""));
}

TEST(AtlasCommand, RefusesANameThatIsNoImageBeforeTheWork) {
  const TemporaryFolder folder;
  for (const char* more : {"", " --dry-run"}) {
    const ProgramResult made =
        run_attune(std::string("atlas make attachment-core --voxel-mm 2 --out core.txt") + more, folder.path());
    EXPECT_EQ(made.code, 2) << more;
    EXPECT_THAT(made.err, HasSubstr("core.txt is no name for an atlas image")) << more;
  }
}

TEST(AtlasCommand, ResamplesAndNamesWhatIsLost) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_attune("atlas make attachment-core --voxel-mm 2 --out core.nii.gz", folder.path()).code, 0);
  const ProgramResult resampled =
      run_attune("atlas resample core.nii.gz --like " + kSamples + "roi-bold.nii.gz --out small.nii.gz", folder.path());
  ASSERT_EQ(resampled.code, 0) << resampled.err;
  EXPECT_THAT(resampled.err, HasSubstr("dlPFC_L"));
  EXPECT_THAT(run_attune("atlas check small.nii.gz", folder.path()).out, HasSubstr("ventral_striatum_L"));
}

TEST(AtlasCommand, ChecksAndWarnsOrFailsWithStrict) {
  const TemporaryFolder folder;
  std::ofstream(folder / "s.tsv") << "name\tx\ty\tz\tradius_mm\tspace\nA_L\t10\t0\t0\t3\tMNI\nB_R\t12\t0\t0\t3\tMNI\n";
  const ProgramResult check = run_attune("atlas check s.tsv", folder.path());
  EXPECT_EQ(check.code, 0);
  EXPECT_THAT(check.err, HasSubstr("left and right swapped?"));
  EXPECT_EQ(run_attune("atlas check s.tsv --strict", folder.path()).code, 3);
  EXPECT_EQ(run_attune("atlas make s.tsv --voxel-mm 2 --out m.nii.gz", folder.path()).code, 5) << "they overlap";
  EXPECT_EQ(run_attune("atlas make s.tsv --voxel-mm 2 --out m.nii.gz --allow-overlap", folder.path()).code, 0);
}

TEST(AtlasCommand, NeverReplacesTheTableItReads) {
  const TemporaryFolder folder;
  std::ofstream(folder / "s.tsv") << "name\tx\ty\tz\tradius_mm\tspace\na\t0\t8\t-6\t3\tMNI\n";
  const ProgramResult result = run_attune("atlas make s.tsv --voxel-mm 2 --out s.nii.gz --force", folder.path());
  EXPECT_EQ(result.code, 4);
  EXPECT_THAT(result.err, HasSubstr("is an input"));
}

TEST(AtlasCommand, RefusesAnotherSpace) {
  const TemporaryFolder folder;
  std::ofstream(folder / "s.tsv") << "name\tx\ty\tz\tradius_mm\tspace\na\t0\t8\t-6\t3\tTalairach\n";
  const std::string line = "atlas make s.tsv --like " + kSamples + "roi-bold.nii.gz --out m.nii.gz";
  EXPECT_EQ(run_attune(line, folder.path()).code, 3);
  EXPECT_EQ(run_attune(line + " --same-space", folder.path()).code, 0);
}

}  // namespace
}  // namespace attune::test
