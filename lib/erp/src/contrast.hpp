#pragma once

#include <span>
#include <string>
#include <vector>

#include "attune/erp/derived.hpp"
#include "attune/table/measures.hpp"

namespace attune::erp {

/// For each contrast a row for everyone, measure and site of either condition: the value of the first less that of the
/// second. Trials of the conditions are independent, so the error is the root of the sum of squares. `excluded` names
/// the condition that has no value or no row. `where` names the file.
std::vector<Measure> contrast_rows(std::span<const Measure> rows, std::span<const Difference> contrasts,
                                   const std::string& where);

}  // namespace attune::erp
