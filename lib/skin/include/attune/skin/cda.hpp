#pragma once

#include <vector>

#include "attune/skin/responses.hpp"

namespace attune::skin {

/// Constants of the continuous decomposition (Benedek & Kaernbach 2010).
struct CdaOptions {
  Seconds tau_fall{2.0}, tau_rise{0.7};  ///< of a response (Bateman)
  Seconds smooth{0.2};                   ///< SD of the Gaussian before the deconvolution
  Seconds grid{10};                      ///< of the tonic driver
};

/// The driver of a channel, of which conductance is the convolution with a Bateman function of unit area.
struct Cda {
  Hertz sampling_frequency;
  double from_s = 0;
  std::vector<double> tonic_us;   ///< slow part of the driver
  std::vector<double> phasic_us;  ///< the rest; may be negative. Both are NaN at artefacts and in stretches below 20 s
};

/// Deconvolution between artefacts: the driver is ((D + 1 / tau_rise) (D + 1 / tau_fall)) y, scaled to unit area, of
/// the smoothed conductance y, exactly what undoes the convolution; its phasic part is not held to be positive. The
/// tonic driver is the first quartile within every `grid`, straight lines between their middles, and the same of what
/// these leave: responses are shorter than three quarters of it. Usage errors for constants that are none; analysis
/// errors below 8 Hz and without a stretch of 20 s.
Cda decompose_continuously(const physio::Channel& channel, const std::vector<bool>& artefact,
                           const CdaOptions& options);

/// Fills `iscr` and `phasic_max` of the trials that count, from the phasic driver in the window of the options; a
/// window with an artefact leaves them NaN.
void add_driver(std::vector<EventResponse>& trials, const Cda& cda, const EventOptions& options);

}  // namespace attune::skin
