#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "attune/stats/answers.hpp"
#include "attune/stats/correlate.hpp"
#include "attune/stats/samples.hpp"

namespace attune::stats {

/// A correlation of a table as `attune correlate` is asked for it; words as on the command line, empty text is what was
/// not asked.
struct CorrelateRequest {
  std::string x, y;
  std::vector<std::string> given{};
  std::string method = "pearson";  ///< pearson, spearman or kendall
  std::string alternative = "two-sided";
  std::optional<double> sesoi{};  ///< smallest |r| of interest
  bool sensitivity = false;
  std::int64_t permutations = 0, bootstrap = 0;
  std::string blocks{};             ///< column of the block of every row
  std::string exchange = "within";  ///< or whole
  std::string strata{};             ///< column inside whose levels the bootstrap resamples
  double confidence = 0.95, r_scale = kStretchedBetaWidth;
  std::vector<std::string> identifiers{"participant_id"};  ///< columns that name people
  parallel::Seed seed{};
  parallel::Threads threads{};
};

/// Usage errors of what does not go together, found before a table is read.
void check_request(const CorrelateRequest& request);

/// The columns of the table that the request looks at, beside the identifiers and `excluded`.
std::vector<std::string> columns_of(const CorrelateRequest& request);

/// The complete rows of the columns asked for.
PairedColumns take_columns(const Table& table, const CorrelateRequest& request);

/// The row that answers the request about columns already taken, exclusions counted in it.
Answers answer_correlate(const PairedColumns& columns, const CorrelateRequest& request);

/// Takes the columns and answers: one record. Errors are those of `check_request`, `take_columns` and `correlate`.
Answers run_correlate(const Table& table, const CorrelateRequest& request);

}  // namespace attune::stats
