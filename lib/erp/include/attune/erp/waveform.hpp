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

/// Which samples a window's ends stand for.
enum class WindowEnds {
  inside,   ///< as they are: samples inside the window, areas over exactly the window (MNE's samples)
  nearest,  ///< each end goes to its nearest sample, which belongs to the window (ERPLAB's samples)
};
/// The window with its ends where `ends` puts them; halves go up. An end outside the data by half a step or more stays
/// outside.
Window placed(const eeg::TimeAxis& times, const Window& window, WindowEnds ends);

/// Mean of the samples inside the window, volts. No value: window outside the data, no sample inside, NaN inside.
Reading mean_amplitude(const Waveform& waveform, const Window& window);

}  // namespace attune::erp
