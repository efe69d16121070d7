#include <fmt/format.h>

#include <array>
#include <cmath>

#include "attune/base/byte_cursor.hpp"
#include "headers.hpp"
#include "orientation.hpp"
#include "voxels.hpp"

namespace attune {
namespace {

const std::size_t kDataOffset = 284;

VoxelType mgh_type(const std::filesystem::path& path, int type) {
  switch (type) {
    case 0:
      return VoxelType::uint8;
    case 1:
      return VoxelType::int32;
    case 3:
      return VoxelType::float32;
    case 4:
      return VoxelType::int16;
    case 10:
      return VoxelType::uint16;
    default:
      throw input_error(
          path, at_byte(20),
          fmt::format("type is {}, expected 0 (uint8), 1 (int32), 3 (float32), 4 (int16) or 10 (uint16)", type));
  }
}

}  // namespace

void parse_mgh(ImageHeader& header, std::span<const std::byte> bytes) {
  ByteCursor cursor(bytes, header.path, std::endian::big);
  cursor.skip(4, "version");
  header.format = "MGH";
  header.big_endian = true;
  header.data_offset = kDataOffset;
  std::array<std::int64_t, 5> dim{4};
  for (std::size_t axis = 1; axis < dim.size(); ++axis) dim[axis] = cursor.read<std::int32_t>("dimensions");
  set_shape(header, dim);
  header.type = mgh_type(header.path, cursor.read<std::int32_t>("type"));
  cursor.skip(4, "dof");
  const bool placed = cursor.read<std::int16_t>("goodRASflag") == 1;
  std::array<double, 3> size{1, 1, 1}, centre{};
  // Without the flag FreeSurfer takes a coronal scan: x to the left, y down, z to the front.
  std::array<std::array<double, 3>, 3> axes{{{-1, 0, 0}, {0, 0, -1}, {0, 1, 0}}};
  if (placed) {
    for (double& value : size) value = cursor.read<float>("voxel sizes");
    for (auto& axis : axes)
      for (double& value : axis) value = cursor.read<float>("direction cosines");
    for (double& value : centre) value = cursor.read<float>("centre");
  } else {
    header.warnings.push_back(
        fmt::format("{}: goodRASflag is not set; FreeSurfer's default coronal axes are used", describe(header.path)));
  }
  for (std::size_t row = 0; row < 3; ++row) {
    double at_centre = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      header.grid.affine.rows[row][axis] = axes[axis][row] * size[axis];
      // The centre is at half the shape, not between the two middle voxels.
      at_centre += header.grid.affine.rows[row][axis] * static_cast<double>(header.grid.shape[axis]) / 2.0;
    }
    header.grid.affine.rows[row][3] = centre[row] - at_centre;
  }
  check_affine(header.path, header.grid.affine, "MGH affine");
  header.affine_source = placed ? "MGH" : "MGH default";
}

}  // namespace attune
