#pragma once

#include <vector>

#include "attune/study/study_file.hpp"
#include "attune/table/measures.hpp"

namespace attune::study {

/// Meaning and unit of every column that results.tsv can have. A column that comparisons and correlations use for
/// different things says both.
std::vector<ColumnMeaning> result_meanings();
/// The same of claims.tsv.
std::vector<ColumnMeaning> claim_meanings();
/// The same of exclusion_counts.tsv, with a column for every group of the study.
std::vector<ColumnMeaning> count_meanings(const Study& study);

}  // namespace attune::study
