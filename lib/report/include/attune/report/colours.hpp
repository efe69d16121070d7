#pragma once

#include <limits>
#include <span>
#include <string>

namespace attune::report {

/// Which colours stand for values.
enum class Palette {
  diverging,   ///< blue below the centre, near white at it, orange above; equally dark at equal distance
  sequential,  ///< from dark blue to pale yellow, lighter with every step
};

/// What the ends of the colours are; NaN: taken from the values.
struct ColourRange {
  Palette palette = Palette::diverging;
  double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
  double centre = 0;  ///< of the diverging palette, whose ends are equally far from it
};

/// Values to one of `kLevels` colours. Colours come in steps, so that edges between them are lines of equal value.
class ColourScale {
 public:
  static constexpr int kLevels = 41;  // odd: the middle step of the diverging palette is its centre

  /// Ends that are not given are those of the finite values; of the diverging palette the further one, on both sides.
  /// Without any finite value, or with equal ends, the scale is 1 wide.
  ColourScale(const ColourRange& range, std::span<const double> values);

  double low() const { return low_; }
  double high() const { return high_; }
  /// 0 ... kLevels - 1; values beyond the ends have the colour of the end. -1 for NaN.
  int level(double value) const;
  /// `#rrggbb` of a level.
  std::string colour(int level) const;

 private:
  Palette palette_;
  double low_ = 0, high_ = 1;
};

}  // namespace attune::report
