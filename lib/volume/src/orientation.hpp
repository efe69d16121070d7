#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>

#include "attune/volume/image.hpp"

namespace attune {

/// What a NIfTI header says about the place of its voxels, lengths in the header's own unit.
struct NiftiSpace {
  int qform_code = 0, sform_code = 0;
  std::array<double, 8> pixdim{};      ///< [0] is qfac, [1..3] voxel sizes, [4] repetition time
  std::array<double, 3> quaternion{};  ///< b, c, d
  std::array<double, 3> offset{};
  std::array<std::array<double, 4>, 3> sform{};
  int units = 0;  ///< xyzt_units
};

/// Sets grid.affine, affine_source, the codes, description, repetition_time and warnings of a header whose shape and
/// volumes are known: sform if its code > 0, else qform if its code > 0, else an error unless `assume_ras`.
void place_nifti(ImageHeader& header, const NiftiSpace& space, const ImageOptions& options);

/// "64x64x34".
std::string shape_text(const std::array<std::int64_t, 3>& shape);

/// Input error if `affine` holds something that is not a number or squeezes the volume flat.
void check_affine(const std::filesystem::path& path, const Affine& affine, const std::string& source);

/// The quaternion (b, c, d) and qfac of an affine with perpendicular axes.
struct Rotation {
  std::array<double, 3> quaternion{};
  double qfac = 1.0;
  std::array<double, 3> voxel_size{};
  bool exact = false;  ///< false: the axes are sheared, a quaternion cannot hold them
};
Rotation to_rotation(const Affine& affine);
/// The affine of a quaternion with voxel sizes and offset; b, c, d longer than 1 are scaled to 1.
Affine from_quaternion(const std::array<double, 3>& quaternion, double qfac, const std::array<double, 3>& voxel_size,
                       const std::array<double, 3>& offset);

}  // namespace attune
