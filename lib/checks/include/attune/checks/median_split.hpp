#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/table.hpp"

namespace attune::checks {

/// A score whose low and high halves are the groups.
struct MedianSplit {
  std::string column;
  std::string low, high;     ///< the groups below and above the cut
  double cut = 0.0;          ///< halfway between the highest value below and the lowest above
  double share_below = 0.0;  ///< of the participants, 0.4 to 0.6
};

/// Numeric columns that the two groups divide without overlap, with 40 to 60 % of at least 10 participants on either
/// side: the groups are a split of that score at (about) its median. Without `columns` all numeric ones are looked at;
/// columns of fewer than six different numbers are codes, no scores. Rows that are excluded or of other groups do not
/// count.
std::vector<MedianSplit> median_splits(const Table& table, const std::string& by,
                                       const std::array<std::string, 2>& levels,
                                       std::span<const std::string> columns = {});

/// What is left of a correlation with a normal score that is cut with this share below: the density at the cut over
/// sqrt(share (1 - share)) (Cohen 1983); sqrt(2 / pi) = 0.798 at the median.
double correlation_kept(double share_below);

/// The loss in words, and the command that uses the score instead: "anxiety was split at 3.2 ...: r becomes 0.80 r, and
/// 1.57 times as many participants are needed for the same power; use the score: attune correlate ...". `table` is what
/// the command has for the table (a shell word, perhaps with options), `value` the column to relate to the score.
std::string describe(const MedianSplit& split, const std::string& table, const std::string& value);

}  // namespace attune::checks
