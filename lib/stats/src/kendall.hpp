#pragma once

#include <cstdint>
#include <span>

namespace attune::stats {

/// Concordance of pairs of observations.
struct KendallCounts {
  double score = 0.0;           ///< concordant minus discordant pairs
  double pairs = 0.0;           ///< n (n - 1) / 2
  double tied_x = 0.0;          ///< pairs with equal x
  double tied_y = 0.0;          ///< pairs with equal y
  double score_variance = 0.0;  ///< of the score when x and y are unrelated, ties taken into account (Kendall 1970)

  /// tau-b.
  double tau() const;
};

/// Counts in n log n steps by merging (Knight 1966). Finite values of one length.
KendallCounts count_concordance(std::span<const double> x, std::span<const double> y);

/// P(S <= score) of the score of n unrelated observations without ties, by counting inversions.
double kendall_lower(double score, std::size_t n);

}  // namespace attune::stats
