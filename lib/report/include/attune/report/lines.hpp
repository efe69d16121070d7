#pragma once

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attune/report/figure.hpp"

namespace attune::report {

/// One curve, with its band if it has one.
struct Line {
  std::string name;
  std::vector<double> y;          ///< one per x; NaN breaks the curve
  std::vector<double> low, high;  ///< one per x, or empty: no band; NaN breaks the band
};

/// A shaded stretch of x, such as a window or a frequency band.
struct ShadedSpan {
  double from = 0, to = 0;
  std::string label;
};

/// A dashed line across at one x.
struct VerticalMark {
  double x = 0;
  std::string label;
};

/// Bars below the curves, in the colour of a curve: where something holds, such as p < .05.
struct Stretches {
  std::string name;
  std::vector<std::pair<double, double>> spans;  ///< from, to on x
  int line = 0;                                  ///< whose colour
};

/// An estimate on x with its interval, in a row below the plot: a latency of a group.
struct EstimateRow {
  std::string name;
  Interval interval;
  int line = 0;  ///< whose colour
};

/// Curves over one axis.
struct LinesFigure {
  std::string name;  ///< a label, unique within the page
  std::string title;
  std::string description;            ///< text alternative
  std::string x_label, y_label;       ///< with their units
  std::string band_label;             ///< what the bands are
  std::vector<double> x;              ///< ascending
  bool log_x = false, log_y = false;  ///< values that are not positive are not drawn
  /// y's ends; NaN: what holds the curves, their bands and `reference_y`.
  double y_low = std::numeric_limits<double>::quiet_NaN(), y_high = std::numeric_limits<double>::quiet_NaN();
  std::optional<double> reference_y;  ///< a dashed level, such as chance
  std::string reference_label;
  std::vector<Line> lines;
  std::vector<ShadedSpan> spans;
  std::vector<VerticalMark> marks;
  std::vector<Stretches> stretches;
  std::vector<EstimateRow> estimates;
};

/// Keys, spans, curves, then a row for each of `stretches` and `estimates`, on the same x. Draws at most some 2,000
/// points of a curve: of longer ones the least and the largest of every pixel. Lists of a line that are longer or
/// shorter than `x` are an internal error.
std::string draw(const LinesFigure& figure);

}  // namespace attune::report
