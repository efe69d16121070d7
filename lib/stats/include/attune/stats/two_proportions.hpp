#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attune/stats/fisher_exact.hpp"
#include "attune/stats/proportion.hpp"

namespace attune::stats {

/// A statistic with one degree of freedom and its p.
struct ChiSquared {
  double value = 0.0;
  double p = 1.0;
};

/// A ratio with its interval; both ends absent where a count of 0 leaves none.
struct Ratio {
  double value = 0.0;
  std::optional<Interval> interval;
};

struct TwoProportionsOptions {
  std::array<std::string, 2> levels{"A", "B"};
  double confidence = 0.95;
  Compat compat = Compat::none;  ///< whose conditional odds ratio
};

/// Share of A less share of B with what speaks for and against a difference.
struct TwoProportions {
  std::array<std::string, 2> levels{"A", "B"};
  std::array<Count, 2> counts;
  std::array<Interval, 2> wilson;
  double estimate = 0.0;
  Interval interval;  ///< Newcombe (1998), hybrid score
  Interval wald;      ///< estimate +- z sqrt(p q / n + p q / n); too narrow for few people, for comparison with others
  std::optional<ChiSquared> plain, corrected;  ///< absent where nobody or everybody succeeded
  FisherExact fisher;
  Ratio odds_ratio;  ///< of the sample, with Woolf's interval
  Ratio risk_ratio;  ///< with the log interval of Katz et al. (1978)
  double log_bf10 = 0.0;
  double confidence = 0.95;
};

/// Compares two independent shares. Analysis error where a group is empty.
TwoProportions compare_proportions(const Count& a, const Count& b, const TwoProportionsOptions& options = {});

/// Pairs by what happened in A and in B.
struct PairCounts {
  std::int64_t both = 0, first_only = 0, second_only = 0, neither = 0;
  std::int64_t n() const { return both + first_only + second_only + neither; }
};

/// Share in A less share in B of the same people.
struct PairedProportions {
  std::array<std::string, 2> levels{"A", "B"};
  PairCounts pairs;
  double estimate = 0.0;
  Interval interval;                           ///< Newcombe (1998), score intervals with the correlation of the pairs
  double p = 1.0;                              ///< McNemar's exact: binomial of the pairs that differ against 1/2
  std::optional<ChiSquared> plain, corrected;  ///< McNemar (1947); absent where no pair differs
  Ratio odds_ratio;                            ///< first only / second only, interval exact given the pairs that differ
  double log_bf10 = 0.0;                       ///< uniform share of the pairs that differ against 1/2
  double confidence = 0.95;
};

/// Analysis error without a pair. The odds ratio is NaN where no pair differs.
PairedProportions compare_paired_proportions(const PairCounts& pairs, const TwoProportionsOptions& options = {});

/// The fields of `attune proportion` and their meanings; a field is absent where it does not apply.
Record to_record(const TwoProportions& comparison);
std::vector<ColumnMeaning> two_proportions_meanings();
Record to_record(const PairedProportions& comparison);
std::vector<ColumnMeaning> paired_proportions_meanings();

}  // namespace attune::stats
