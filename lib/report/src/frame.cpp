#include "frame.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace attune::report {

double Scale::at(double value) const {
  if (logarithmic) value = value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
  return (value - low) / (high - low);
}

Scale linear_scale(const Axis& axis) {
  Scale scale{axis.low, axis.high, false, {}};
  const double step = axis.ticks.size() > 1 ? axis.ticks[1] - axis.ticks[0] : 1.0;
  for (const double tick : axis.ticks) scale.ticks.push_back({tick, tick_text(tick, step)});
  return scale;
}

Scale logarithmic_scale(double low, double high) {
  if (!(high > low)) {
    low /= 2;
    high *= 2;
  }
  Scale scale{std::log10(low), std::log10(high), true, {}};
  const bool few = scale.high - scale.low < 4;
  constexpr double kSlack = 1e-9;  // an end that is a tick up to rounding shows it
  for (int power = static_cast<int>(std::floor(scale.low)); power <= static_cast<int>(std::ceil(scale.high)); ++power)
    for (const double leading : {1.0, 2.0, 5.0}) {
      const double tick = leading * std::pow(10.0, power), place = std::log10(tick);
      if ((few || leading == 1.0) && place > scale.low - kSlack && place < scale.high + kSlack)
        scale.ticks.push_back({tick, fmt::format("{:.6g}", tick)});
    }
  return scale;
}

void draw_x_axis(Svg& svg, const Frame& frame, const std::string& label) {
  for (const Scale::Tick& tick : frame.x.ticks) {
    const double x = frame.px(tick.value);
    svg.line({x, frame.bottom()}, {x, frame.bottom() + 5}, "axis");
    svg.words({x, frame.bottom() + 20}, tick.words, Anchor::middle, "small");
  }
  svg.words({frame.left + frame.width / 2, frame.bottom() + 40}, label, Anchor::middle, "label");
}

void draw_y_axis(Svg& svg, const Frame& frame, const std::string& label) {
  for (const Scale::Tick& tick : frame.y.ticks) {
    const double y = frame.py(tick.value);
    svg.line({frame.left, y}, {frame.right(), y}, tick.value == 0 && !frame.y.logarithmic ? "axis" : "grid");
    svg.words({frame.left - 8, y + 4}, tick.words, Anchor::end, "small");
  }
  svg.words({18, frame.top + frame.height / 2}, label, Anchor::middle, "label", -90);
}

}  // namespace attune::report
