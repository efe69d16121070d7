#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// Rows left out, by reason ("value missing", "excluded: coverage < 0.5"), in order of first appearance.
struct Exclusions {
  std::vector<std::string> reasons;
  std::vector<std::int64_t> counts;
  std::int64_t total() const;
  void add(const std::string& reason);
};

/// What to take from a table. Rows whose `excluded` column is not missing are left out and counted.
struct GroupSelection {
  std::string value, by;
  std::array<std::string, 2> levels;
  std::string pair_by;  ///< the column that pairs rows; empty: independent groups
  /// Columns in which two rows of one comparison may not agree: empty cells and absent columns do not count.
  std::vector<std::string> identifiers{"participant_id"};
};

/// Values of two groups or conditions. For pairs a[i] and b[i] belong together, in order of the pair's name.
struct TwoSamples {
  std::vector<double> a, b;
  Exclusions exclusions;
  /// Independent groups: no identifier says that the rows are different people. A level that differs from one asked
  /// for in case or spaces alone: its rows are left out.
  Warnings warnings;
};

/// Input errors: an unknown column or level, a cell that is not a finite number, two rows of one participant in
/// independent groups (or of one pair in one level). Rows of other levels are no exclusions. Missing values, groups and
/// partners are exclusions.
TwoSamples take_groups(const Table& table, const GroupSelection& selection);

/// Complete rows of columns x, y and those given.
struct PairedColumns {
  std::vector<double> x, y;
  std::vector<std::vector<double>> given;
  Exclusions exclusions;
  Warnings warnings;  ///< no identifier says that the rows are different people
};
/// Input errors as above; a row with any of the values missing is an exclusion.
PairedColumns take_columns(const Table& table, const std::string& x, const std::string& y,
                           std::span<const std::string> given,
                           std::span<const std::string> identifiers = std::vector<std::string>{"participant_id"});

/// Each reason with its count: "value missing: 2".
std::vector<std::string> describe(const Exclusions& exclusions);
/// Adds the fields `excluded` (how many) and `excluded_reasons` (one text, "n/a" without any) to a result.
void add_exclusions(Record& record, const Exclusions& exclusions);

}  // namespace attune::stats
