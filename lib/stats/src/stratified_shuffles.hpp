#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "attune/stats/permutation.hpp"

namespace attune::stats {

/// Which stretches of a list change places: units of `unit_size` values each, one after another, in strata.
struct ShuffledUnits {
  std::vector<std::size_t> stratum_sizes;  ///< in units
  std::size_t unit_size = 1;               ///< in values
};

/// Permutation p of `statistic(x, y)` when the units of y change places within their strata, values keeping their order
/// inside a unit. Arrangement i draws from Stream(seed, i); called from several threads at once.
PermutationResult permute_units(std::span<const double> x, std::span<const double> y, const ShuffledUnits& units,
                                const PairStatistic& statistic, const PermutationOptions& options);

}  // namespace attune::stats
