#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/stats/distributions.hpp"
#include "lag_model.hpp"

namespace attune::singletrial {

/// Sizes of jitter that are tried: parts of the longest lag, from none to two thirds.
std::vector<double> jitter_sizes(double longest_lag_ms);

/// The largest log likelihood between sizes and where: the parabola in the square of the size through the best and its
/// neighbours (the likelihood does not see the sign of a size).
struct Crest {
  double size = 0, log_likelihood = 0;
};
Crest crest_of(std::span<const double> sizes, std::span<const double> log_likelihood);

/// Where the profile is within `drop` of its crest, linear between sizes; the high end is NaN where the last size still
/// is.
stats::Interval profile_interval(std::span<const double> sizes, std::span<const double> log_likelihood, double drop);

/// A waveform's peak inside a window.
struct TemplatePeak {
  double latency_ms = 0, value = 0;
  bool found = false;
};
/// The largest value of the component's polarity, between its samples; not found where it lies at an end of the window
/// or on the other side of zero.
TemplatePeak template_peak(const LagModel& model, const Eigen::VectorXd& sines, const erp::Component& component);

}  // namespace attune::singletrial
