#include "attune/volume/grid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "attune/base/error.hpp"

namespace attune {
namespace {

const double kRounding = 1e-9;  // mm, of a few double operations on coordinates of hundreds of mm

Grid ras() { return {{3, 4, 5}, Affine{{{{2, 0, 0, -10}, {0, 3, 0, -20}, {0, 0, 4, -30}}}}}; }
// The same places with the first axis counted from the right.
Grid las() { return {{3, 4, 5}, Affine{{{{-2, 0, 0, -6}, {0, 3, 0, -20}, {0, 0, 4, -30}}}}}; }

std::string letters(const Grid& grid) {
  const auto out = grid.orientation();
  return {out.begin(), out.end()};
}

TEST(Affine, PlacesAVoxelByHand) {
  const WorldPoint at = ras().centre({1, 2, 3});
  EXPECT_EQ(at.x, -8);
  EXPECT_EQ(at.y, -14);
  EXPECT_EQ(at.z, -18);
}

TEST(Affine, DeterminantIsTheVoxelVolumeAndNegativeForLeftHandedAxes) {
  EXPECT_EQ(ras().affine.determinant(), 24);
  EXPECT_EQ(las().affine.determinant(), -24);
}

TEST(Affine, InverseOfASingularMatrixIsABug) {
  EXPECT_THROW(Affine({{{{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}}}}).inverse(), Error);
}

TEST(Grid, OffsetRunsAlongTheFirstAxisFirst) {
  EXPECT_EQ(ras().offset({1, 0, 0}), 1U);
  EXPECT_EQ(ras().offset({0, 1, 0}), 3U);
  EXPECT_EQ(ras().offset({2, 3, 4}), 59U);
  EXPECT_EQ(ras().voxel(59), (VoxelIndex{2, 3, 4}));
  EXPECT_EQ(ras().voxels(), 60U);
}

TEST(Grid, FlippedAxisHasTheSamePlacesAtMirroredIndices) {
  for (std::int64_t i = 0; i < 3; ++i) EXPECT_EQ(ras().centre({i, 1, 1}).x, las().centre({2 - i, 1, 1}).x);
}

TEST(Grid, NearestOfAPlaceIsTheSameVoxelOfSpaceInBothOrientations) {
  const WorldPoint place{-9.4, -12.1, -25.0};
  EXPECT_EQ(ras().nearest(place), (VoxelIndex{0, 3, 1}));
  EXPECT_EQ(las().nearest(place), (VoxelIndex{2, 3, 1}));
}

TEST(Grid, NearestRoundsHalfAwayFromZero) {
  EXPECT_EQ(ras().nearest({-9, -20, -30}), (VoxelIndex{1, 0, 0}));
  EXPECT_FALSE(ras().nearest({-11, -20, -30}));
}

TEST(Grid, NearestIsNothingOutsideAndForPlacesThatAreNotNumbers) {
  EXPECT_FALSE(ras().nearest({100, 0, 0}));
  EXPECT_FALSE(ras().nearest({std::numeric_limits<double>::quiet_NaN(), 0, 0}));
  EXPECT_FALSE(ras().nearest({1e300, 0, 0}));
}

TEST(Grid, ContainsItsCornersOnly) {
  EXPECT_TRUE(ras().contains({0, 0, 0}));
  EXPECT_TRUE(ras().contains({2, 3, 4}));
  EXPECT_FALSE(ras().contains({3, 0, 0}));
  EXPECT_FALSE(ras().contains({0, -1, 0}));
}

TEST(Grid, OrientationNamesTheMainDirectionOfEachAxis) {
  EXPECT_EQ(letters(ras()), "RAS");
  EXPECT_EQ(letters(las()), "LAS");
  EXPECT_EQ(letters({{2, 2, 2}, Affine{{{{0, 0, -1, 0}, {1, 0, 0, 0}, {0, -1, 0, 0}}}}}), "AIL");
}

TEST(Grid, ObliqueAxesNeverShareALetter) {
  // Two axes at 44 and 46 degrees in the plane of x and y: both lean to x, only one may have it.
  EXPECT_EQ(letters({{2, 2, 2}, Affine{{{{0.72, -0.71, 0, 0}, {0.69, 0.70, 0, 0}, {0, 0, 1, 0}}}}}), "RAS");
}

TEST(Grid, VoxelSizeIsTheLengthOfEachAxis) {
  const double half = std::sqrt(0.5);
  const Grid turned{{2, 2, 2}, Affine{{{{2 * half, -3 * half, 0, 5}, {2 * half, 3 * half, 0, 5}, {0, 0, 4, 5}}}}};
  EXPECT_NEAR(turned.voxel_size_mm()[0], 2, kRounding);
  EXPECT_NEAR(turned.voxel_size_mm()[1], 3, kRounding);
  EXPECT_NEAR(turned.voxel_size_mm()[2], 4, kRounding);
}

TEST(CornerDistance, OfAShiftIsItsLength) {
  Affine shifted = ras().affine;
  shifted.rows[0][3] += 3;
  shifted.rows[1][3] += 4;
  EXPECT_NEAR(corner_distance({3, 4, 5}, ras().affine, shifted).value(), 5, kRounding);
}

TEST(CornerDistance, OfAScaledAxisIsFoundAtTheFarCorner) {
  Affine longer = ras().affine;
  longer.rows[2][2] += 0.25;
  EXPECT_NEAR(corner_distance({3, 4, 5}, ras().affine, longer).value(), 1, kRounding);
}

TEST(SameGrid, NeedsTheSameShapeAndTheSamePlaces) {
  EXPECT_TRUE(same_grid(ras(), ras()));
  EXPECT_FALSE(same_grid(ras(), las()));
  Grid larger = ras();
  larger.shape[2] = 6;
  EXPECT_FALSE(same_grid(ras(), larger));
}

}  // namespace
}  // namespace attune
