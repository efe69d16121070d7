#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// Rows whose cell of `column` is one of `values` (compared as text: "01" is not "1").
struct RowFilter {
  std::string column;
  std::vector<std::string> values;
};
/// From `column=value` texts. A text without "=" is another value of the column before it; the same column again adds
/// values too. Different columns must all match. Nothing before the "=" is a usage error.
std::vector<RowFilter> parse_filters(std::span<const std::string> texts);
/// The rows that pass every filter. An unknown column, or a value that no row has, is an input error that suggests.
Table filter_rows(const Table& table, std::span<const RowFilter> filters);

/// The two column names of a join: "participant_id" or "source=image" (left table's = right table's).
struct JoinKey {
  std::string left, right;
};
JoinKey parse_join_key(const std::string& text);
/// `left` with the columns of `right` by key, as attune::join; keys are text, those of `right` unique. No row with a
/// partner is an input error that shows one key of each.
Table join_tables(const Table& left, const Table& right, const JoinKey& key);

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
  /// Columns in which two rows of one comparison may not agree (participant_id): empty cells and absent columns do not
  /// count.
  std::vector<std::string> unique{"participant_id"};
};

/// Values of two groups or conditions. For pairs a[i] and b[i] belong together, in order of the pair's name.
struct TwoSamples {
  std::vector<double> a, b;
  Exclusions exclusions;
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
};
/// Input errors as above; a row with any of the values missing is an exclusion.
PairedColumns take_columns(const Table& table, const std::string& x, const std::string& y,
                           std::span<const std::string> given,
                           std::span<const std::string> unique = std::vector<std::string>{"participant_id"});

/// Each reason with its count: "value missing: 2".
std::vector<std::string> describe(const Exclusions& exclusions);
/// Adds the fields `excluded` (how many) and `excluded_reasons` (one text, "n/a" without any) to a result.
void add_exclusions(Record& record, const Exclusions& exclusions);

}  // namespace attune::stats
