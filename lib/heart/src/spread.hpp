#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace attune::heart {

// Equal values have exactly themselves as their mean: the sum is divided, not its parts.
inline double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Two passes, n - 1; NaN below 2 values.
inline double sd_of(std::span<const double> values) {
  if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  const double mean = mean_of(values);
  double sum = 0, rest = 0;
  for (const double value : values) sum += (value - mean) * (value - mean), rest += value - mean;
  const auto n = static_cast<double>(values.size());
  return std::sqrt((sum - rest * rest / n) / (n - 1));
}

}  // namespace attune::heart
