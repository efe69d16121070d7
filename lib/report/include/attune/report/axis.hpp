#pragma once

#include <string>
#include <vector>

namespace attune::report {

/// A linear axis: its ends and where its ticks are.
struct Axis {
  double low = 0, high = 1;
  std::vector<double> ticks;

  /// From data to a length: `low` is 0 and `high` is 1.
  double at(double value) const { return (value - low) / (high - low); }
};

/// An axis that holds [low, high] with about `count` ticks at 1, 2 or 5 times a power of ten; its ends are ticks.
/// Equal or non-finite ends give an axis around the value (or 0).
Axis nice_axis(double low, double high, int count = 5);

/// An axis of exactly these ends with ticks at round values within.
Axis exact_axis(double low, double high, int count = 6);

/// A tick's label: as many decimals as the step needs, with a real minus sign.
std::string tick_text(double value, double step);

}  // namespace attune::report
