#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attune/stats/answers.hpp"
#include "attune/stats/compare.hpp"
#include "attune/stats/samples.hpp"

namespace attune::stats {

/// A comparison of a table as `attune compare` is asked for it; words as on the command line, empty text is what was
/// not asked.
struct CompareRequest {
  std::string value, by;
  std::vector<std::string> levels{};  ///< two; the estimate is the first less the second
  std::string paired{};               ///< column that pairs a row of A with a row of B
  std::string test = "welch";         ///< welch, student, yuen, mann-whitney or signed-rank
  double trim = kTrim;                ///< of yuen
  std::string alternative = "two-sided";
  std::optional<std::string> sesoi{};  ///< "8" or "0.5d"
  bool sensitivity = false;
  std::int64_t permutations = 0, bootstrap = 0;
  std::string blocks{};             ///< column of the block of every row
  std::string exchange = "within";  ///< or whole
  double confidence = 0.95, r_scale = kCauchyScale;
  std::string compat = "none";                             ///< or r: ends of the intervals of d and g
  std::vector<std::string> identifiers{"participant_id"};  ///< columns that name people
  parallel::Seed seed{};
  parallel::Threads threads{};
};

/// Usage errors of what does not go together, found before a table is read.
void check_request(const CompareRequest& request);

/// The columns of the table that the request looks at, beside the identifiers and `excluded`.
std::vector<std::string> columns_of(const CompareRequest& request);

/// What the request takes from a table: `take_groups` gives the samples of one comparison.
GroupSelection selection_of(const CompareRequest& request);

/// The row that answers the request about samples already taken, exclusions counted in it. `take_groups` and this are
/// the two halves of `run_compare`.
Answers answer_compare(const TwoSamples& samples, const CompareRequest& request);

/// Takes the samples and answers: one record. Errors are those of `check_request`, `take_groups` and the tests.
Answers run_compare(const Table& table, const CompareRequest& request);

}  // namespace attune::stats
