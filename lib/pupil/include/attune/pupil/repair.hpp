#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/physio/recording.hpp"

namespace attune::pupil {

struct RepairOptions {
  /// A sample is missing if it is NaN, 0 or below, or changes faster than the median of all changes plus so many median
  /// absolute deviations (Kret & Sjak-Shie 2019) and faster than twice the median size a second, which no pupil does.
  double speed_mads = 16;
  Milliseconds margin{50};    ///< on both sides of what is missing: the lid covers the pupil before the eye is lost
  Milliseconds longest{500};  ///< what is missing for longer stays missing; shorter is drawn through
  std::optional<Hertz> smooth{Hertz(4)};  ///< low-pass of what was repaired (Butterworth of order 2, both ways)
  parallel::Threads threads;
};

/// A pupil's size with its blinks repaired.
struct Repaired {
  std::vector<double> size;        ///< in the channel's unit; NaN where it is missing
  std::vector<bool> interpolated;  ///< true where the size was drawn through
  struct Blink {
    double from_s = 0, to_s = 0;
    bool repaired = true;
  };
  std::vector<Blink> blinks;  ///< by time; all that was missing, margins included
  Warnings warnings;
};

/// Finds what is missing, widens it by the margin and draws a monotone cubic (Fritsch & Carlson 1980) through what is
/// not too long and has samples on both sides. Nothing is extrapolated. A usage error for a limit that is none; an
/// analysis error where nothing is left.
Repaired repair(const physio::Channel& channel, const RepairOptions& options);

/// One channel from those of both eyes, which must share their clock, length and unit: the mean where both are there;
/// of one eye alone its size plus half the median difference between the eyes. Otherwise an input error.
physio::Channel both_eyes(const physio::Channel& left, const physio::Channel& right);

}  // namespace attune::pupil
