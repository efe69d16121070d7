#pragma once

#include <cstdint>
#include <utility>

#include "attune/base/error.hpp"
#include "attune/volume/image.hpp"

namespace attune::roi {

/// `work(T{})` with T the C++ type of a stored voxel.
template <class Work>
decltype(auto) with_type(VoxelType type, Work&& work) {
  switch (type) {
    case VoxelType::int8:
      return work(std::int8_t{});
    case VoxelType::uint8:
      return work(std::uint8_t{});
    case VoxelType::int16:
      return work(std::int16_t{});
    case VoxelType::uint16:
      return work(std::uint16_t{});
    case VoxelType::int32:
      return work(std::int32_t{});
    case VoxelType::uint32:
      return work(std::uint32_t{});
    case VoxelType::int64:
      return work(std::int64_t{});
    case VoxelType::uint64:
      return work(std::uint64_t{});
    case VoxelType::float32:
      return work(float{});
    case VoxelType::float64:
      return work(double{});
  }
  throw Error(Fault::internal, "a voxel type without a C++ type");
}

}  // namespace attune::roi
