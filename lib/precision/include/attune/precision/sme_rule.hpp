#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attune::precision {

/// Which values are too uncertain to be used.
struct SmeRule {
  struct Limit {
    std::string unit;  ///< empty: of whatever unit all rows have
    double largest = 0;
  };
  std::vector<Limit> limits;     ///< one a unit
  std::optional<double> robust;  ///< so many robust standard deviations of ln SME above its median over people
  bool empty() const { return limits.empty() && !robust; }
};

/// From `2.5uV`, `30ms`, `4` (where all values have one unit), `robust` (3 robust standard deviations) or `robust=4`.
/// Anything else, a limit that is not above 0 and two limits of one unit are usage errors.
SmeRule parse_sme_rule(std::span<const std::string> texts);

/// The fewest people that a robust limit is taken from.
inline constexpr std::size_t kFewestForRobust = 5;
/// How many of these SMEs lie above 0: those a robust limit is taken from.
std::size_t people_for_robust(std::span<const double> smes);

/// The largest SME that stays, for values of one cell in one unit: the smaller of the limit for the unit and the robust
/// one, exp(median + k 1.4826 MAD) of the logarithms of the SMEs above 0; infinity if neither applies. The robust one
/// looks at the people of all groups together and needs five.
double largest_sme(const SmeRule& rule, const std::string& unit, std::span<const double> smes);

}  // namespace attune::precision
