#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <vector>

#include "attune/spectrum/bands.hpp"

namespace attune::spectrum {

/// The 1/f part of a spectrum: log10 P(f) = offset - exponent log10 f.
struct AperiodicFit {
  double offset = std::numeric_limits<double>::quiet_NaN();  ///< log10 of the density at 1 Hz, in the density's unit
  double exponent = std::numeric_limits<double>::quiet_NaN();
  double residual_sd = std::numeric_limits<double>::quiet_NaN();  ///< robust, of log10 P outside peaks
  Eigen::Index first = 0;                                         ///< index of the first frequency of the range
  std::vector<bool> peak;  ///< one per frequency of the range: part of a peak, no part of the fit
  std::string reason;      ///< why there is no fit
};

/// A straight line through log10 P over log10 f for the frequencies within [low, high], outside peaks. A peak is a run
/// of frequencies whose residuals reach 3 robust standard deviations (1.4826 times the median distance from the
/// median), grown on both sides for as long as they are above 1. The first line is Theil and Sen's, later ones
/// least squares without the peaks, until the peaks stay the same. No fit: less than 12 frequencies outside peaks,
/// power that is not positive, a range below twice the distance of the frequencies (the taper smears the mean over it)
/// or beyond them.
AperiodicFit fit_aperiodic(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                           const Eigen::Ref<const Eigen::VectorXd>& density, const Band& range);

/// Least squares outside the peaks of another fit of the same range: offset and exponent alone.
AperiodicFit refit_aperiodic(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                             const Eigen::Ref<const Eigen::VectorXd>& density, const AperiodicFit& known);

}  // namespace attune::spectrum
