#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace attune::stats {

/// Size, mean and variance (n - 1) of a sample. With no value the mean, with fewer than two the variance is NaN.
struct Summary {
  std::size_t n = 0;
  double mean = 0.0;
  double variance = 0.0;
  double sd() const;
};

/// Two passes, the mean corrected by its residuals: data far from zero keep their variance. NaN or infinite values give
/// NaN. Depends on the order of the values in the last bit; sort first where bytes matter.
Summary summarise(std::span<const double> values);

/// Ranks 1..n in the order of the values; equal values get the mean of their ranks.
struct Ranks {
  std::vector<double> ranks;
  /// Sum of t^3 - t over groups of t equal values, as variances of rank statistics need it; 0 without ties.
  double tie_sum = 0.0;
};
Ranks midranks(std::span<const double> values);

}  // namespace attune::stats
