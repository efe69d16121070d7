#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/stats/outcome_samples.hpp"
#include "attune/stats/reliable_change.hpp"

namespace attune::stats {

/// What `attune proportion` was asked; empty text and empty lists are what was not.
struct ProportionRequest {
  OutcomeSelection outcome;
  std::vector<std::string> counts;  ///< "36/50", one or two
  std::string by, paired;
  std::vector<std::string> levels;
  std::vector<std::string> change;  ///< the columns pre and post
  std::optional<double> reliability;
  std::optional<std::string> sd_from;  ///< a column, or the standard deviation itself
  std::optional<std::string> cutoff;   ///< a, b, c or a score
  std::vector<std::string> functional;
  std::string better;     ///< higher, lower or empty
  bool improved = false;  ///< share of recovered and improved people instead of recovered ones
  double null = 0.5, confidence = 0.95;
  Compat compat = Compat::none;  ///< whose conditional odds ratio
};

struct ProportionAnswer {
  Record record;
  std::vector<ColumnMeaning> meanings;
  std::vector<Record> people;  ///< for reliable change, one a person
  Warnings warnings;
};

/// Usage errors of what does not go together, found before a table is read.
void check_request(const ProportionRequest& request, bool has_table);
/// The columns of the table that the request looks at, beside the identifiers and `excluded`.
std::vector<std::string> columns_of(const ProportionRequest& request);
/// The share, the comparison or the reliable change that was asked for; `table` is not looked at for counts.
ProportionAnswer answer(const ProportionRequest& request, const Table& table);

/// Meanings of the columns of `ProportionAnswer::people`.
std::vector<ColumnMeaning> people_meanings();

}  // namespace attune::stats
