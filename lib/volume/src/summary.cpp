#include "attune/volume/summary.hpp"

#include <cmath>
#include <vector>

namespace attune {

ImageSummary summarise(const ImageHeader& header) {
  ImageSummary out;
  std::vector<double> values(header.grid.voxels());
  double sum = 0.0;
  out.sha256 = stream_volumes(header, [&](const StoredVolume& volume) {
                 scale_values(header, volume, values);
                 // One sum per volume keeps its rounding small against the sum over a long run.
                 double volume_sum = 0.0;
                 for (const double value : values) {
                   if (!std::isfinite(value)) {
                     ++(std::isnan(value) ? out.nan : out.infinite);
                     continue;
                   }
                   ++out.finite;
                   if (value == 0.0) ++out.zeros;
                   if (!(value >= out.min)) out.min = value;
                   if (!(value <= out.max)) out.max = value;
                   volume_sum += value;
                 }
                 sum += volume_sum;
               }).sha256;
  if (out.finite > 0) out.mean = sum / static_cast<double>(out.finite);
  return out;
}

}  // namespace attune
