#include <gtest/gtest.h>

#include "attune/volume/image.hpp"
#include "expect_refused.hpp"
#include "made_nifti.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const std::vector<double> kValues{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
const ImageOptions kNeurological{.analyze_side = AnalyzeSide::neurological, .assume_ras = false};
const ImageOptions kRadiological{.analyze_side = AnalyzeSide::radiological, .assume_ras = false};

Image analyze(const MadeHeader& made, const ImageOptions& options, std::endian order = std::endian::little) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.hdr", made.bytes());
  write_bytes(folder / "x.img", MadeHeader(0, order).append<std::int16_t>(kValues).bytes());
  return read_image(folder / "x.img", options);
}

TEST(Analyze, WithoutAStatedSideIsRefusedWithTheOptionThatStatesIt) {
  expect_refused(Fault::input, {"--analyze-side neurological", "radiological"},
                 [] { analyze(made_analyze(4, 16), {}); });
}

TEST(Analyze, NeurologicalStartsAtThePatientsLeft) {
  const Image image = analyze(made_analyze(4, 16), kNeurological);
  EXPECT_LT(image.header.grid.centre({0, 0, 0}).x, image.header.grid.centre({2, 0, 0}).x);
  EXPECT_EQ(image.header.grid.orientation(), (std::array<char, 3>{'R', 'A', 'S'}));
}

TEST(Analyze, RadiologicalStartsAtThePatientsRight) {
  const Image image = analyze(made_analyze(4, 16), kRadiological);
  EXPECT_GT(image.header.grid.centre({0, 0, 0}).x, image.header.grid.centre({2, 0, 0}).x);
  EXPECT_EQ(image.header.grid.orientation(), (std::array<char, 3>{'L', 'A', 'S'}));
  EXPECT_EQ(image.header.format, "ANALYZE 7.5");
}

TEST(Analyze, WithoutOriginIsCentredAtZero) {
  const Grid grid = analyze(made_analyze(4, 16), kRadiological).header.grid;
  EXPECT_EQ(grid.centre({1, 0, 0}).x, 0);
  EXPECT_EQ(grid.centre({0, 0, 0}).y, -1);
  EXPECT_EQ(grid.centre({0, 1, 1}).z, 1);
}

TEST(Analyze, OriginCountsVoxelsFromOne) {
  const Grid grid = analyze(made_analyze(4, 16).shorts(253, {2, 1, 2}), kNeurological).header.grid;
  EXPECT_EQ(grid.nearest({0, 0, 0}), (VoxelIndex{1, 0, 1}));
}

TEST(Analyze, OriginFarOutsideTheVolumeIsNotUsed) {
  const Image image = analyze(made_analyze(4, 16).shorts(253, {12336, 1, 1}), kNeurological);
  EXPECT_EQ(image.header.grid.centre({1, 0, 0}).x, 0);
  EXPECT_NE(image.header.affine_source.find("centre"), std::string::npos);
}

TEST(Analyze, OfEitherByteOrderReadsTheSame) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const Image image = analyze(made_analyze(4, 16, order), kNeurological, order);
    EXPECT_EQ(image.values, kValues);
    EXPECT_EQ(image.header.big_endian, order == std::endian::big);
  }
}

TEST(Analyze, ScaleOfSpmIsApplied) {
  EXPECT_EQ(analyze(made_analyze(4, 16).put(112, 0.5F), kNeurological).values[11], 5.5);
  EXPECT_EQ(analyze(made_analyze(4, 16).put(112, 0.5F).put(116, 1.0F), kNeurological).values[11], 6.5);
}

TEST(Analyze, CalibrationWithoutScaleIsAppliedAsSpm2DoesWithAWarning) {
  // Stored 10..110 is shown as 0.25..0.75: slope 0.005, intercept 0.2.
  const MadeHeader made =
      made_analyze(4, 16).put(124, 0.75F).put(128, 0.25F).put<std::int32_t>(140, 110).put<std::int32_t>(144, 10);
  const Image image = analyze(made, kNeurological);
  EXPECT_NEAR(image.values[10], 0.25, 1e-12);
  EXPECT_EQ(image.header.warnings.size(), 1U);
}

TEST(Analyze, NegativeVoxelSizeIsTakenAbsoluteWithAWarning) {
  const Image image = analyze(made_analyze(4, 16).put(80, -2.0F), kNeurological);
  EXPECT_EQ(image.header.grid.affine.rows[0][0], 2);
  EXPECT_EQ(image.header.warnings.size(), 1U);
}

TEST(Analyze, OfOtherThanTransverseSlicesIsRefused) {
  expect_refused(Fault::input, {"orient is 1"},
                 [] { analyze(made_analyze(4, 16).put<std::uint8_t>(252, 1), kNeurological); });
}

TEST(Analyze, WhoseDataAreShortIsRefused) {
  expect_refused(Fault::input, {"claims 3x2x2x1 float32", "has 24 bytes"},
                 [] { analyze(made_analyze(16, 32), kNeurological); });
}

}  // namespace
}  // namespace attune::test
