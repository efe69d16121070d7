#pragma once

#include <array>
#include <string>

#include "attune/report/colours.hpp"
#include "attune/report/svg.hpp"

namespace attune::report {

/// Rectangles of a few colours: one path per colour, however many rectangles.
class Cells {
 public:
  /// From the corner at the top left to the one at the bottom right; level -1 is left blank.
  void add(int level, Pixel from, Pixel to);
  void draw(Svg& svg, const ColourScale& scale) const;

 private:
  std::array<std::string, ColourScale::kLevels> paths_;
};

/// The scale itself as a column with its numbers, its label beside it; `corner` and `height` are those of the column.
void draw_colour_bar(Svg& svg, const ColourScale& scale, const std::string& label, Pixel corner, double height);

}  // namespace attune::report
