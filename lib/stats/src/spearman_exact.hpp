#pragma once

#include <cstddef>
#include <span>

namespace attune::stats {

/// Arrangements are enumerated up to here: 9! are 362,880.
constexpr std::size_t kSpearmanExactUpTo = 9;

/// Two-sided p of Spearman's rho: the share of all arrangements whose rho is at least as far from 0. `x` and `y` are
/// ranks without ties, at most `kSpearmanExactUpTo`.
double spearman_two_sided(std::span<const double> x, std::span<const double> y);

}  // namespace attune::stats
