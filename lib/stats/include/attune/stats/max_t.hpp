#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attune/stats/permutation.hpp"

namespace attune::stats {

/// Values of several measures of the same people: people x measures, NaN where one is missing.
struct PeopleByMeasure {
  std::size_t people = 0, measures = 0;
  std::vector<double> values;  ///< row by row
  double at(std::size_t person, std::size_t measure) const { return values[person * measures + measure]; }
};

/// Adjusted p of each measure, and how many arrangements they rest on.
struct MaxT {
  std::vector<double> p;
  std::int64_t arrangements = 0;
};

/// Single-step max-T (Westfall & Young 1993, algorithm 4.1 with permutations): every arrangement permutes whole people,
/// so that the measures keep their correlation; p of a measure is the share of arrangements whose largest t squared
/// over all measures is as large as its own, the observed arrangement counted: (k + 1) / (m + 1), never 0. The
/// statistic is Welch's t (`welch_t`) or the pooled one (`mean_difference`). A missing value stays missing with its
/// person; an arrangement that leaves a measure fewer than two values in a group, or no variation, counts as large
/// there. p is the same for any number of threads, and does not depend on units. Measures need two values in each group
/// and variation.
MaxT max_t_groups(const PeopleByMeasure& table, const std::vector<bool>& in_a, GroupStatistic statistic,
                  const PermutationOptions& options);

/// The same for differences within people: whole people change their sign; the statistic is the paired t.
MaxT max_t_signs(const PeopleByMeasure& differences, const PermutationOptions& options);

}  // namespace attune::stats
