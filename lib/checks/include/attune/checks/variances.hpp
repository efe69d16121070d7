#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>

namespace attune::checks {

/// Whether the spread of two groups differs: Brown & Forsythe (1974), the F test of the distances from the group's
/// median.
struct SpreadTest {
  std::array<double, 2> sd{};
  double f = 0.0, df = 0.0;  ///< 1 and df degrees of freedom
  double p = 1.0;
};

/// Needs two finite values a group; 1 for p where no distance differs from the others.
SpreadTest compare_spread(std::span<const double> a, std::span<const double> b);

/// A warning for a test that pools the variances although they differ (p < 0.05, or one SD is at least twice the
/// other), with the number it costs; nothing otherwise.
std::optional<std::string> pooled_warning(std::span<const double> a, std::span<const double> b,
                                          const std::array<std::string, 2>& levels);

}  // namespace attune::checks
