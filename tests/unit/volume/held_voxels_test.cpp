#include "attune/volume/held_voxels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "toy_image.hpp"

namespace attune::test {
namespace {

using ::testing::ElementsAre;

// Value 100 t + offset, scaled by 0.5 in the file.
ImageHeader image(const TemporaryFolder& folder) {
  return read_image_header(write_toy(folder / "run.nii.gz", toy_grid(4, 3, 2), 5, stored_as(VoxelType::int16, 0.5),
                                     [](const VoxelIndex& v, std::int64_t t) {
                                       return 100.0 * static_cast<double>(t) +
                                              static_cast<double>(v.i + 4 * (v.j + 3 * v.k));
                                     }));
}

TEST(HeldVoxels, AreTheScaledSeriesOfTheVoxelsAskedFor) {
  const TemporaryFolder folder;
  const std::vector<std::uint32_t> offsets{2, 7, 23};
  std::vector<double> values(10);
  visit_held_voxels(image(folder), offsets, 1 << 20, [&](const HeldVoxels& held) {
    ASSERT_EQ(held.voxels(), 3U);
    held.scaled(1, 3, values);
  });
  EXPECT_THAT(values, ElementsAre(7, 23, 107, 123, 207, 223, 307, 323, 407, 423));
}

TEST(HeldVoxels, ComeInAsManyPartsAsTheBudgetAsksFor) {
  const TemporaryFolder folder;
  const std::vector<std::uint32_t> offsets{0, 1, 5, 9, 20};
  std::vector<double> last_volume;
  std::size_t parts = 0;
  const std::string sha256 = visit_held_voxels(image(folder), offsets, 2 * 5 * 2, [&](const HeldVoxels& held) {
    EXPECT_LE(held.voxels(), 2U);
    EXPECT_EQ(held.first(), 2 * parts++);
    std::vector<double> values(5 * held.voxels());
    held.scaled(0, held.voxels(), values);
    last_volume.insert(last_volume.end(), values.end() - static_cast<std::ptrdiff_t>(held.voxels()), values.end());
  });
  EXPECT_EQ(parts, 3U);
  EXPECT_THAT(last_volume, ElementsAre(400, 401, 405, 409, 420));
  EXPECT_EQ(sha256.size(), 64U);
}

}  // namespace
}  // namespace attune::test
