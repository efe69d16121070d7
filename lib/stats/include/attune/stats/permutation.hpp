#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/alternative.hpp"

namespace attune::stats {

/// A permutation p, two-sided unless the options say otherwise. Enumerated when the distinct arrangements are no more
/// than asked for: p = k / m over all of them. Else sampled: p = (k + 1) / (m + 1), the identity included, never 0
/// (Phipson & Smyth 2010). An arrangement counts when its statistic is as large as the observed one up to rounding, so
/// that ties do.
struct PermutationResult {
  double p = 1.0;
  std::int64_t arrangements = 0;  ///< m
  bool enumerated = false;
};

/// More say nothing new and take hours; a usage error.
inline constexpr std::int64_t kMostPermutations = 10'000'000;

/// How many, from which seed (arrangement i draws from Stream(seed, i)), on how many threads (p does not depend on it).
struct PermutationOptions {
  std::int64_t permutations = 10000;
  parallel::Seed seed;
  parallel::Threads threads;
  Alternative alternative = Alternative::two_sided;
};

/// What is compared between two permuted groups.
enum class GroupStatistic {
  welch_t,          ///< studentised: keeps its level under unequal variances (Janssen 1997)
  mean_difference,  ///< the same order as the pooled t, and as U when the values are ranks
};

/// Which values belong to which group is permuted. The order of the values within a group does not matter, nor which
/// group is first.
PermutationResult permute_groups(std::span<const double> a, std::span<const double> b, GroupStatistic statistic,
                                 const PermutationOptions& options);

/// Signs of the differences are flipped; the statistic is their sum (the same order as the paired t).
PermutationResult permute_signs(std::span<const double> differences, const PermutationOptions& options);

/// `y` is shuffled against `x`; the statistic is the covariance (the same order as r). Constant values are an analysis
/// error.
PermutationResult permute_pairs(std::span<const double> x, std::span<const double> y,
                                const PermutationOptions& options);

/// The same for another statistic of (x, shuffled y), whose absolute value is compared (its value, for one side); it
/// must be of order one or whole, as ties are told with a tolerance of 1e-12. Called from several threads at once.
using PairStatistic = std::function<double(std::span<const double> x, std::span<const double> y)>;
PermutationResult permute_pairs(std::span<const double> x, std::span<const double> y, const PairStatistic& statistic,
                                const PermutationOptions& options);

}  // namespace attune::stats
