#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "attune/breath/breaths.hpp"
#include "attune/heart/bands.hpp"
#include "attune/heart/runs.hpp"

namespace attune::heart {

/// Respiratory sinus arrhythmia by the method of Porges and Bohrer.
struct PorgesBohrer {
  double ln_rsa = std::numeric_limits<double>::quiet_NaN();  ///< ln(ms^2): mean over the epochs
  std::vector<double> epochs;                                ///< ln(ms^2) of each 30 s
  std::string reason;                                        ///< why there is no value; empty: there is one
};

/// Porges & Bohrer (1990), as Lewis, Furman, McCool & Porges (2012, Biol Psychol 89:356-364) describe it: the intervals
/// (ms, not the heart rate) by straight lines between the beats at `bands.rsa_rate`, less a moving cubic polynomial of
/// 21 points, band-passed to `bands.rsa` (Butterworth of order 4, forwards and backwards, so -6 dB at its ends), and
/// the natural logarithm of the variance (n - 1) of every 30 s from the start of each run on, whose mean is the value.
/// The first and the last 10 points lie on the polynomials of the outer 21. A rest of a run that is shorter than 30 s
/// is left out. No value: no run of 30 s, or intervals that do not vary. Not the logarithm of HF:
/// of a sine of 0.25 Hz at 800 ms between beats the straight lines keep 76 % of the power, and the polynomial leaves
/// 126 % of that.
PorgesBohrer porges_bohrer(std::span<const IntervalRun> runs, const Bands& bands);

using breath::Breath;

/// Respiratory sinus arrhythmia from peak to valley.
struct PeakToValley {
  double mean = std::numeric_limits<double>::quiet_NaN();  ///< ms, over the breaths
  std::size_t breaths = 0;                                 ///< that are measured
  std::size_t left_out = 0;  ///< implausible, in a gap of the beats, or with no beat in or none out
};

/// Grossman, van Beek & Wientjes (1990, Psychophysiology 27:702-714): of every breath the longest interval that ends
/// while air goes out less the shortest that ends while it goes in, each reaching 750 ms further; a negative difference
/// is 0. Breaths are taken that lie within a run as a whole. NaN without any.
PeakToValley peak_to_valley(std::span<const IntervalRun> runs, std::span<const Breath> breaths);

}  // namespace attune::heart
