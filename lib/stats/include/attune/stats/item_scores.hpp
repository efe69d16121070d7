#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attune/stats/samples.hpp"

namespace attune::stats {

/// Scores of people (or targets) on items (or by raters), complete rows only.
struct ItemScores {
  std::vector<std::string> rows;   ///< names of people where a column gives them
  std::vector<std::string> items;  ///< names of the columns
  Eigen::MatrixXd scores;          ///< people x items
  Exclusions exclusions;
  Warnings warnings;
};

/// Which columns are items, which of them are keyed the other way round, and the ends of their scale.
struct ItemSelection {
  std::vector<std::string> items;
  std::vector<std::string> reverse;
  std::optional<std::array<double, 2>> range;  ///< needed for `reverse`
  std::vector<std::string> identifiers{"participant_id"};
};
/// "1,6"; the first below the second, else a usage error.
std::array<double, 2> parse_range(std::span<const std::string> words);

/// Columns of a wide table, reversed items as low + high - score. Rows are chosen as by `take_columns`. A score outside
/// the range is an input error naming the row; fewer than two items, an item twice, or a reversed column that is no
/// item a usage error.
ItemScores take_items(const Table& table, const ItemSelection& selection);

/// One value for each target and rater in a long table. Targets without a value of every rater are left out and
/// counted, as are rows with a reason in `excluded`. Two values in one cell are an input error.
ItemScores take_ratings(const Table& table, const std::string& target, const std::string& rater,
                        const std::string& value);

/// Values of each target in the order of rows, any number each.
struct TrialScores {
  std::vector<std::string> targets;
  std::vector<std::vector<double>> values;
  Exclusions exclusions;
};
/// Trials of a long table; targets with fewer than two are left out and counted.
TrialScores take_trials(const Table& table, const std::string& target, const std::string& value);

}  // namespace attune::stats
