#pragma once

#include <string>
#include <vector>

#include "attune/report/axis.hpp"
#include "attune/report/svg.hpp"

namespace attune::report {

/// A linear or logarithmic scale with its ticks and their words.
struct Scale {
  struct Tick {
    double value;
    std::string words;
  };
  double low = 0, high = 1;  ///< of the axis, logarithms where it is logarithmic
  bool logarithmic = false;
  std::vector<Tick> ticks;

  /// 0 at the low end, 1 at the high one; NaN for what a logarithmic scale cannot show.
  double at(double value) const;
};

Scale linear_scale(const Axis& axis);
/// Ticks at 1, 2 and 5 times powers of ten, or at powers of ten alone if those are many. Ends must be positive.
Scale logarithmic_scale(double low, double high);

/// Where data stand on the canvas.
struct Frame {
  double left = 0, top = 0, width = 0, height = 0;
  Scale x, y;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
  double px(double value) const { return left + x.at(value) * width; }
  double py(double value) const { return top + (1 - y.at(value)) * height; }
};

/// Ticks and label of the x axis below the frame.
void draw_x_axis(Svg& svg, const Frame& frame, const std::string& label);
/// Lines across and their numbers, the label turned at the left edge of the canvas.
void draw_y_axis(Svg& svg, const Frame& frame, const std::string& label);

}  // namespace attune::report
