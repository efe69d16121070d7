#include "attune/erp/columns_needed.hpp"

#include <algorithm>

namespace attune::erp {
namespace {

// Samples on either side of a window that interpolation and comparisons with neighbours may look at.
constexpr Eigen::Index kBesideWindow = 4;

// True where the measure looks at its window and a few samples beside it alone.
bool stays_at_window(Kind kind) {
  switch (kind) {
    case Kind::mean_amplitude:
    case Kind::peak_amplitude:
    case Kind::peak_latency:
    case Kind::positive_area:
    case Kind::negative_area:
    case Kind::total_area:
    case Kind::integral_area:
    case Kind::fractional_area_latency:
    case Kind::fractional_peak_onset:
    case Kind::fractional_peak_offset:
    case Kind::centroid_latency:
      return true;
    case Kind::peak_to_peak:
      break;
  }
  return false;
}

}  // namespace

Columns columns_needed(const eeg::TimeAxis& times, const MeasureOptions& options) {
  const Columns whole{0, times.samples - 1};
  if (!std::all_of(options.kinds.begin(), options.kinds.end(), stays_at_window)) return whole;
  Columns needed{times.samples, -1};
  const Eigen::Index beside = kBesideWindow + options.neighbourhood;
  for (const Component& component : options.components) {
    const Milliseconds from = std::min(component.window.from, component.search_from.value_or(component.window.from));
    const Columns inside = columns_in(times, {from, component.window.to});
    if (inside.empty()) return whole;
    needed.first = std::min(needed.first, std::max<Eigen::Index>(inside.first - beside, 0));
    needed.last = std::max(needed.last, std::min(inside.last + beside, whole.last));
  }
  return needed;
}

}  // namespace attune::erp
