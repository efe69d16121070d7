#pragma once

#include <optional>
#include <span>

#include "attune/stats/distributions.hpp"

namespace attune::stats {

/// A rank test. `p` is two-sided from the normal approximation with tie and continuity correction; `p_greater` is its
/// upper tail (a above b). `p_exact` counts the distribution where there are no ties (and no zero differences) and
/// fewer than 50 values a side.
struct RankTest {
  double statistic = 0.0;  ///< Mann-Whitney U of the first sample, or signed-rank V of the positive differences
  double z = 0.0;
  double p = 1.0;
  double p_greater = 0.5;
  double p_less = 0.5;
  std::optional<double> p_exact, p_exact_greater, p_exact_less;
  double rank_biserial = 0.0;  ///< -1 .. 1: share of favourable minus share of unfavourable evidence
  double shift = 0.0;          ///< Hodges-Lehmann estimate: median of pairwise differences, or of Walsh averages
  Interval interval;           ///< of the shift: order statistics of the same differences
  std::size_t n_used = 0;      ///< values, or differences that are not zero
};

/// Mann & Whitney (1947): U counts pairs with a > b, ties as one half; rank-biserial 2U / (n_a n_b) - 1. Needs finite
/// values; all values equal is an analysis error.
RankTest mann_whitney(std::span<const double> a, std::span<const double> b, double confidence);

/// Wilcoxon (1945): V sums the ranks of |difference| over positive differences; zero differences are dropped. All zero
/// is an analysis error.
RankTest signed_rank(std::span<const double> differences, double confidence);

/// The Hodges-Lehmann shift alone: median of the differences of all pairs of two ascending samples.
double median_difference(std::span<const double> a, std::span<const double> b);
/// Median of the Walsh averages of ascending differences.
double median_walsh_average(std::span<const double> differences);

}  // namespace attune::stats
