#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kSamples = std::string(ATTUNE_SOURCE_DIR) + "/data-samples/";
const std::string kBold = kSamples + "roi-bold.nii.gz ";
const std::string kContrast = kSamples + "roi-contrast.nii.gz ";
const std::string kSpheres = "--atlas " + kSamples + "roi-spheres.tsv ";

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(RoiCommand, GivesAColumnPerRegionAndARowPerVolume) {
  const ProgramResult result = run_attune("roi " + kBold + kSpheres);
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, StartsWith("striatum_L\tstriatum_R\tbelow_the_image\n"));
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 25);
  EXPECT_THAT(result.out, HasSubstr("\tn/a\n")) << "the lost region keeps its column";
}

TEST(RoiCommand, WritesCoverageSidecarAndRecordBesideASeries) {
  const TemporaryFolder folder;
  const ProgramResult result = run_attune("roi " + kBold + kSpheres + "--out s.tsv --coverage c.tsv", folder.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const auto sidecar = nlohmann::json::parse(slurp(folder / "s.json"));
  EXPECT_EQ(sidecar["RepetitionTime"], 2.0);
  EXPECT_EQ(sidecar["SamplingFrequency"], 0.5);
  EXPECT_EQ(sidecar["below_the_image"]["Excluded"], "coverage < 0.5");
  EXPECT_THAT(slurp(folder / "c.tsv"), HasSubstr("tsnr"));
  const auto record = nlohmann::json::parse(slurp(folder / "s.tsv.provenance.json"));
  bool image_is_there = false;
  for (const auto& input : record["Inputs"])
    image_is_there = image_is_there || std::string(input["Path"]).ends_with("roi-bold.nii.gz");
  EXPECT_TRUE(image_is_there);
  EXPECT_EQ(run_attune("roi " + kBold + kSpheres + "--out s.tsv", folder.path()).code, 4);
}

TEST(RoiCommand, GivesMeasuresOfAContrastImage) {
  const ProgramResult result =
      run_attune("roi " + kContrast + "--atlas attachment-core --condition own_gt_unknown --unit a.u. --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  const auto rows = nlohmann::json::parse(result.out);
  ASSERT_EQ(rows.size(), 15U);
  for (const auto& row : rows) {
    EXPECT_EQ(row["source"], "roi-contrast.nii.gz");
    EXPECT_EQ(row["condition"], "own_gt_unknown");
    EXPECT_EQ(row["quality"], 1.0);
  }
  // The image grows evenly, so a region's mean is the value at its centroid: vmPFC is symmetric about x = 0 (i = 16).
  EXPECT_EQ(rows[4]["site"], "vmPFC");
  EXPECT_NEAR(rows[4]["value"].get<double>(), 1.0 + 0.16 + 0.02 * 29.5 + 0.04 * 11, 0.02);
}

TEST(RoiCommand, GivesTheSameBytesForOneAndTwoThreads) {
  for (const char* summary : {"mean", "median", "eigenvariate"}) {
    const std::string line = "roi " + kBold + kSpheres + "--summary " + summary;
    EXPECT_EQ(run_attune(line + " --threads 1").out, run_attune(line + " --threads 2").out) << summary;
  }
}

TEST(RoiCommand, RefusesWithTheRightCode) {
  const TemporaryFolder folder;
  std::ofstream(folder / "far.tsv") << "name\tx\ty\tz\tradius_mm\tspace\nfar\t500\t0\t0\t4\tMNI\n";
  std::ofstream(folder / "tal.tsv") << "name\tx\ty\tz\tradius_mm\tspace\na\t0\t8\t-6\t4\tTalairach\n";
  const auto run = [&](const std::string& line) { return run_attune("roi " + line, folder.path()); };
  EXPECT_EQ(run(kBold + kSpheres + "--summary modus").code, 2);
  EXPECT_EQ(run(kBold + kBold + kSpheres).code, 2);
  EXPECT_EQ(run(kBold + "--atlas attachment-cor").code, 2);
  EXPECT_EQ(run(kBold + kSpheres + "--summary weighted-mean").code, 2);
  EXPECT_EQ(run("no.nii.gz " + kSpheres).code, 3);
  EXPECT_EQ(run(kBold + "--atlas tal.tsv").code, 3);
  EXPECT_EQ(run(kBold + "--atlas tal.tsv --same-space").code, 0);
  EXPECT_EQ(run(kBold + "--atlas far.tsv").code, 5);
  EXPECT_EQ(run(kBold + "--atlas far.tsv --allow-empty").code, 5) << "nothing is left";
}

TEST(RoiCommand, NamesBothFilesWhereRepetitionTimesDiffer) {
  const TemporaryFolder folder;
  std::ofstream(folder / "right.json") << R"({"RepetitionTime": 2.2})";
  const ProgramResult result = run_attune("roi " + kBold + kSpheres + "--sidecar right.json", folder.path());
  EXPECT_EQ(result.code, 3);
  for (const char* part : {"roi-bold.nii.gz", "right.json", "is 2 s", "2.2 s"})
    EXPECT_THAT(result.err, HasSubstr(part));
  EXPECT_EQ(run_attune("roi " + kBold + kSpheres + "--sidecar right.json --repetition-time 2.2", folder.path()).code,
            0);
}

TEST(RoiCommand, OfTheOneBackRunRefusesItsHeadersRepetitionTime) {
  ATTUNE_NEED_SHARED(run, "data/fmri/bold/studyforrest_oneback");
  const TemporaryFolder folder;
  std::ofstream(folder / "s.tsv") << "name\tx\ty\tz\tradius_mm\tspace\nleft\t-30\t-60\t10\t8\tscanner\n";
  const std::string line = "roi " + (run / "sub-02_task-oneback_run-1_bold.nii.gz").string() + " --space scanner " +
                           "--atlas s.tsv --sidecar " +
                           (run / "sub-02_task-oneback_run-1_bold.corrected.json").string();
  const ProgramResult refused = run_attune(line, folder.path());
  EXPECT_EQ(refused.code, 3);
  for (const char* part : {"_bold.nii.gz", "1.79354", "_bold.corrected.json is 2 s"})
    EXPECT_THAT(refused.err, HasSubstr(part));
  EXPECT_EQ(run_attune(line + " --repetition-time 2", folder.path()).code, 0);
}

TEST(RoiCommand, OfThirtyContrastsIsCorrelatedBySubjectWhateverTheOrder) {
  ATTUNE_NEED_SHARED(images, "data/fmri/group/wager2008");
  ATTUNE_NEED_SHARED(atlas, "data/fmri/atlas/desikan_killiany/atlas-desikankilliany.nii.gz");
  const TemporaryFolder folder;
  const std::string options = " --atlas " + atlas.string() + " --analyze-side radiological --quiet --out ";
  const std::string covariate = " --x value --y reappraisal_success --join " +
                                (images / "covariate_reappraisal_success.tsv").string() +
                                " --key source=image --where site=accumbensarea_L --format json";
  ASSERT_EQ(run_shell("$ATTUNE roi " + images.string() + "/*.img" + options + "a.tsv", folder.path()).code, 0);
  ASSERT_EQ(run_shell("$ATTUNE roi $(ls -r " + images.string() + "/*.img)" + options + "b.tsv", folder.path()).code, 0);
  for (const char* table : {"a.tsv", "b.tsv"}) {
    const ProgramResult result = run_attune(std::string("correlate ") + table + covariate, folder.path());
    ASSERT_EQ(result.code, 0) << result.err;
    const auto record = nlohmann::json::parse(result.out);
    EXPECT_EQ(record["n"], 30);
    EXPECT_NEAR(record["r"].get<double>(), 0.4416572640164802, 1e-9) << "numpy.corrcoef";
  }
}

}  // namespace
}  // namespace attune::test
