#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace attune::test {

/// One number of a calibration, for tests/calibrate.sh: `calibration`, what, value, its standard error and the draws it
/// rests on, with tabs between. An error that is NaN is not known.
inline void print_calibration(std::string_view what, double value, double standard_error, std::size_t draws) {
  const std::string error = std::isnan(standard_error) ? "n/a" : fmt::format("{:.4f}", standard_error);
  fmt::print("calibration\t{}\t{:.4f}\t{}\t{}\n", what, value, error, draws);
}

/// A share of independent draws.
inline void print_share(std::string_view what, double share, std::size_t draws) {
  print_calibration(what, share, std::sqrt(share * (1.0 - share) / static_cast<double>(draws)), draws);
}

/// A number that was computed from all samples there are: nothing was drawn.
inline void print_counted(std::string_view what, double value) { print_calibration(what, value, 0.0, 0); }

}  // namespace attune::test
