#pragma once

#include "attune/erp/waveform.hpp"

namespace attune::erp {

/// How a peak is found.
struct PeakOptions {
  Polarity polarity = Polarity::positive;
  /// 0: the largest sample of the window (absolute peak). k > 0: a local peak as ERPLAB defines it, larger than both
  /// neighbours and than the mean of the k samples on either side (which may lie outside the window); of several the
  /// largest.
  int neighbourhood = 0;
};

/// A peak, or the reason why there is none: "peak on the window's edge" (absolute peak at the first or last sample:
/// the extremum lies outside), "no local peak in the window", a window outside the data, samples that are not finite.
struct Peak {
  double amplitude = std::numeric_limits<double>::quiet_NaN();   ///< volts, with its own sign; it may be the other sign
  double latency_ms = std::numeric_limits<double>::quiet_NaN();  ///< the sample's time; the middle of equal neighbours
  Eigen::Index column = -1;
  std::string reason;
};
Peak find_peak(const Waveform& waveform, const Window& window, const PeakOptions& options);

/// Where the waveform, followed back from the peak, first falls to `fraction` of the peak's amplitude: milliseconds,
/// interpolated linearly between the two samples around the crossing. No value if there is no peak, if the peak is not
/// on the component's side of zero, or if the crossing is not inside the window.
/// Hansen & Hillyard 1980; Kiesel et al. 2008; Luck 2014.
Reading fractional_peak_onset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                              double fraction);
/// The same followed forward from the peak.
Reading fractional_peak_offset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                               double fraction);

}  // namespace attune::erp
