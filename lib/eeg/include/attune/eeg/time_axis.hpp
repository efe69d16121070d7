#pragma once

#include <Eigen/Core>
#include <cmath>

#include "attune/base/units.hpp"

namespace attune::eeg {

/// The sample nearest to an exact position; halves go up, so that a shift by whole samples shifts every result alike.
/// Positions within a billionth of a sample below a half count as the half (3 * 0.1 s at 5 Hz is 1.5, not 1.4999...).
inline Eigen::Index nearest_sample(double exact) { return static_cast<Eigen::Index>(std::floor(exact + 0.5 + 1e-9)); }

/// The evenly spaced times of an epoch or an average, relative to its event.
struct TimeAxis {
  Hertz sampling_frequency;
  Eigen::Index first = 0;    ///< sample of column 0 relative to the event's sample; negative before it
  Eigen::Index samples = 0;  ///< number of columns
  /// Added to every column, in steps: 0 where the event lies on a sample, as in all that is cut from a recording here;
  /// averages made elsewhere may start at any time.
  double offset = 0;

  /// Time of a column; exact in the sense that it is one division, not a running sum.
  Milliseconds at(Eigen::Index column) const {
    return Milliseconds(1000.0 * (static_cast<double>(first + column) + offset) / sampling_frequency.value());
  }
  Milliseconds step() const { return Milliseconds(1000.0 / sampling_frequency.value()); }
  friend bool operator==(const TimeAxis&, const TimeAxis&) = default;
};

/// The axis whose column 0 is `position` steps after the event, which may lie between samples. Positions count to a
/// millionth of a step, so that the axis is the same when its times are read back; within a hundred-thousandth of a
/// step of a sample they are the sample.
inline TimeAxis axis_at(Hertz sampling_frequency, double position, Eigen::Index samples) {
  const auto to_millionths = [](double steps) { return std::round(steps * 1e6) / 1e6; };
  const double whole = to_millionths(position);
  TimeAxis axis{sampling_frequency, nearest_sample(whole), samples};
  const double offset = to_millionths(whole - static_cast<double>(axis.first));
  if (std::abs(offset) > 1e-5) axis.offset = offset;
  return axis;
}

}  // namespace attune::eeg
