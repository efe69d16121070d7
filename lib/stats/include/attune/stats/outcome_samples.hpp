#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/stats/samples.hpp"
#include "attune/stats/two_proportions.hpp"

namespace attune::stats {

/// Which rows are counted as a success of `value`: those with one of the words `equals`, or with 1 where the column
/// holds 0 and 1 and `equals` is empty.
struct OutcomeSelection {
  std::string value;
  std::vector<std::string> equals;
  std::vector<std::string> identifiers{"participant_id"};
};

/// What was counted: one count, or one for each of two levels, or pairs.
struct Outcomes {
  std::vector<Count> counts;
  PairCounts pairs;
  Exclusions exclusions;
  Warnings warnings;  ///< a word of `equals` that no row has; no identifier
};

/// The table with the column `value` as 1, 0 or n/a. Words that are numbers are compared as numbers. A column without
/// `equals` that holds anything but 0 and 1 is an input error naming the row.
Table mark_successes(const Table& table, const OutcomeSelection& selection, Warnings& warnings);

/// Counts all rows, rows of two levels, or pairs (groups.pair_by not empty); rows are chosen as by `take_columns` and
/// `take_groups`, with the same errors and exclusions.
Outcomes count_outcomes(const Table& table, const OutcomeSelection& selection);
Outcomes count_outcomes(const Table& table, const OutcomeSelection& selection, const GroupSelection& groups);

/// Two scores a person, the group if there is one, and what the spread is taken from.
struct ChangeSelection {
  std::string pre, post;
  std::string by;  ///< empty: one group
  std::array<std::string, 2> levels;
  std::string sd_from;  ///< column whose standard deviation is used
  std::vector<std::string> identifiers{"participant_id"};
};
struct ChangeScores {
  std::vector<std::string> people;  ///< the identifier, or "row N" where there is none
  std::vector<std::size_t> level;   ///< 0 or 1; all 0 without groups
  std::vector<double> pre, post, spread;
  Exclusions exclusions;
  Warnings warnings;
};
/// Rows with all scores, one a person; rows of other levels are no exclusions. Input errors as `take_columns`.
ChangeScores take_changes(const Table& table, const ChangeSelection& selection);

}  // namespace attune::stats
