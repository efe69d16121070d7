#pragma once

#include <Eigen/Dense>
#include <string>
#include <string_view>
#include <vector>

#include "attune/base/units.hpp"

namespace attune::spectrum {

/// A range of frequencies with a name.
struct Band {
  std::string name;
  Hertz low, high;
};

/// `NAME:LOW:HIGH` in Hz, for example `alpha:8:13`; anything else, and a band without width, is a usage error.
Band parse_band(std::string_view text);

/// A set by name: `adult` is delta 1-4, theta 4-8, alpha 8-13, beta 13-30; `infant` (from 5 months to 4 years) is theta
/// 3-6, alpha 6-9 (Marshall, Bar-Haim & Fox 2002, Clin Neurophysiol 113:1199-1208). An unknown name is a usage error.
std::vector<Band> band_set(std::string_view name);

/// Half the sampling frequency: the last of the frequencies or, of segments with an odd number of samples, half a step
/// above it.
double highest_frequency(const Eigen::Ref<const Eigen::VectorXd>& frequencies, bool ends_at_nyquist);

/// Integral of a density over [low, high), linear between the frequencies, so that neighbouring bands add up. The
/// values at 0 Hz and at half the sampling frequency stand for bands half as wide and count twice: the integral over
/// everything is the variance. Above the last frequency of an odd segment the density is the last one, which the next
/// one, its mirror image, equals. NaN for a band that reaches beyond half the sampling frequency.
double band_power(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                  const Eigen::Ref<const Eigen::VectorXd>& density, bool ends_at_nyquist, const Band& band);

/// Centre of gravity of the density over the band, Hz: integral of f P(f) over integral of P(f). NaN without power.
double band_centre(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                   const Eigen::Ref<const Eigen::VectorXd>& density, bool ends_at_nyquist, const Band& band);

}  // namespace attune::spectrum
