#include "attune/signal/segments.hpp"

#include <cmath>

namespace attune::signal {

std::vector<Segment> segments_between(std::span<const double> boundaries, Eigen::Index samples) {
  std::vector<Segment> out;
  Eigen::Index first = 0;
  for (const double boundary : boundaries) {
    if (!(boundary > static_cast<double>(first))) continue;
    if (!(boundary <= static_cast<double>(samples - 1))) break;
    const auto next = static_cast<Eigen::Index>(std::ceil(boundary));
    out.push_back({first, next - first});
    first = next;
  }
  if (samples > first) out.push_back({first, samples - first});
  return out;
}

}  // namespace attune::signal
