#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::stats {

struct BootstrapOptions {
  std::int64_t draws = 2000;
  double confidence = 0.95;
  parallel::Seed seed;
  parallel::Threads threads;
};

/// A bootstrap of more draws says nothing new; a usage error.
inline constexpr std::int64_t kMostDraws = 1'000'000;

/// 0 is none. Else at least 50 / (1 - confidence) draws, 1000 for 95 %, so that some 25 lie beyond each end, else a
/// usage error, as is a confidence that is not between 0 and 1. `kind` of interval, for the message.
void check_bootstrap(std::int64_t draws, double confidence, std::string_view kind = "BCa");

/// The bias-corrected and accelerated interval (Efron 1987) of one statistic.
struct BcaInterval {
  std::optional<double> standard_error{};  ///< standard deviation over draws; absent where none were made
  std::optional<Interval> interval{};      ///< absent where BCa is not defined
  double bias = 0.0;          ///< z0: normal quantile of the share of draws below the estimate, ties as one half
  double acceleration = 0.0;  ///< from the jackknife
  std::string remark{};       ///< why there is no interval, or what weakens it; empty: nothing
};

/// Two statistics of the same draws; what is not wanted is NaN.
using ResampledPair = std::array<double, 2>;

struct BootstrapResult {
  std::array<BcaInterval, 2> of{};
  std::int64_t draws = 0;
  std::int64_t undefined = 0;  ///< draws in which the first statistic does not exist; left out
};

/// The statistics of a sample made of these units, some of them several times.
using UnitStatistics = std::function<ResampledPair(std::span<const std::size_t> units)>;

/// Resamples units (values, pairs or whole blocks) with replacement, in each stratum as many as there are; units are
/// numbered from 0, stratum after stratum. Draw i uses Stream(derive(seed, 1987), i), so that neither threads nor the
/// permutations of the same seed change it. The acceleration is that of several samples: with u the jackknife
/// influences of the n_k units of stratum k, a = sum_k n_k^-3 sum u^3 / (6 (sum_k n_k^-2 sum u^2)^(3/2)) (Davison &
/// Hinkley 1997, 5.3). Ends are read between draws on the normal scale (their 5.8). Undefined draws are counted; more
/// than one in a hundred, every draw on one side of the estimate, or one unit in a stratum leave no interval, and the
/// remark says so.
BootstrapResult bootstrap_bca(std::span<const std::size_t> stratum_sizes, const UnitStatistics& statistics,
                              const BootstrapOptions& options);

}  // namespace attune::stats
