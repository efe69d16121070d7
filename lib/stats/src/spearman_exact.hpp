#pragma once

#include <cstddef>
#include <span>

#include "attune/stats/alternative.hpp"

namespace attune::stats {

/// Arrangements are enumerated up to here: 9! are 362,880.
constexpr std::size_t kSpearmanExactUpTo = 9;

/// p of Spearman's rho: the share of all arrangements whose rho is at least as far from 0, or as far to the side of the
/// alternative. `x` and `y` are ranks without ties, at most `kSpearmanExactUpTo`.
double spearman_exact(std::span<const double> x, std::span<const double> y, Alternative alternative);

}  // namespace attune::stats
