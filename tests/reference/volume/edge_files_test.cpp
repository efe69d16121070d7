// Every file under data/fmri/edge reads to the numbers of nibabel 5.0.0 or is refused with the name of its defect.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "attune/volume/summary.hpp"
#include "expect_refused.hpp"
#include "shared_data.hpp"

namespace attune::test {
namespace {

const double kSumRounding = 1e-9;  // relative, of adding half a million doubles in another order

/// Expected by nibabel: min, max and mean of the finite values, NaN count, and the place of voxel (0, 0, 0) in mm.
struct Numbers {
  std::vector<std::int64_t> shape;
  double min, max, mean;
  std::int64_t nan;
  std::array<double, 3> first_voxel;
  std::size_t warnings;
};

const Numbers kCounting{{3, 3, 3, 1}, 0, 26, 13, 0, {0, 0, 0}, 0};
const std::map<std::string, Numbers> kReadable{
    {"derived_corrupt/slope_zero.nii", {{17, 21, 3, 20}, -32768, 32767, 7116.673762838469, 0, {32, -40, 0}, 0}},
    {"derived_orient/q1_s4_shift10mm.nii.gz", {{33, 41, 25, 1}, -610, 30393, 8401.066725794532, 0, {32, -40, -16}, 1}},
    {"nibabel/anatomical.nii", {{33, 41, 25, 1}, -610, 30393, 8401.066725794532, 0, {32, -40, -16}, 0}},
    {"nibabel/example4d.nii.gz", {{128, 96, 24, 2}, 0, 1162, 172.90811496310764, 0, {117.8551, -35.7229, -7.2488}, 1}},
    {"nibabel/example_nifti2.nii.gz", {{32, 20, 12, 2}, 46, 757, 450.963671875, 0, {117.8551, -35.7229, -7.2488}, 1}},
    {"nibabel/functional.nii",
     {{17, 21, 3, 20}, 629.826171875, 5571.621858656406, 3637.408513675239, 0, {32, -40, 0}, 0}},
    {"nibabel/reoriented_anat_moved.nii",
     {{21, 26, 22, 1}, 0, 21199.935546875, 2725.588532230912, 0, {-35.2979, -47.9776, -27.5994}, 0}},
    {"nibabel/resampled_anat_moved.nii",
     {{17, 21, 3, 1}, 409.3004455566406, 13360.9619140625, 8442.21906172476, 153, {32, -40, 0}, 0}},
    {"nibabel/standard.nii.gz", {{4, 5, 7, 1}, 0, 255, 54.642857142857146, 0, {0, 0, 0}, 0}},
    {"nifti-rs/float32.nii", kCounting},
    {"nifti-rs/float64.nii", kCounting},
    {"nifti-rs/int8.nii", kCounting},
    {"nifti-rs/int16.nii", kCounting},
    {"nifti-rs/int32.nii", kCounting},
    {"nifti-rs/int64.nii", kCounting},
    {"nifti-rs/uint8.nii", kCounting},
    {"nifti-rs/uint16.nii", kCounting},
    {"nifti-rs/uint32.nii", kCounting},
    {"nifti-rs/uint64.nii", kCounting},
    {"nifti-rs/minimal_extended_hdr.nii", {{8, 8, 1, 1}, 0, 0, 0, 0, {0, 0, 0}, 0}},
};

const std::map<std::string, std::string> kRefused{
    {"bids_header_only/sub-05_ses-02_T1w.nii", "the file has 352 bytes"},
    {"derived_corrupt/bad_magic.nii", "magic is 'xx1'"},
    {"derived_corrupt/header_short.nii", "200 bytes are here"},
    {"derived_corrupt/truncated_data.nii", "the file has 20000 bytes"},
    {"derived_corrupt/truncated_gzip.nii.gz", "cut short"},
    {"derived_corrupt/zero_bytes.nii.gz", "is empty"},
    {"nibabel/analyze.hdr", "analyze.img"},
    {"nibabel/nifti1.hdr", "nifti1.img"},
    {"nibabel/nifti2.hdr", "nifti2.img"},
    {"nifti-rs/minimal.hdr", "--assume-ras"},
    {"nifti-rs/minimal.img", "--assume-ras"},
    {"nifti-rs/minimal.nii", "--assume-ras"},
    {"nifti_regress/e4.60005.nii.gz", "64x64x34x1x4 (5 dimensions)"},
};

const ImageOptions kSideStated{.analyze_side = AnalyzeSide::radiological, .assume_ras = false};

TEST(EdgeFiles, AreAllInOneOfTheTwoLists) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/edge");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().lexically_relative(folder).string();
    EXPECT_EQ(kReadable.count(name) + kRefused.count(name), 1U) << name;
  }
}

TEST(EdgeFiles, ThatAreSoundReadToTheNumbersOfNibabel) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/edge");
  for (const auto& [name, expected] : kReadable) {
    SCOPED_TRACE(name);
    const ImageHeader header = read_image_header(folder / name);
    const ImageSummary summary = summarise(header);
    const auto& [ni, nj, nk] = header.grid.shape;
    EXPECT_EQ((std::vector<std::int64_t>{ni, nj, nk, header.volumes}), expected.shape);
    EXPECT_EQ(summary.min, expected.min);
    EXPECT_EQ(summary.max, expected.max);
    EXPECT_NEAR(summary.mean, expected.mean, kSumRounding * std::max(1.0, std::abs(expected.mean)));
    EXPECT_EQ(summary.nan, expected.nan);
    const WorldPoint first = header.grid.centre({0, 0, 0});
    const double kPrinted = 1e-4;  // mm: nibabel's affine was noted to four decimals
    EXPECT_NEAR(first.x, expected.first_voxel[0], kPrinted);
    EXPECT_NEAR(first.y, expected.first_voxel[1], kPrinted);
    EXPECT_NEAR(first.z, expected.first_voxel[2], kPrinted);
    EXPECT_EQ(header.warnings.size(), expected.warnings);
  }
}

TEST(EdgeFiles, ThatAreDefectAreRefusedByTheNameOfTheDefect) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/edge");
  for (const auto& [name, defect] : kRefused) {
    SCOPED_TRACE(name);
    expect_refused(Fault::input, {defect}, [&] { summarise(read_image_header(folder / name, kSideStated)); });
  }
}

TEST(EdgeFiles, WithoutAnyFormReadWhenRasIsAssumed) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/edge/nifti-rs");
  for (const char* name : {"minimal.hdr", "minimal.img", "minimal.nii"}) {
    const ImageSummary summary = summarise(read_image_header(folder / name, {.analyze_side = {}, .assume_ras = true}));
    EXPECT_EQ(summary.max, 63) << name;
    EXPECT_EQ(summary.mean, 31.5) << name;
  }
}

TEST(EdgeFiles, WithBothFormsTenMillimetresApartUseTheSformAndSaySo) {
  ATTUNE_NEED_SHARED(path, "data/fmri/edge/derived_orient/q1_s4_shift10mm.nii.gz");
  const ImageHeader header = read_image_header(path);
  EXPECT_EQ(header.affine_source, "sform");
  ASSERT_EQ(header.warnings.size(), 1U);
  EXPECT_NE(header.warnings[0].find("10 mm apart"), std::string::npos);
}

TEST(Cit168, InColoursIsRefusedWithItsDatatype) {
  ATTUNE_NEED_SHARED(path, "data/fmri/atlas/cit168/CIT168.nii.gz");
  expect_refused(Fault::input, {"datatype 2304", "RGBA"}, [&] { read_image_header(path); });
}

TEST(OneBack, HeaderHasTheRepetitionTimeThatIsWrong) {
  ATTUNE_NEED_SHARED(path, "data/fmri/bold/studyforrest_oneback/sub-02_task-oneback_run-1_bold.nii.gz");
  const ImageHeader header = read_image_header(path);
  ASSERT_TRUE(header.repetition_time);
  EXPECT_EQ(header.repetition_time->count(), 1.7935483);
  EXPECT_EQ(header.volumes, 156);
  EXPECT_EQ(header.grid.orientation(), (std::array<char, 3>{'L', 'A', 'S'}));
}

TEST(Wager2008, ContrastMapsAreRefusedUntilTheSideIsStated) {
  ATTUNE_NEED_SHARED(path, "data/fmri/group/wager2008/con_00810001.img");
  expect_refused(Fault::input, {"--analyze-side"}, [&] { read_image_header(path); });
}

TEST(Wager2008, ContrastMapsReadToTheNumbersOfNibabel) {
  ATTUNE_NEED_SHARED(path, "data/fmri/group/wager2008/con_00810001.hdr");
  const ImageHeader header = read_image_header(path, kSideStated);
  const ImageSummary summary = summarise(header);
  EXPECT_EQ(summary.min, -18.736406326293945);
  EXPECT_EQ(summary.max, 9.38842487335205);
  EXPECT_NEAR(summary.mean, 0.3415326560354959, kSumRounding);
  EXPECT_TRUE(header.big_endian);
  const std::array<std::array<double, 4>, 3> rows{
      {{-3.4375, 0, 0, 79.0625}, {0, 3.4375, 0, -113.4375}, {0, 0, 4.5, -49.5}}};
  EXPECT_EQ(header.grid.affine.rows, rows);
}

TEST(Wager2008, AllThirtyMapsAreOnOneGrid) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/group/wager2008");
  std::set<std::string> names;
  const Grid first = read_image_header(folder / "con_00810001.img", kSideStated).grid;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".img") continue;
    names.insert(entry.path().filename());
    EXPECT_TRUE(same_grid(read_image(entry.path(), kSideStated).header.grid, first)) << entry.path();
  }
  EXPECT_EQ(names.size(), 30U);
}

TEST(SpmMasks, AreScaledByTheirHeader) {
  ATTUNE_NEED_SHARED(folder, "data/fmri/atlas/masks");
  EXPECT_EQ(summarise(read_image_header(folder / "spm2_nac.hdr", kSideStated)).max, 0.9999999776482582);
  EXPECT_EQ(summarise(read_image_header(folder / "spm2_hythal.img", kSideStated)).max, 1.0000000591389835);
}

}  // namespace
}  // namespace attune::test
