#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "attune/volume/image.hpp"

namespace attune::roi {

/// A label image's values as codes.
struct LabelCodes {
  std::vector<std::int32_t> codes;       ///< memory order; interpolated voxels are 0
  std::int64_t interpolated = 0;         ///< values that are not whole numbers within 1e-6, or too large for a code
  std::optional<std::size_t> first_bad;  ///< offset of the first of them
};
LabelCodes label_codes(const std::vector<double>& values);

}  // namespace attune::roi
