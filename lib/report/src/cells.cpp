#include "cells.hpp"

#include <fmt/format.h>

#include "attune/report/axis.hpp"
#include "frame.hpp"

namespace attune::report {
namespace {

constexpr double kBarWidth = 16;

}  // namespace

void Cells::add(int level, Pixel from, Pixel to) {
  if (level < 0) return;
  // Ends rather than widths, so that neighbours share their border to the last digit.
  const std::string left = path_number(from.x);
  paths_[static_cast<std::size_t>(level)] +=
      fmt::format("M{} {}H{}V{}H{}z", left, path_number(from.y), path_number(to.x), path_number(to.y), left);
}

void Cells::draw(Svg& svg, const ColourScale& scale) const {
  for (int level = 0; level < ColourScale::kLevels; ++level)
    svg.path(paths_[static_cast<std::size_t>(level)], "cells", scale.colour(level));
}

void draw_colour_bar(Svg& svg, const ColourScale& scale, const std::string& label, Pixel corner, double height) {
  Cells cells;
  const double step = height / ColourScale::kLevels;
  for (int level = 0; level < ColourScale::kLevels; ++level)
    cells.add(level, {corner.x, corner.y + height - step * (level + 1)},
              {corner.x + kBarWidth, corner.y + height - step * level});
  cells.draw(svg, scale);
  Frame frame{corner.x, corner.y, kBarWidth, height, {}, linear_scale(exact_axis(scale.low(), scale.high(), 5))};
  for (const Scale::Tick& tick : frame.y.ticks)
    svg.words({corner.x + kBarWidth + 6, frame.py(tick.value) + 4}, tick.words, Anchor::start, "small");
  svg.words({corner.x + kBarWidth + 62, corner.y + height / 2}, label, Anchor::middle, "label", -90);
}

}  // namespace attune::report
