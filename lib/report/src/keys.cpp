#include "keys.hpp"

namespace attune::report {
namespace {

constexpr double kLetter = 8;  // pixels; a bold letter of a name is rarely wider

}  // namespace

std::vector<Key> lay_out_keys(const std::vector<std::string>& words, double left, double right, double first) {
  std::vector<Key> keys;
  Pixel at{left, first};
  for (const std::string& key : words) {
    const double width = 38 + kLetter * static_cast<double>(key.size());
    if (at.x > left && at.x + width > right) at = {left, at.y + kKeyRow};
    keys.push_back({at, key});
    at.x += width + 24;
  }
  return keys;
}

void draw_keys(Svg& svg, const std::vector<Key>& keys) {
  for (std::size_t g = 0; g < keys.size(); ++g) {
    const int index = static_cast<int>(g);
    const Pixel at = keys[g].at;
    svg.curve({at, {at.x + 30, at.y}}, curve_style(index));
    svg.words({at.x + 38, at.y + 4}, keys[g].words, Anchor::start, group_style(index, "key"));
  }
}

std::string curve_style(int group) { return group_style(group, group % 2 == 0 ? "wave" : "wave odd"); }

}  // namespace attune::report
