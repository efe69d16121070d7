#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

#include "attune/eeg/time_axis.hpp"
#include "attune/erp/measure.hpp"

namespace attune::erp {

/// Standardized measurement errors of one site in one condition: one per component and kind (components outside).
struct SiteErrors {
  std::vector<double> values;      ///< in volts, milliseconds or volt milliseconds; NaN without one
  std::vector<int> draws_without;  ///< bootstrap draws in which the measure does not exist
};

/// SD (n - 1) over the rows of `trials` (trials x samples) of the single-trial measure, divided by sqrt(n), for the
/// linear measures; NaN for others and below two trials. Luck et al. 2021.
SiteErrors analytic_errors(const Eigen::MatrixXd& trials, const eeg::TimeAxis& times, const MeasureOptions& options);

/// `weights` is draws x trials: how often each trial was drawn, divided by the number of trials.
SiteErrors bootstrap_errors(const Eigen::MatrixXd& trials, const Eigen::MatrixXd& weights, const eeg::TimeAxis& times,
                            const MeasureOptions& options);

/// The weights of every draw; draw b uses Stream(seed, b).
Eigen::MatrixXd bootstrap_weights(Eigen::Index trials, int draws, parallel::Seed seed, parallel::Threads threads);

}  // namespace attune::erp
