#pragma once

#include "attune/erp/waveform.hpp"

namespace attune::erp {

/// What counts as area: the part above zero, the part below (as a positive number), both, or above minus below.
enum class AreaKind { positive, negative, total, integral };

/// Area under the waveform over exactly the window: trapezoids over the samples after rectification; where an end of
/// the window falls between two samples the waveform there is their linear interpolation. Volt milliseconds.
/// No value: window outside the data or shorter than nothing, NaN inside.
Reading area(const Waveform& waveform, const Window& window, AreaKind kind);

/// The time that divides the component's area in the window at `fraction` (0.5: half before, half after): milliseconds.
/// The area of the component's polarity grows as a piecewise quadratic; the crossing is solved inside its interval, so
/// the answer is not tied to the samples. No value if the area is zero or the window leaves the data.
/// Hansen & Hillyard 1980; Luck 2014.
Reading fractional_area_latency(const Waveform& waveform, const Window& window, Polarity polarity, double fraction);

/// Where the component's area in the window would balance: the mean time, weighted by the rectified, piecewise linear
/// waveform that the areas are taken of, exactly integrated; milliseconds. Every sample of the window takes part, so a
/// drift to one side pulls it further than it pulls the half-area latency. No value as for that one.
Reading centroid_latency(const Waveform& waveform, const Window& window, Polarity polarity);

/// True if at an end of the window the rectified waveform is above half of its largest value inside: the window cuts
/// the component, and what is outside would move its area latency and centroid. False where nothing can be measured.
bool is_cut(const Waveform& waveform, const Window& window, Polarity polarity);

}  // namespace attune::erp
