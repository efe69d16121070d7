#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/volume/image.hpp"
#include "expect_refused.hpp"
#include "made_nifti.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::test {
namespace {

const double kFloatRounding = 1e-5;  // mm: header fields are 32-bit floats

MadeHeader image() { return made_nifti1(2, 8).append<std::uint8_t>(std::vector<double>(12, 1)); }

/// Only the qform: a quaternion, the sign of the third axis and offsets of 5, 6, 7 mm.
MadeHeader with_qform(const std::vector<float>& quaternion, float qfac) {
  return image()
      .put<std::int16_t>(254, 0)
      .put<std::int16_t>(252, 1)
      .put(76, qfac)
      .floats(80, {2, 3, 4})
      .floats(256, {quaternion[0], quaternion[1], quaternion[2], 5, 6, 7});
}

ImageHeader header_of(const MadeHeader& made, const ImageOptions& options = {}) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.nii", made.bytes());
  return read_image_header(folder / "x.nii", options);
}

void expect_rows(const Affine& affine, const std::array<std::array<double, 4>, 3>& rows) {
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(affine.rows[r][c], rows[r][c], kFloatRounding) << r << ' ' << c;
}

TEST(Qform, OfTheUnitQuaternionIsTheVoxelSizes) {
  const ImageHeader header = header_of(with_qform({0, 0, 0}, 1));
  expect_rows(header.grid.affine, {{{2, 0, 0, 5}, {0, 3, 0, 6}, {0, 0, 4, 7}}});
  EXPECT_EQ(header.affine_source, "qform");
  EXPECT_EQ(header.description, "scanner");
}

TEST(Qform, OfAQuarterTurnAboutZSendsTheFirstAxisToTheFront) {
  const auto half = static_cast<float>(std::sqrt(0.5));
  expect_rows(header_of(with_qform({0, 0, half}, 1)).grid.affine, {{{0, -3, 0, 5}, {2, 0, 0, 6}, {0, 0, 4, 7}}});
}

TEST(Qform, OfAHalfTurnAboutYWithNegativeQfacIsTheUsualLasScan) {
  expect_rows(header_of(with_qform({0, 1, 0}, -1)).grid.affine, {{{-2, 0, 0, 5}, {0, 3, 0, 6}, {0, 0, 4, 7}}});
}

TEST(Qform, OfAQuaternionLongerThanOneIsRefused) {
  expect_refused(Fault::input, {"quatern_b, c, d are 1, 1, 0"}, [] { header_of(with_qform({1, 1, 0}, 1)); });
}

TEST(Qform, WithoutVoxelSizeIsRefused) {
  expect_refused(Fault::input, {"pixdim[2] is 0"}, [] { header_of(with_qform({0, 0, 0}, 1).put(84, 0.0F)); });
}

TEST(Place, OfAnImageWithBothFormsIsTheSform) {
  const ImageHeader header = header_of(image().put<std::int16_t>(252, 1).floats(256, {0, 0, 0, -10, -20, -30}));
  EXPECT_EQ(header.affine_source, "sform");
  EXPECT_TRUE(header.warnings.empty()) << header.warnings[0];
}

TEST(Place, WhoseFormsDisagreeByMoreThanAMillimetreWarnsWithTheNumber) {
  const ImageHeader far = header_of(image().put<std::int16_t>(252, 1).floats(256, {0, 0, 0, -7.5, -20, -30}));
  ASSERT_EQ(far.warnings.size(), 1U);
  EXPECT_NE(far.warnings[0].find("2.5 mm apart"), std::string::npos);
  EXPECT_EQ(far.grid.affine.rows[0][3], -10);
  const ImageHeader near = header_of(image().put<std::int16_t>(252, 1).floats(256, {0, 0, 0, -9.5, -20, -30}));
  EXPECT_TRUE(near.warnings.empty());
}

TEST(Place, WithABrokenQformBesideAGoodSformWarnsOnly) {
  const ImageHeader header = header_of(image().put<std::int16_t>(252, 1).floats(256, {2, 0, 0}));
  ASSERT_EQ(header.warnings.size(), 1U);
  EXPECT_NE(header.warnings[0].find("the sform is used"), std::string::npos);
}

TEST(Place, WithoutAnyFormIsRefusedUnlessRasIsAssumed) {
  const MadeHeader made = image().put<std::int16_t>(254, 0).floats(80, {2, 3, 4});
  expect_refused(Fault::input, {"--assume-ras"}, [&] { header_of(made); });
  const ImageHeader header = header_of(made, {.analyze_side = {}, .assume_ras = true});
  expect_rows(header.grid.affine, {{{2, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 4, 0}}});
  EXPECT_EQ(header.affine_source, "assumed RAS");
}

TEST(Place, FromASingularSformIsRefused) {
  expect_refused(Fault::input, {"sform is singular"}, [] { header_of(image().floats(280, {2, 0, 0, 0, 2, 0, 0, 0})); });
  expect_refused(Fault::input, {"sform is singular"}, [] { header_of(image().floats(280, {0, 0, 0})); });
}

TEST(Place, FromAnSformThatIsNotANumberIsRefused) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  expect_refused(Fault::input, {"sform"}, [&] { header_of(image().put(280, nan)); });
  expect_refused(Fault::input, {"offset of the sform is nan"}, [&] { header_of(image().put(292, nan)); });
}

TEST(Place, InMetresOrMicrometresBecomesMillimetres) {
  EXPECT_EQ(header_of(image().put<std::uint8_t>(123, 1)).grid.affine.rows[1][3], -20000);
  EXPECT_NEAR(header_of(image().put<std::uint8_t>(123, 3)).grid.affine.rows[1][3], -0.02, 1e-12);
}

}  // namespace
}  // namespace attune::test
