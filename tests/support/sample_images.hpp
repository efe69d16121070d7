#pragma once

#include <filesystem>

#include "toy_image.hpp"

namespace attune::test {

// The images of data-samples/ are made by these recipes; tests/unit/roi/samples_test.cpp holds the files to them.

/// roi-contrast.nii.gz: the MNI box in cubes of 6 mm, a value that grows evenly to the right, the front and the top.
inline Grid sample_contrast_grid() { return toy_grid(33, 39, 33, 6.0, {-96, -132, -78}); }
inline double sample_contrast(const VoxelIndex& v, std::int64_t) {
  return 1.0 + 0.01 * static_cast<double>(v.i) + 0.02 * static_cast<double>(v.j) + 0.04 * static_cast<double>(v.k);
}

/// roi-bold.nii.gz: 24 volumes (2 s) of 4 mm cubes around the ventral striatum. A response of 12 s on, 12 s off grows
/// from left to right; the lowest slices are outside the brain: 0 throughout.
inline Grid sample_bold_grid() { return toy_grid(12, 10, 10, 4.0, {-22, -8, -26}); }
inline double sample_bold(const VoxelIndex& v, std::int64_t t) {
  if (v.k < 2) return 0.0;
  const double on = t / 6 % 2 == 1 ? 1.0 : 0.0;
  const double ripple = static_cast<double>((3 * v.i + 5 * v.j + 7 * v.k + 11 * t) % 13);
  return 1000.0 + 10.0 * static_cast<double>(v.j) + on * static_cast<double>(v.i) + ripple;
}

inline void write_sample_images(const std::filesystem::path& folder) {
  write_toy(folder / "roi-contrast.nii.gz", sample_contrast_grid(), 1, stored_as(VoxelType::int16, 0.01),
            sample_contrast);
  write_toy(folder / "roi-bold.nii.gz", sample_bold_grid(), 24, stored_as(VoxelType::int16), sample_bold);
}

}  // namespace attune::test
