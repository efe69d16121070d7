#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "attune/volume/image.hpp"

namespace attune {

/// Reverses every value of `width` bytes in place.
void swap_bytes(std::span<std::byte> bytes, std::size_t width);

/// The voxel type of a NIfTI or ANALYZE `datatype` code with its `bitpix`. Codes that are not real numbers, unknown
/// codes and a bitpix that contradicts the code are input errors that say what to do.
VoxelType voxel_type(const std::filesystem::path& path, int datatype, int bitpix);
int nifti_datatype(VoxelType type);

/// Calls `visit` with the volume's values as their own type.
template <class Visit>
void with_values(const StoredVolume& volume, Visit visit) {
  const auto as = [&]<class T>(T) {
    visit(std::span(reinterpret_cast<const T*>(volume.bytes.data()), volume.bytes.size() / sizeof(T)));
  };
  switch (volume.type) {
    case VoxelType::int8:
      return as(std::int8_t{});
    case VoxelType::uint8:
      return as(std::uint8_t{});
    case VoxelType::int16:
      return as(std::int16_t{});
    case VoxelType::uint16:
      return as(std::uint16_t{});
    case VoxelType::int32:
      return as(std::int32_t{});
    case VoxelType::uint32:
      return as(std::uint32_t{});
    case VoxelType::int64:
      return as(std::int64_t{});
    case VoxelType::uint64:
      return as(std::uint64_t{});
    case VoxelType::float32:
      return as(float{});
    case VoxelType::float64:
      return as(double{});
  }
}

/// Checks that the data an image claims fit the file they are in, before anything is allocated for them: exactly for
/// plain data, by deflate's largest expansion for gzipped ones. Sets nothing.
void check_data_size(const ImageHeader& header, std::uint64_t file_size);

/// Shape and volumes from a header's dimensions (count first). Counts outside 1..7, dimensions below 1 and more than
/// four dimensions longer than 1 are input errors.
void set_shape(ImageHeader& header, std::span<const std::int64_t> dim);

}  // namespace attune
