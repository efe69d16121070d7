#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "sample_images.hpp"

namespace attune {
namespace {

std::filesystem::path sample(const char* name) {
  return std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / name;
}

// Half of the last digit that is stored.
constexpr double kStoredTo = 0.005 + 1e-12;

TEST(SampleImages, HoldWhatTheirRecipeSays) {
  // tests/update_goldens.sh makes them again
  if (std::getenv("ATTUNE_UPDATE_GOLDENS") != nullptr)
    test::write_sample_images(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples");
  const Image contrast = read_image(sample("roi-contrast.nii.gz"));
  ASSERT_TRUE(same_grid(contrast.header.grid, test::sample_contrast_grid()));
  for (std::size_t v = 0; v < contrast.values.size(); ++v)
    ASSERT_NEAR(contrast.values[v], test::sample_contrast(contrast.header.grid.voxel(v), 0), kStoredTo);

  const ImageHeader bold = read_image_header(sample("roi-bold.nii.gz"));
  ASSERT_TRUE(same_grid(bold.grid, test::sample_bold_grid()));
  EXPECT_EQ(bold.repetition_time, Seconds(2));
  ASSERT_EQ(bold.volumes, 24);
  stream_volumes(bold, [&](const StoredVolume& volume) {
    const auto* stored = reinterpret_cast<const std::int16_t*>(volume.bytes.data());
    for (std::size_t v = 0; v < bold.grid.voxels(); ++v)
      ASSERT_EQ(stored[v], test::sample_bold(bold.grid.voxel(v), volume.index));
  });
}

}  // namespace
}  // namespace attune
