#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>

#include "attune/spectrum/aperiodic.hpp"

namespace attune::spectrum {

/// A peak above the 1/f part.
struct SpectralPeak {
  double frequency_hz = std::numeric_limits<double>::quiet_NaN();
  double height = std::numeric_limits<double>::quiet_NaN();  ///< log10 of the density over the line's
  std::string reason;                                        ///< why there is none
};

/// The highest local maximum of the density's excess over the 1/f line with its top strictly within the band, if it is
/// part of a peak of the fit. The top is the vertex of the parabola that fits the logarithm of the excess best where it
/// reaches half the maximum (and at least at both neighbours), within the peak of the fit and up to the valley before
/// another summit. Powers of sources add, so the excess, not the ratio, is the peak's own. Every noise has maxima: one
/// that does not stand out is no peak, neither from the line nor, on the flank of a higher peak, from the valley
/// between them, by 3 of the fit's robust standard deviations of log10 density.
SpectralPeak find_peak(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                       const Eigen::Ref<const Eigen::VectorXd>& density, const AperiodicFit& fit, const Band& band);

}  // namespace attune::spectrum
