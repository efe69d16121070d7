#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attune::heart {

/// Quartile deviation, (Q3 - Q1) / 2, of the absolute values in a window of `window` values around every one, shorter
/// at the ends. Quartiles lie between values as in numpy's and pandas' default.
std::vector<double> running_quartile_deviation(std::span<const double> values, std::size_t window);

/// Median of a window of `window` values around every one, shorter at the ends.
std::vector<double> running_median(std::span<const double> values, std::size_t window);

}  // namespace attune::heart
