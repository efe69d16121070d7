#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "attune/stats/permutation.hpp"

namespace attune::stats {

/// The least statistic that counts as extreme as the observed one. Statistics are dimensionless here: two that differ
/// by rounding alone are a tie.
inline double with_tie(double observed) {
  constexpr double kRelativeTie = 1e-10, kAbsoluteTie = 1e-12;
  if (std::isinf(observed)) return observed;
  return observed - std::abs(observed) * kRelativeTie - kAbsoluteTie;
}

/// A number of permutations that makes no sense is a usage error.
void check_permutations(const PermutationOptions& options);

/// Draws arrangements 0 .. m - 1, of which `extremes` counts a piece [begin, end) on any thread.
PermutationResult sampled(const PermutationOptions& options,
                          const std::function<std::int64_t(std::size_t begin, std::size_t end)>& extremes);
/// Of `total` arrangements, all there are.
PermutationResult enumerated(std::int64_t extremes, std::int64_t total);

/// n choose k, or a number beyond `limit` when it is larger.
std::int64_t choose_up_to(std::size_t n, std::size_t k, std::int64_t limit);

}  // namespace attune::stats
