#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "attune/stats/permutation.hpp"

namespace attune::stats {

/// One thing that carries a label: a value, or a whole block of values.
struct LabelledUnit {
  std::size_t stratum = 0;     ///< labels change places between units of one stratum
  std::vector<double> values;  ///< ascending
  bool is_a = false;
};

using Labels = std::vector<std::uint8_t>;  ///< 1 for units of A, in the order of the units

/// Units in one order, whatever order they came in: by stratum, then by their values.
void put_in_order(std::vector<LabelledUnit>& units);

/// True where a stratum has units of both labels; strata are numbered from 0.
std::vector<bool> strata_with_both(const std::vector<LabelledUnit>& units);

/// Permutation p of `statistic` when labels are shuffled within strata, units in the order of `put_in_order`. It is
/// called from several threads at once. Arrangement i draws from Stream(seed, i), a 32-bit word a unit, low half first,
/// by selection sampling of the rarer label; which group is called A changes nothing.
PermutationResult permute_labels(const std::vector<LabelledUnit>& units, const PermutationOptions& options,
                                 const std::function<double(const Labels&)>& statistic);

}  // namespace attune::stats
