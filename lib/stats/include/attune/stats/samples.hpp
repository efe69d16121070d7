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
  std::string block_by{};  ///< the column of the block (dyad, family, site) of every row; empty: none
};

/// Values of two groups or conditions. For pairs a[i] and b[i] belong together, in order of the pair's name.
struct TwoSamples {
  std::vector<double> a, b;
  /// Blocks of the values of A and of B, or of the pairs in the first list; empty where none were asked for.
  std::array<std::vector<std::string>, 2> blocks;
  Exclusions exclusions;
  /// Independent groups: no identifier says that the rows are different people. A level that differs from one asked
  /// for in case or spaces alone: its rows are left out.
  Warnings warnings;
};

/// Input errors: an unknown column or level, a cell that is not a finite number, two rows of one participant in
/// independent groups (or of one pair in one level). Rows of other levels are no exclusions. Missing values, groups and
/// partners are exclusions. A used row without a block, and a pair in two blocks, are input errors.
TwoSamples take_groups(const Table& table, const GroupSelection& selection);

/// Complete rows of columns x, y and those given.
struct PairedColumns {
  std::vector<double> x, y;
  std::vector<std::vector<double>> given;
  /// Of each row: its block and stratum where columns of them were named, else empty lists; the first identifier there
  /// is, else empty.
  std::vector<std::string> block, stratum, member;
  Exclusions exclusions;
  Warnings warnings;  ///< no identifier says that the rows are different people
};
/// What `take_columns` takes beside the values of a row: the columns of its block and stratum, empty for none.
struct RowLabels {
  std::string block{}, stratum{};
};

/// Input errors as above; a row with any of the values missing is an exclusion, one without a block or stratum that was
/// named an input error.
PairedColumns take_columns(const Table& table, const std::string& x, const std::string& y,
                           std::span<const std::string> given,
                           std::span<const std::string> identifiers = std::vector<std::string>{"participant_id"},
                           const RowLabels& labels = {});

/// Each reason with its count: "value missing: 2", in the order of their bytes.
std::vector<std::string> describe(const Exclusions& exclusions);
/// Adds the fields `excluded` (how many) and `excluded_reasons` (one text, "n/a" without any) to a result.
void add_exclusions(Record& record, const Exclusions& exclusions);

}  // namespace attune::stats
