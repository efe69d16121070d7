#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "attune/volume/image.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::test {
namespace {

const double kRounding = 1e-8;       // mm, of matrix products and an inverse on coordinates up to 300 mm
const double kFloatRounding = 1e-3;  // mm: NIfTI-1 keeps quaternion and offsets as 32-bit floats
const int kDraws = 200;

/// Uniform numbers that are the same with every standard library.
class Draws {
 public:
  explicit Draws(unsigned seed) : engine_(seed) {}
  double between(double low, double high) { return low + (high - low) * static_cast<double>(engine_()) / 4294967295.0; }

 private:
  std::mt19937 engine_;
};

/// A rotation by three random angles, axes stretched by the voxel size and perhaps mirrored.
Grid random_grid(Draws& draw) {
  const double a = draw.between(-3, 3), b = draw.between(-1.5, 1.5), c = draw.between(-3, 3);
  const double ca = std::cos(a), sa = std::sin(a), cb = std::cos(b), sb = std::sin(b), cc = std::cos(c),
               sc = std::sin(c);
  const double rotation[3][3] = {{ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc},
                                 {sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc},
                                 {-sb, cb * sc, cb * cc}};
  const double mirror = draw.between(0, 1) < 0.5 ? -1 : 1;
  const double size[3] = {mirror * draw.between(0.5, 4), draw.between(0.5, 4), draw.between(0.5, 4)};
  Grid out{{7, 6, 5}, {}};
  for (std::size_t r = 0; r < 3; ++r)
    out.affine.rows[r] = {rotation[r][0] * size[0], rotation[r][1] * size[1], rotation[r][2] * size[2],
                          draw.between(-100, 100)};
  return out;
}

/// The same voxels counted from the other end of the first axis.
Grid flipped(const Grid& grid) {
  Grid out = grid;
  for (auto& row : out.affine.rows) {
    row[3] += static_cast<double>(grid.shape[0] - 1) * row[0];
    row[0] = -row[0];
  }
  return out;
}

TEST(RandomGrid, NearestFindsEveryVoxelFromItsCentre) {
  Draws draw(1);
  for (int n = 0; n < kDraws; ++n) {
    const Grid grid = random_grid(draw);
    for (std::size_t at = 0; at < grid.voxels(); ++at)
      ASSERT_EQ(grid.nearest(grid.centre(grid.voxel(at))), grid.voxel(at));
  }
}

TEST(RandomGrid, InverseUndoesTheAffine) {
  Draws draw(2);
  for (int n = 0; n < kDraws; ++n) {
    const Grid grid = random_grid(draw);
    const double i = draw.between(-20, 20), j = draw.between(-20, 20), k = draw.between(-20, 20);
    const WorldPoint there = grid.affine.apply(i, j, k);
    const WorldPoint back = grid.affine.inverse().apply(there.x, there.y, there.z);
    EXPECT_NEAR(back.x, i, kRounding);
    EXPECT_NEAR(back.y, j, kRounding);
    EXPECT_NEAR(back.z, k, kRounding);
  }
}

TEST(RandomGrid, FlippingTheFirstAxisMovesNoPlace) {
  Draws draw(3);
  for (int n = 0; n < kDraws; ++n) {
    const Grid grid = random_grid(draw), other = flipped(grid);
    const WorldPoint place = grid.affine.apply(draw.between(0, 6), draw.between(0, 5), draw.between(0, 4));
    const auto here = grid.nearest(place), there = other.nearest(place);
    ASSERT_TRUE(here && there);
    EXPECT_EQ(there->i, grid.shape[0] - 1 - here->i);
    EXPECT_EQ(there->j, here->j);
    EXPECT_EQ(there->k, here->k);
  }
}

TEST(RandomGrid, CornerDistanceIsSymmetricAndOfAShiftItsLength) {
  Draws draw(4);
  for (int n = 0; n < kDraws; ++n) {
    const Grid a = random_grid(draw), b = random_grid(draw);
    EXPECT_EQ(corner_distance(a.shape, a.affine, b.affine), corner_distance(a.shape, b.affine, a.affine));
    EXPECT_EQ(corner_distance(a.shape, a.affine, a.affine).value(), 0);
    Affine moved = a.affine;
    const double x = draw.between(-9, 9), y = draw.between(-9, 9), z = draw.between(-9, 9);
    moved.rows[0][3] += x, moved.rows[1][3] += y, moved.rows[2][3] += z;
    EXPECT_NEAR(corner_distance(a.shape, a.affine, moved).value(), std::hypot(x, y, z), kRounding);
  }
}

TEST(RandomGrid, OrientationUsesEachPairOfSidesOnce) {
  Draws draw(5);
  for (int n = 0; n < kDraws; ++n) {
    const auto letters = random_grid(draw).orientation();
    for (const std::string pair : {"LR", "PA", "IS"})
      EXPECT_EQ(
          std::count_if(letters.begin(), letters.end(), [&](char c) { return pair.find(c) != std::string::npos; }), 1);
  }
}

TEST(RandomGrid, SurvivesWritingAndReadingWithoutAWarning) {
  // Both forms are written: a warning would say that the quaternion does not hold the same rotation.
  Draws draw(6);
  const TemporaryFolder folder;
  for (int n = 0; n < kDraws; ++n) {
    const Grid grid = random_grid(draw);
    write_toy(folder / "x.nii", grid, 1, stored_as(VoxelType::uint8),
              [](const VoxelIndex&, std::int64_t) { return 1; });
    const ImageHeader header = read_image_header(folder / "x.nii");
    EXPECT_EQ(header.qform_code, 4);
    EXPECT_TRUE(header.warnings.empty()) << header.warnings[0];
    EXPECT_TRUE(same_grid(header.grid, grid, Millimetres(kFloatRounding)));
  }
}

TEST(RandomValues, SurviveWritingToHalfAStep) {
  Draws draw(7);
  const TemporaryFolder folder;
  const double slope = 0.001953125;  // 2^-9: exact as a float
  std::vector<double> written;
  write_toy(folder / "x.nii.gz", toy_grid(7, 6, 5), 1, stored_as(VoxelType::int16, slope, 0.5),
            [&](const VoxelIndex&, std::int64_t) { return written.emplace_back(draw.between(-60, 60)); });
  const Image image = read_image(folder / "x.nii.gz");
  for (std::size_t at = 0; at < written.size(); ++at)
    EXPECT_LE(std::abs(image.values[at] - written[at]), slope / 2 + 1e-12);
}

}  // namespace
}  // namespace attune::test
