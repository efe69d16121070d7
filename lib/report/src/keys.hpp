#pragma once

#include <string>
#include <vector>

#include "attune/report/svg.hpp"

namespace attune::report {

inline constexpr double kKeyRow = 18;  ///< pixels from one row of keys to the next

/// Where a curve's key stands.
struct Key {
  Pixel at;
  std::string words;
};

/// Keys beside each other from x `left`, the first at height `first`, in as many rows as they need up to x `right`.
std::vector<Key> lay_out_keys(const std::vector<std::string>& words, double left, double right, double first);

/// A piece of each curve and its words; key i has the look of group i.
void draw_keys(Svg& svg, const std::vector<Key>& keys);

/// The class of a curve: solid for even groups, dashed for odd ones.
std::string curve_style(int group);

}  // namespace attune::report
