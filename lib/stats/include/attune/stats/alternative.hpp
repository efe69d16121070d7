#pragma once

#include <string>
#include <string_view>

namespace attune::stats {

/// Which departures from the null count as evidence: either way, A above B (r above 0), or below.
enum class Alternative { two_sided, greater, less };

/// "two-sided", "greater" or "less".
std::string name_of(Alternative alternative);
/// The alternative of that name; anything else is a usage error.
Alternative parse_alternative(std::string_view text);

/// The same after A and B have changed places.
inline Alternative reversed(Alternative alternative) {
  if (alternative == Alternative::two_sided) return alternative;
  return alternative == Alternative::greater ? Alternative::less : Alternative::greater;
}

/// What grows with the evidence for the alternative: |x|, x or -x.
inline double towards(Alternative alternative, double x) {
  if (alternative == Alternative::greater) return x;
  if (alternative == Alternative::less) return -x;
  return x < 0.0 ? -x : x;
}

}  // namespace attune::stats
