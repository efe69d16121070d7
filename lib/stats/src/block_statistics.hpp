#pragma once

#include <functional>
#include <vector>

#include "stratified_splits.hpp"

namespace attune::stats {

using LabelStatistic = std::function<double(const Labels&)>;

/// Difference of A and B beside the means of the strata: sum over strata of what A has above the stratum's mean, over
/// the sum of n_A n_B / n. Values are already less the mean of their stratum.
double difference_in_blocks(const std::vector<LabelledUnit>& units);
/// Difference of the trimmed means of all values of A and B.
double trimmed_difference(const std::vector<LabelledUnit>& units, double trim);

/// That difference over its HC2 standard error (MacKinnon & White 1985), or alone. Units are single values less the
/// mean of their stratum.
LabelStatistic within_statistic(const std::vector<LabelledUnit>& units, bool studentised);
/// Difference of the means of all values over the standard error from the sums of units, or alone.
LabelStatistic whole_statistic(const std::vector<LabelledUnit>& units, bool studentised);
/// Yuen's t of all values.
LabelStatistic yuen_statistic(const std::vector<LabelledUnit>& units, double trim);

}  // namespace attune::stats
