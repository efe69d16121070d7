#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "attune/heart/measure.hpp"

namespace attune::heart {

// A number, what it rests on, and why there is none.
struct Value {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::size_t n = 0;
  std::string reason;
};

// What the asked-for measures are taken from; parts that no measure needs are empty.
struct Found {
  TimeDomain time;
  IntervalSpectrum spectrum;
  Poincare plot;
  Estimate entropy, alpha1, alpha2;
  PorgesBohrer rsa;
  PeakToValley valley;
  bool breaths_known = false;
  bool detected = false;
  double beat_quality = std::numeric_limits<double>::quiet_NaN();  // mean over the beats
  std::size_t beats = 0;
};

// Names are those of `measures_of`.
Found find(std::span<const IntervalRun> runs, std::span<const Breath> breaths, std::span<const std::string> names,
           const MeasureOptions& options);
Value value_of(const std::string& name, const Found& found, const MeasureOptions& options);

bool needs_spectrum(std::span<const std::string> names);

// What to be careful about in a condition; each line begins with `where`.
Warnings cautions(const std::string& where, std::span<const IntervalRun> runs, std::span<const Breath> breaths,
                  const Found& found, std::span<const std::string> names, const MeasureOptions& options);

// Segments shorter than `least` give no value of the band, shorter than `advised` a warning; seconds.
struct BandLength {
  double least, advised;
};
inline constexpr BandLength kVlfLength{300, 300}, kLfLength{50, 120}, kHfLength{15, 60};
// What a segment may lack of those: beats do not begin and end with the window.
inline constexpr double kSlack_s = 5;

}  // namespace attune::heart
