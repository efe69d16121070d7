#pragma once

#include <optional>

#include "attune/base/units.hpp"
#include "attune/erp/waveform.hpp"

namespace attune::erp {

/// Where the top of a peak is.
enum class PeakPlace {
  sample,    ///< at the largest sample (MNE, ERPLAB)
  parabola,  ///< at the vertex of the parabola through that sample and its two neighbours
};

/// What to do where a window holds no local peak.
enum class WithoutLocalPeak {
  none,      ///< no value, with its reason
  absolute,  ///< take the absolute peak, under the rules of one
};
/// The reason of a window without a local peak.
inline constexpr const char* kNoLocalPeak = "no local peak in the window";

/// How a peak is found.
struct PeakOptions {
  Polarity polarity = Polarity::positive;
  /// 0: the largest sample of the window (absolute peak). k > 0: a local peak as ERPLAB defines it, larger than both
  /// neighbours and than the mean of the k samples on either side (which may lie outside the window); of several the
  /// largest.
  int neighbourhood = 0;
  PeakPlace place = PeakPlace::sample;
  WithoutLocalPeak without = WithoutLocalPeak::none;
};

/// A peak, or the reason why there is none: "peak on the window's edge" (absolute peak at the first or last sample:
/// the extremum lies outside), "no local peak in the window", a window outside the data, samples that are not finite.
struct Peak {
  double amplitude = std::numeric_limits<double>::quiet_NaN();   ///< volts, with its own sign; it may be the other sign
  double latency_ms = std::numeric_limits<double>::quiet_NaN();  ///< the sample's time; the middle of equal neighbours
  Eigen::Index column = -1;                                      ///< of the sample, wherever the vertex is
  std::string reason;
};
Peak find_peak(const Waveform& waveform, const Window& window, const PeakOptions& options);

/// Peak minus counter-peak, volts: how far the component rises (positive) or falls (negative) from the largest extremum
/// of the other sign's direction that comes before it. That one is looked for in `counter`; without it from the event
/// (0 ms; the window's start if that is earlier; the first sample if that is later) to the peak. No value without a
/// peak, or if the counter-peak lies on the edge of where it is looked for: the waveform came from further out. Both
/// tops are placed as `options` say; a local peak is asked of the peak alone.
Reading peak_to_peak(const Waveform& waveform, const Window& window, const PeakOptions& options,
                     const std::optional<Window>& counter = {});

/// How a crossing beside a peak is followed.
struct CrossingOptions {
  /// Onsets are followed back to here where it is before the window's start (ERP CORE: from 200 ms for a P3 measured in
  /// 300-600 ms); offsets end with the window.
  std::optional<Milliseconds> search_from{};
  Volts least_peak{0};  ///< a peak that rises less above zero has no onset: near zero the crossing is noise
};

/// Where the waveform, followed back from the peak, first falls to `fraction` of the peak's amplitude: milliseconds,
/// interpolated linearly between the two samples around the crossing. The peak is the largest sample, never the vertex.
/// No value if there is no peak, if the peak is not on the component's side of zero or too small, or if the crossing is
/// not inside the window (and what the search adds to it).
/// Hansen & Hillyard 1980; Kiesel et al. 2008; Luck 2014.
Reading fractional_peak_onset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                              double fraction, const CrossingOptions& crossing = {});
/// The same followed forward from the peak.
Reading fractional_peak_offset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                               double fraction, const CrossingOptions& crossing = {});

}  // namespace attune::erp
