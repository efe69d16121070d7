#pragma once

#include "attune/erp/measure.hpp"
#include "attune/latency/jackknife.hpp"

namespace attune::latency {

/// Whether the top of a group's average is shaped by its component or by noise.
struct Smoothness {
  /// Curvature of the component (its height over the square of half its width at half height, V/ms^2) over the standard
  /// error of the average's curvature from sample to sample. NaN without a peak.
  double ratio = std::numeric_limits<double>::quiet_NaN();
};

/// Below it the jackknife of a peak's latency is refused. A peak is where the slope is 0, so it moves by slope /
/// curvature; where noise makes the curvature the peak jumps from one noise crest to another, the leave-one-out
/// latencies do not tell by how much, and 7 to 14 % of tests find a difference that is not there. Found by simulation,
/// see docs/validation.md.
inline constexpr double kSmoothPeak = 3.0;
/// Below it the same is refused for fractional onsets and offsets, whose level noise moves less than the peak's place:
/// 6 to 9 % without a low-pass.
inline constexpr double kSmoothFlank = 1.0;

/// Smoothness of the average over the rows of `waveforms` in the component's window.
Smoothness smoothness(const Waveforms& waveforms, const eeg::TimeAxis& times, const erp::Component& component);

/// What the ratio must reach for a jackknife of this measure: kSmoothPeak for peak_latency, kSmoothFlank for
/// fractional_peak_onset and fractional_peak_offset, which follow single samples; 0 for the others.
double needed_smoothness(erp::Kind kind);

}  // namespace attune::latency
