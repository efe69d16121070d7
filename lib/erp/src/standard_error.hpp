#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <span>
#include <vector>

#include "attune/eeg/time_axis.hpp"
#include "attune/erp/derived.hpp"
#include "attune/erp/measure.hpp"
#include "trial_set.hpp"

namespace attune::erp {

/// Standardized measurement errors of one wave: one per component and kind (components outside).
struct SiteErrors {
  std::vector<double> values;      ///< in volts, milliseconds or volt milliseconds; NaN without one
  std::vector<int> draws_without;  ///< bootstrap draws in which the measure does not exist
};

/// Of every wave. For the linear measures of waves that are sums: root of the sum over the conditions of the variance
/// (n - 1) of what the trials give, divided by n; NaN for others, for unusable waves and where a condition has fewer
/// than two trials. `sets` are indexed like the averages that the terms of the waves name. Luck et al. 2021.
std::vector<SiteErrors> analytic_errors(std::span<const TrialSet> sets, std::span<const Wave> waves,
                                        const eeg::TimeAxis& times, const MeasureOptions& options);

/// Of every wave: `options.bootstraps` times the trials of each condition are drawn anew with replacement, averaged,
/// put together and measured; SD over draws. Draw b of a set uses Stream(its seed, b), so that waves of the same
/// conditions share their draws and conditions do not share theirs. NaN for unusable waves, where a condition has fewer
/// than two trials, and where the measure exists in fewer than half of the draws. Linear measures are taken of the
/// trials once, which is the same; of the others only the samples are averaged that their windows need. The bits do not
/// depend on threads.
std::vector<SiteErrors> bootstrap_errors(std::span<const TrialSet> sets, std::span<const Wave> waves,
                                         const eeg::TimeAxis& times, const MeasureOptions& options);

}  // namespace attune::erp
