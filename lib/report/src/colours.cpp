#include "attune/report/colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace attune::report {
namespace {

struct Rgb {
  double red, green, blue;
};

// Both arms fall in lightness alike; blue and orange stay apart for every common kind of colour vision.
constexpr std::array<Rgb, 7> kDiverging{
    {{12, 60, 110}, {40, 125, 185}, {145, 195, 225}, {247, 247, 243}, {245, 180, 125}, {208, 95, 35}, {110, 45, 8}}};
constexpr std::array<Rgb, 5> kSequential{
    {{24, 34, 78}, {35, 94, 140}, {55, 156, 140}, {165, 208, 105}, {252, 246, 200}}};

template <std::size_t n>
Rgb between(const std::array<Rgb, n>& stops, double share) {
  const double place = share * static_cast<double>(n - 1);
  const auto at = std::min(static_cast<std::size_t>(place), n - 2);
  const double f = place - static_cast<double>(at);
  const Rgb &a = stops[at], &b = stops[at + 1];
  return {a.red + f * (b.red - a.red), a.green + f * (b.green - a.green), a.blue + f * (b.blue - a.blue)};
}

}  // namespace

ColourScale::ColourScale(const ColourRange& range, std::span<const double> values) : palette_(range.palette) {
  double least = std::numeric_limits<double>::infinity(), largest = -least;
  for (const double value : values)
    if (std::isfinite(value)) {
      least = std::min(least, value);
      largest = std::max(largest, value);
    }
  if (least > largest) least = largest = range.centre;
  low_ = std::isfinite(range.low) ? range.low : least;
  high_ = std::isfinite(range.high) ? range.high : largest;
  if (palette_ == Palette::diverging) {
    const double reach = std::max(std::abs(low_ - range.centre), std::abs(high_ - range.centre));
    low_ = range.centre - reach;
    high_ = range.centre + reach;
  }
  if (high_ > low_) return;
  const double middle = low_;
  low_ = middle - 0.5;
  high_ = middle + 0.5;
}

int ColourScale::level(double value) const {
  if (std::isnan(value)) return -1;
  const double share = std::clamp((value - low_) / (high_ - low_), 0.0, 1.0);
  return std::min(static_cast<int>(share * kLevels), kLevels - 1);
}

std::string ColourScale::colour(int level) const {
  const double share = static_cast<double>(level) / (kLevels - 1);
  const Rgb rgb = palette_ == Palette::diverging ? between(kDiverging, share) : between(kSequential, share);
  const auto byte = [](double part) { return static_cast<int>(std::lround(part)); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(rgb.red), byte(rgb.green), byte(rgb.blue));
}

}  // namespace attune::report
