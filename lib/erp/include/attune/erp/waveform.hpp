#pragma once

#include <limits>
#include <span>
#include <string>

#include "attune/base/units.hpp"
#include "attune/eeg/time_axis.hpp"

namespace attune::erp {

/// Which way a component points. Always said, never guessed from the data.
enum class Polarity { positive, negative };

/// A measurement window, relative to the event; both ends belong to it.
struct Window {
  Milliseconds from{0}, to{0};
};

/// One channel's (or channel group's) average: values in volts on an even time axis.
struct Waveform {
  std::span<const double> values;
  eeg::TimeAxis times;
};

/// A number or the reason why there is none. `value` is NaN exactly if `reason` is not empty.
struct Reading {
  double value = std::numeric_limits<double>::quiet_NaN();
  std::string reason;
};

/// Columns of the samples inside the window: [first, last], last < first if there is none.
struct Columns {
  Eigen::Index first = 0, last = -1;
  bool empty() const { return last < first; }
};
/// A sample within a millionth of a step outside counts as inside (times are rounded numbers).
Columns columns_in(const eeg::TimeAxis& times, const Window& window);

/// Mean of the samples inside the window, volts. No value: window outside the data, no sample inside, NaN inside.
Reading mean_amplitude(const Waveform& waveform, const Window& window);

}  // namespace attune::erp
