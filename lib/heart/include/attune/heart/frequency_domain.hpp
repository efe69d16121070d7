#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "attune/base/units.hpp"
#include "attune/heart/bands.hpp"
#include "attune/heart/runs.hpp"
#include "attune/heart/tachogram.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::heart {

/// welch: intervals as a natural cubic spline at 4 Hz, Hann-tapered segments that overlap by half (Welch 1967).
/// lomb: the same segments from the beats themselves, Hann-tapered at their times (Lomb 1976, Scargle 1982).
enum class SpectrumMethod { welch, lomb };

struct FrequencyOptions {
  SpectrumMethod method = SpectrumMethod::welch;
  Detrend detrend = Detrend::mean;
  double lambda = 500;  ///< of smoothness priors
  Seconds window{300};  ///< longest segment; shorter where no run is that long
  Hertz rate{4};        ///< of the spline
  parallel::Threads threads;
};

/// The density of the intervals' variance over frequency, mean over the segments.
struct IntervalSpectrum {
  Eigen::VectorXd frequencies;  ///< Hz, from 0 in steps of 1 / length
  Eigen::VectorXd density;    ///< ms^2/Hz, one-sided: its integral is the variance of the (detrended, tapered) segments
  Seconds length{0};          ///< of a segment
  std::size_t segments = 0;   ///< 0: there is no spectrum
  std::size_t intervals = 0;  ///< in the runs that are long enough for a segment
};

/// Segments are `window` long and lie within runs; shorter runs are left out. Where no run is that long, segments are
/// as long as the shortest of the runs that lack at most 6 s and a tenth of the longest (beats do not begin and end
/// with epochs of one length). What `detrend` says is taken off each run, then its mean off each segment. The density
/// of a sine of amplitude A adds up to A^2 / 2 by both methods. Lomb-Scargle ends at half the mean rate of the beats,
/// above which beats say nothing; so does Welch's at half of `rate`, though a spline has hardly any power above half
/// the rate of the beats. No run of at least 4 intervals and 8 samples: no segments. A window, rate or lambda that is
/// not positive is a usage error. The bits do not depend on the number of threads.
IntervalSpectrum interval_spectrum(std::span<const IntervalRun> runs, const FrequencyOptions& options);

/// Integral of the density over the band, ms^2, linear between the frequencies, so that neighbouring bands add up. What
/// of the band lies above the last frequency counts as 0. NaN without a spectrum.
double band_power(const IntervalSpectrum& spectrum, Band band);

/// Frequency of the highest peak within the band, Hz: a frequency with less density on both sides, refined by a
/// parabola through the logarithms. NaN where no peak lies within the band.
double peak_frequency(const IntervalSpectrum& spectrum, Band band);

}  // namespace attune::heart
