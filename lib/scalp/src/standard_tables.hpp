#pragma once

#include <string_view>

namespace attune::scalp {

// Positions as text, one electrode after the other: `name x y z` (mm, RAS+) or, where the maker gives angles, `name
// inclination azimuth` (degrees). Blanks and line ends separate.
extern const std::string_view kTable1005, kNames1010;
extern const std::string_view kBiosemi16, kBiosemi32, kBiosemi64, kBiosemi128, kBiosemi160, kBiosemi256;
extern const std::string_view kEasycapM1, kEasycapM10;
extern const std::string_view kHydrocel32, kHydrocel64, kHydrocel128, kHydrocel256;

}  // namespace attune::scalp
