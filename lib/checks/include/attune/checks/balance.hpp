#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/stats/proportion.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/record.hpp"
#include "attune/table/table.hpp"

namespace attune::checks {

struct BalanceOptions {
  double alpha = 0.05;  ///< below it a column differs; intervals have confidence 1 - alpha
  /// Columns of numbers that are names of categories all the same (scanner 1 and 2).
  std::vector<std::string> categories{"site",   "scanner", "rig",  "amplifier", "sex",
                                      "gender", "session", "hand", "handedness"};
  std::int64_t permutations = 10000;  ///< where counts are too small for chi-squared
  parallel::Seed seed;
  parallel::Threads threads;
};

/// What the checks found: a record per column and the warnings for those that matter.
struct Balance {
  std::vector<Record> records;
  Warnings warnings;
};

/// Asks of every column whether the two groups `levels` of the column `by` differ in it. Rows with a reason in the
/// column `excluded` and rows of other groups do not count; missing cells are counted in the reading.
///
/// - A column of numbers: Welch's t (`p`) and Mann-Whitney (`p_rank`); the estimate is Hedges' g with its interval. It
///   differs if either p is below alpha.
/// - A column of text, of at most two different numbers, or named in `categories`: two by two Fisher's exact test with
///   the difference of shares and Newcombe's interval; otherwise chi-squared with Cramer's V and its interval (inverted
///   noncentral chi-squared, Smithson 2003), p by permutation where an expected count is below 5 (Cochran 1954).
///   Chi-squared has one tail: beside a p just below alpha this two-sided interval may still start at 0.
/// - Categories that do not overlap between the groups cannot be told from the group at all: flag `confounded`. One
///   category that holds one group only, with a chance below alpha by hypergeometric count, has the flag `one group`.
///
/// Fields: column kind levels n missing test statistic df p p_rank estimate_is estimate ci_low ci_high flag reading.
/// `flag` is "n/a", "differs", "one group", "confounded" or "not tested". A p above alpha is never called balance: the
/// reading says what the interval leaves open. One warning per flagged column, and one line that says how many of all
/// columns would differ by chance where any does.
///
/// Usage error: two equal levels. Input error: an unknown column or a level that no row has.
Balance balance(const Table& table, const std::string& by, const std::array<std::string, 2>& levels,
                std::span<const std::string> columns, const BalanceOptions& options = {});

/// The same record for shares, such as participants left out of those there were: Fisher's exact test, difference of
/// shares with Newcombe's interval. Analysis error where a group has nobody.
Balance balance_of_shares(const std::string& what, const std::array<std::string, 2>& levels,
                          const std::array<stats::Count, 2>& counts, const BalanceOptions& options = {});

/// Meaning of every field, for the JSON sidecar.
std::vector<ColumnMeaning> balance_meanings();

}  // namespace attune::checks
