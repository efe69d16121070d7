#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/distributions.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"

namespace attune::stats {

struct SplitHalfOptions {
  std::int64_t splits = 5000;     ///< split i draws from its own stream
  std::int64_t resamples = 2000;  ///< of people, for the interval; 0: none
  double confidence = 0.95;
  parallel::Seed seed;
  parallel::Threads threads;
};
/// More say nothing new and take hours; a usage error.
inline constexpr std::int64_t kMostSplits = 1'000'000;
/// Splits that each resample of people uses: more change its mean by less than people do.
inline constexpr std::int64_t kSplitsPerResample = 100;

/// Reliability from many random halves (Parsons, Kruijt & Fox 2019).
struct SplitHalf {
  std::int64_t n = 0;  ///< people
  std::int64_t splits = 0, resamples = 0;
  double r = 0.0;                    ///< correlation of halves, averaged over splits through Fisher's z
  double spearman_brown = 0.0;       ///< 2 r / (1 + r)
  Interval over_splits;              ///< percentiles of 2 r / (1 + r) of the single splits
  std::optional<Interval> interval;  ///< percentiles over resampled people, the one that says how sure we are
  double confidence = 0.95;
  Warnings warnings;  ///< halves that go against each other, resamples without variation
};

/// Halves of items: the same items for everyone, k / 2 rounded down in the first half. `scores` are people x items.
SplitHalf split_items(const Eigen::Ref<const Eigen::MatrixXd>& scores, const SplitHalfOptions& options);
/// Halves of trials: each person's own are split, and the halves are their means.
SplitHalf split_trials(const std::vector<std::vector<double>>& trials, const SplitHalfOptions& options);

/// The fields of a split-half reliability (their names start with split_half) and their meanings.
Record to_record(const SplitHalf& split);
std::vector<ColumnMeaning> split_half_meanings();

}  // namespace attune::stats
