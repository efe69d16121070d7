#pragma once

#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/table/measures.hpp"
#include "attune/table/table.hpp"

namespace attune::stats {

/// Corrections of a table's p values as `attune adjust` is asked for them.
struct AdjustRequest {
  std::string p = "p";                ///< column with the p values
  std::vector<std::string> methods;   ///< names of `parse_p_adjustment`
  std::vector<std::string> family{};  ///< columns with a family for each combination of cells; empty: one family
};

/// Usage errors: no method, an unknown one, one named twice.
void check_request(const AdjustRequest& request);

/// The table with a column for each method (`p_holm` for the column `p`) and `family_size`. A missing p stays missing
/// and is no test. Input errors: a p outside 0 to 1, a name that the table has already. No p at all is an analysis
/// error.
Table adjust_table(const Table& table, const AdjustRequest& request);
std::vector<ColumnMeaning> adjust_meanings(const AdjustRequest& request);

}  // namespace attune::stats
