#include "attune/roi/spheres.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "attune/roi/atlas.hpp"
#include "attune/roi/atlas_image.hpp"
#include "attune/roi/placement.hpp"
#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::roi {
namespace {

using ::testing::HasSubstr;

TEST(Sphere, HoldsTheVoxelsWhoseCentresAreWithinItsRadius) {
  // 33 points of the integer lattice lie within 2 of the origin, 6 of them exactly at 2.
  const Grid grid = test::toy_grid(11, 11, 11, 2.0);
  EXPECT_EQ(voxels_of({"s", {10, 10, 10}, Millimetres(4), "", ""}, grid).offsets.size(), 33U);
  EXPECT_EQ(voxels_of({"s", {10, 10, 10}, Millimetres(3.99), "", ""}, grid).offsets.size(), 27U);
}

TEST(Sphere, SmallerThanAVoxelIsTheVoxelThatHoldsIt) {
  const Grid grid = test::toy_grid(5, 5, 5, 4.0);
  const SphereVoxels voxels = voxels_of({"s", {5.5, 8, 8}, Millimetres(0.5), "", ""}, grid);
  ASSERT_EQ(voxels.offsets.size(), 1U);
  EXPECT_EQ(grid.voxel(voxels.offsets[0]), (VoxelIndex{1, 2, 2}));
}

TEST(Sphere, CountsWhatLiesOutsideTheGrid) {
  const SphereVoxels voxels = voxels_of({"s", {0, 5, 5}, Millimetres(2), "", ""}, test::toy_grid(11, 11, 11));
  EXPECT_EQ(voxels.offsets.size() + voxels.outside, 33U);
  EXPECT_EQ(voxels.outside, 10U);
}

TEST(Sphere, OnAGridOfTinyVoxelsIsWalkedOnlyInsideTheGrid) {
  // 4/3 pi 5^3 mm^3 in voxels of 1e-9 mm^3: far too many to visit one by one.
  const Grid grid = test::toy_grid(8, 8, 8, 0.001);
  const SphereVoxels voxels = voxels_of({"s", {0, 0, 0}, Millimetres(5), "", ""}, grid);
  EXPECT_EQ(voxels.offsets.size(), grid.voxels());
  constexpr double kOfVolume = 1e-5;  // the surface tolerance of 1e-6 mm widens the radius
  EXPECT_NEAR(static_cast<double>(voxels.outside) / 523.5987755982989e9, 1.0, kOfVolume);
}

TEST(Sphere, FarBeyondEveryIndexIsOutside) {
  for (const double far : {1e30, -1e30, 1e300}) {
    const SphereVoxels voxels = voxels_of({"s", {far, far, far}, Millimetres(2), "", ""}, test::toy_grid(8, 8, 8));
    EXPECT_TRUE(voxels.offsets.empty()) << far;
    EXPECT_GE(voxels.outside, 1U) << far;
  }
}

TEST(ReadSpheres, RefusesBadRows) {
  const test::TemporaryFolder folder;
  const auto refusal = [&](const std::string& rows) {
    const auto path = test::write_file(folder / "s.tsv", "name\tx\ty\tz\tradius_mm\n" + rows);
    return test::message_of([&] { read_spheres(path); });
  };
  EXPECT_THAT(refusal("a\t1\t2\tn/a\t4\n"), HasSubstr("a coordinate is missing"));
  EXPECT_THAT(refusal("a\t1\t2\t3\t0\n"), HasSubstr("not a radius"));
  EXPECT_THAT(refusal("a\t1\t2\t3\t4\na\t1\t2\t3\t4\n"), HasSubstr("is also at"));
  EXPECT_THAT(refusal("\" \"\t1\t2\t3\t4\n"), HasSubstr("a sphere without a name"));
  EXPECT_THAT(refusal(""), HasSubstr("names no sphere"));
}

TEST(BuiltinAtlases, HaveNoTwoSpheresThatOverlap) {
  for (const BuiltinAtlas& atlas : builtin_atlases())
    for (const Sphere& a : atlas.spheres)
      for (const Sphere& b : atlas.spheres) {
        if (a.name == b.name) continue;
        const double distance = std::hypot(a.centre.x - b.centre.x, a.centre.y - b.centre.y, a.centre.z - b.centre.z);
        EXPECT_GT(distance, a.radius.value() + b.radius.value()) << a.name << " " << b.name;
      }
}

TEST(BuiltinAtlases, CanBeDrawnAtOneAndThreeMillimetres) {
  for (const BuiltinAtlas& builtin : builtin_atlases())
    for (const double size : {1.0, 3.0})
      EXPECT_TRUE(
          place(atlas_of(std::string(builtin.name), builtin.spheres), mni_grid(Millimetres(size))).lost.empty());
}

TEST(BuiltinAtlases, HoldTheRegionsOfAttachment) {
  std::set<std::string> names;
  for (const BuiltinAtlas& atlas : builtin_atlases())
    for (const Sphere& sphere : atlas.spheres) {
      names.insert(sphere.name);
      EXPECT_FALSE(sphere.source.empty()) << sphere.name;
      EXPECT_EQ(sphere.space, "MNI") << sphere.name;
    }
  for (const char* region :
       {"amygdala_L", "amygdala_R", "ventral_striatum_L", "ventral_striatum_R", "nucleus_accumbens_L",
        "nucleus_accumbens_R", "vmPFC", "dlPFC_L", "dlPFC_R", "vlPFC_L", "vlPFC_R", "dACC", "anterior_insula_L",
        "anterior_insula_R", "hypothalamus", "VTA_SN", "PAG"})
    EXPECT_TRUE(names.contains(region)) << region;
}

}  // namespace
}  // namespace attune::roi
