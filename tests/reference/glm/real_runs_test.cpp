// First-level models of real runs through the command line, against maps that other software made of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "attune/volume/image.hpp"
#include "run_program.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

using nlohmann::json;

// Reference maps are 32-bit floats: half a unit in the last place is 6e-8, and theirs went through one more rounding.
constexpr double kFloatRounding = 3e-7;

Image read(const std::filesystem::path& path) { return read_image(path); }

struct Peak {
  std::size_t offset = 0;
  double value = -1e300;
};

Peak peak_of(const Image& map, const Image& mask) {
  Peak peak;
  for (std::size_t i = 0; i < map.values.size(); ++i)
    if (mask.values[i] != 0 && map.values[i] > peak.value) peak = {i, map.values[i]};
  return peak;
}

class OneBack : public ::testing::Test {
 protected:
  std::string line(const std::filesystem::path& bold, const std::filesystem::path& reference, const std::string& rest) {
    return "glm " + (bold / "sub-02_task-oneback_run-1_bold.nii.gz").string() + " --sidecar " +
           (bold / "sub-02_task-oneback_run-1_bold.corrected.json").string() +
           " --repetition-time 2 --voxels --noise ols " + "--mask " + (reference / "mask.nii.gz").string() +
           " --out-dir maps --out summary.tsv " + rest;
  }
  Image map(const std::string& stat, const std::string& contrast = "fh") const {
    return read(folder_ / ("maps/sub-02/func/sub-02_task-oneback_run-1_contrast-" + contrast + "_stat-" + stat +
                           "_statmap.nii.gz"));
  }
  TemporaryFolder folder_;
};

TEST_F(OneBack, WithTheReferencesDesignTheMapsAreTheReferences) {
  ATTUNE_NEED_SHARED(bold, "data/fmri/bold/studyforrest_oneback");
  ATTUNE_NEED_SHARED(reference, "data/fmri/reference/nipy_glm_oneback");
  const ProgramResult result =
      run_attune(line(bold, reference,
                      "--df residual --design " + (reference / "design_matrix.tsv").string() +
                          " --contrast 'fh = face - house' --f-contrast 'any = body; face; house; object; scene; "
                          "scramble'"),
                 folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const Image mask = read(reference / "mask.nii.gz");
  const auto compare = [&](const Image& ours, const std::string& theirs) {
    const Image expected = read(reference / theirs);
    double worst = 0.0;
    // A value near 0 is a difference of larger ones: errors are relative to the map's typical size.
    double squares = 0.0, count = 0.0;
    for (std::size_t i = 0; i < mask.values.size(); ++i)
      if (mask.values[i] != 0) squares += expected.values[i] * expected.values[i], count += 1.0;
    const double typical = std::sqrt(squares / count);
    for (std::size_t i = 0; i < mask.values.size(); ++i)
      if (mask.values[i] != 0)
        worst = std::max(
            worst, std::abs(ours.values[i] - expected.values[i]) / std::max(std::abs(expected.values[i]), typical));
    EXPECT_LT(worst, kFloatRounding) << theirs;
  };
  compare(map("effect"), "ols_effect_face_minus_house.nii.gz");
  compare(map("variance"), "ols_variance_face_minus_house.nii.gz");
  compare(map("t"), "ols_t_face_minus_house.nii.gz");
  compare(map("F", "any"), "ols_F_any.nii.gz");
}

// The reference's response is an older Glover form, which peaks 0.6 s later than today's: SPM's, our default, is
// nearer.
TEST_F(OneBack, OurOwnDesignGivesTheSamePicture) {
  ATTUNE_NEED_SHARED(bold, "data/fmri/bold/studyforrest_oneback");
  ATTUNE_NEED_SHARED(reference, "data/fmri/reference/nipy_glm_oneback");
  const ProgramResult result = run_attune(
      line(bold, reference,
           "--contrast 'fh = face - house' --events " + (bold / "sub-02_task-oneback_run-1_events.tsv").string()),
      folder_.path());
  ASSERT_EQ(result.code, 0) << result.err;
  const Image mask = read(reference / "mask.nii.gz"), expected = read(reference / "ols_t_face_minus_house.nii.gz"),
              ours = map("t");
  double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t i = 0; i < mask.values.size(); ++i) {
    if (mask.values[i] == 0) continue;
    const double x = ours.values[i], y = expected.values[i];
    n += 1, sx += x, sy += y, sxx += x * x, syy += y * y, sxy += x * y;
  }
  const double r = (sxy - sx * sy / n) / std::sqrt((sxx - sx * sx / n) * (syy - sy * sy / n));
  EXPECT_GT(r, 0.99);
  const VoxelIndex a = ours.header.grid.voxel(peak_of(ours, mask).offset),
                   b = ours.header.grid.voxel(peak_of(expected, mask).offset);
  EXPECT_LE(std::max({std::abs(a.i - b.i), std::abs(a.j - b.j), std::abs(a.k - b.k)}), 1);
}

TEST(Haxby, FourRunsJoinedTellWhetherFacesAndHousesDiffer) {
  ATTUNE_NEED_SHARED(haxby, "data/fmri/bold/haxby2001_crop");
  std::string runs, events;
  for (int run = 1; run <= 4; ++run) {
    const std::filesystem::path folder = haxby / ("task001_run00" + std::to_string(run));
    runs += (folder / "bold_25mm.nii.gz").string() + " ";
    events += (events.empty() ? "" : ",") + (folder / "bold_events.tsv").string();
  }
  const ProgramResult result =
      run_attune("glm " + runs + "--events " + events + " --participant 1 --repetition-time 2.5 --atlas " +
                 (haxby / "masks_25mm/vt.nii.gz").string() + " --contrast 'fh = face - house' --format json");
  ASSERT_EQ(result.code, 0) << result.err;
  for (const json& row : json::parse(result.out)) {
    if (row["level"] != "participant" || row["contrast"] != "fh") continue;
    EXPECT_EQ(row["runs"], 4);
    EXPECT_EQ(row["participant_id"], "sub-1");
    EXPECT_TRUE(row["psc"].is_number());
    EXPECT_GT(row["df"].get<double>(), 50.0);
    // In this 25 mm crop the whole mask does not answer more to faces: the table says so with its interval.
    EXPECT_LT(row["psc_ci_low"].get<double>(), 0.0);
    EXPECT_GT(row["psc_ci_high"].get<double>(), 0.0);
    EXPECT_LT(row["psc_ci_high"].get<double>() - row["psc_ci_low"].get<double>(), 2.0);
    return;
  }
  FAIL() << "no joined row";
}

}  // namespace
}  // namespace attune::test
