#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace attune::report {

/// A mean and its confidence interval; NaN where it does not exist.
struct Interval {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

/// One participant's value.
struct Dot {
  std::string participant_id;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN is not drawn
};

/// The values of one group under one condition.
struct DotGroup {
  std::string name;
  std::vector<Dot> dots;
  Interval interval;
};

/// Values of all groups under one condition.
struct DotPanel {
  std::string title;
  std::vector<DotGroup> groups;
};

/// Points per participant with mean and interval, per group and condition, on one common axis.
struct DotFigure {
  std::string name;  ///< a label, unique within the page
  std::string title;
  std::string description;  ///< text alternative
  std::string axis_label;   ///< with its unit
  std::string interval_label = "mean and 95 % confidence interval";
  std::vector<DotPanel> panels;
};
std::string draw(const DotFigure& figure);

/// A group's average waveform with its point-wise band, and its participants' latencies.
struct Wave {
  std::string name;
  int participants = 0;
  std::vector<double> mean, low, high;  ///< microvolts, one per time
  std::vector<Dot> latencies;           ///< milliseconds; may be empty
  Interval latency;
};

/// Waveforms of the groups over time, the measured window shaded, latencies below.
struct WaveFigure {
  std::string name;
  std::string title;
  std::string description;
  std::string band_label = "band: 95 % confidence, point by point";
  std::string latency_label;  ///< such as "50 % area latency (ms)"; empty: no latencies
  std::vector<double> times_ms;
  double window_low_ms = 0, window_high_ms = 0;  ///< equal: no window
  std::vector<Wave> waves;
};
std::string draw(const WaveFigure& figure);

/// Where the discs of a swarm go, sideways from its centre, so that none overlap; `positions` are pixels along the
/// axis. The result depends on the values only.
std::vector<double> swarm(const std::vector<double>& positions, double radius);

}  // namespace attune::report
