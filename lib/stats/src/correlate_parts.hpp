#pragma once

#include "attune/stats/correlate.hpp"
#include "partial_correlation.hpp"

namespace attune::stats {

/// Checked columns (ranks, for spearman) in one order of observations, whatever order they came in, and their labels.
struct Observations {
  Columns columns;
  ObservationLabels labels;
};

/// p_perm of the coefficient; with blocks, by exchanging values within them or blocks as a whole. Within blocks the
/// block means are taken out of every column first (for Kendall, only pairs of one block count; Hirsch, Slack & Smith
/// 1982), so that what blocks have in common is no correlation. Whole blocks need one size, else an analysis error that
/// names two; their members are matched in the order of their names (of x, where there are none).
void set_permutation(Correlation& out, const Observations& observations, const CorrelateOptions& options);

/// Bootstrap interval of r: observations, or whole blocks, resampled within strata.
void set_bootstrap(Correlation& out, const Observations& observations, const CorrelateOptions& options);

}  // namespace attune::stats
