#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace attune {

/// The middle value; of an even number of values the mean of the middle two, of none NaN. Values are taken by copy
/// because selecting reorders them; none may be NaN.
inline double median_of(std::vector<double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

}  // namespace attune
