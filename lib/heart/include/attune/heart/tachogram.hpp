#pragma once

#include <Eigen/Core>
#include <string_view>

#include "attune/base/units.hpp"
#include "attune/heart/runs.hpp"

namespace attune::heart {

/// How intervals are made a curve over time.
enum class Curve {
  linear,        ///< straight lines
  natural_cubic  ///< cubic spline whose ends are straight
};

/// The intervals of a run as a curve through (time of the beat that ends the interval, its length in ms), at the first
/// beat's end and every 1 / `rate` after it, up to the last one. Spectra take the natural
/// cubic spline: of a sine of 0.25 Hz at 800 ms between beats it keeps 99 % of the power, a shape-preserving cubic
/// (PCHIP) 90 % and straight lines 76 %; it overshoots beside a jump, and so artefacts are corrected or left out
/// before. A run of one interval gives one sample.
Eigen::VectorXd sampled(const IntervalRun& run, Hertz rate, Curve curve);

/// What is taken off a curve before its spectrum.
enum class Detrend { mean, linear, smoothness_priors };
/// "mean", "linear", "smoothness-priors".
std::string_view name_of(Detrend detrend);
/// Anything else is a usage error that names the nearest one.
Detrend parse_detrend(std::string_view text);

/// The trend of a curve: its mean, its least-squares line, or the smooth curve (I + lambda^2 D'D)^-1 z with D the
/// second differences (Tarvainen, Ranta-aho & Karjalainen 2002, IEEE Trans Biomed Eng 49:172-175). With lambda 500 at
/// 4 Hz taking it off is a high-pass of half amplitude at 0.028 Hz (-3 dB at 0.035 Hz). Curves of fewer than 3 samples:
/// the mean.
Eigen::VectorXd trend_of(const Eigen::Ref<const Eigen::VectorXd>& curve, Detrend detrend, double lambda);

}  // namespace attune::heart
