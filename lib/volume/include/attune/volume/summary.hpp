#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "attune/volume/image.hpp"

namespace attune {

/// What the voxels of an image are like, over all its volumes, as scaled values.
struct ImageSummary {
  double min = std::numeric_limits<double>::quiet_NaN();  ///< of the finite values; NaN if there are none
  double max = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  std::int64_t finite = 0, nan = 0, infinite = 0;
  std::int64_t zeros = 0;  ///< values that are exactly 0
  std::string sha256;      ///< of the file with the data
};

/// Streams the whole image once. Damaged data are an input error.
ImageSummary summarise(const ImageHeader& header);

}  // namespace attune
