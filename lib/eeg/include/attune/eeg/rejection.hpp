#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::eeg {

/// A window that is moved over an epoch, from its start on; windows that would reach beyond its end are left out. Both
/// go to the nearest number of samples.
struct MovingWindow {
  Milliseconds length{200}, step{50};
};

/// Limits for channels of one type, in place of the general ones where they are given. "EOG" means `is_eye`, "EEG"
/// `is_scalp`: by name where the file states no types.
struct TypeLimits {
  std::string type;
  std::optional<Microvolts> peak_to_peak, flat, step, trend;
};

/// `TYPE:criterion=uV,criterion=uV`, such as "EOG:peak-to-peak=250,step=100"; usage errors for anything else.
TypeLimits parse_type_limits(std::string_view text);

/// Criteria beside peak-to-peak and flat over the whole epoch.
struct RejectionOptions {
  /// Drop a trial with a larger step on a rejection channel: the largest absolute difference between the mean of the
  /// second and the mean of the first half of a moving window (ERPLAB's step function; saccades, slips).
  std::optional<Microvolts> step;
  MovingWindow step_window;
  /// Drop a trial with a window in which the straight line fitted by least squares rises or falls by at least this over
  /// the window's length, with R^2 above `trend_r_squared` (EEGLAB's linear trend; drifts, sweating).
  std::optional<Microvolts> trend;
  double trend_r_squared = 0.3;
  std::optional<Milliseconds> trend_window;  ///< moved by single samples; absent: the whole epoch
  /// Measure peak-to-peak amplitude (not flatness) in moving windows (ERPLAB's moving window); absent: whole epoch.
  std::optional<MovingWindow> peak_to_peak_window;
  std::vector<TypeLimits> types;
};

using Row = Eigen::Ref<const Eigen::RowVectorXd, 0, Eigen::InnerStride<>>;

/// Largest absolute difference between the means of both halves of a window of `length` samples (an even number; an odd
/// one leaves its last sample out) moved by `step` samples. 0 if no window fits.
double largest_step(const Row& values, Eigen::Index length, Eigen::Index step);
/// Largest peak-to-peak amplitude in such windows. 0 if no window fits.
double largest_range(const Row& values, Eigen::Index length, Eigen::Index step);
/// A straight line in a window: what it rises by over `length` samples, and how well it fits. R^2 of a constant is 0.
struct Trend {
  double rise = 0, r_squared = 0;
};
/// The line with the largest absolute rise among the windows of `length` samples, moved by one sample, with R^2 above
/// `r_squared`; a rise of 0 if there is none.
Trend steepest_trend(const Row& values, Eigen::Index length, double r_squared);

}  // namespace attune::eeg
