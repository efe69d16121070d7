#include "label_codes.hpp"

#include <cmath>

namespace attune::roi {

LabelCodes label_codes(const std::vector<double>& values) {
  // Labels stored as float32 are exact; this much may come from a scale factor.
  constexpr double kWholeWithin = 1e-6;
  constexpr double kLargest = 2147483647.0;
  LabelCodes out;
  out.codes.resize(values.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    // Nearly every value is a whole number already; rounding is a call into the C library.
    const bool small = std::abs(values[i]) <= kLargest;
    if (small && static_cast<double>(static_cast<std::int32_t>(values[i])) == values[i]) {
      out.codes[i] = static_cast<std::int32_t>(values[i]);
      continue;
    }
    const double whole = std::round(values[i]);
    if (std::abs(values[i] - whole) <= kWholeWithin && std::abs(whole) <= kLargest) {
      out.codes[i] = static_cast<std::int32_t>(whole);
      continue;
    }
    if (out.interpolated++ == 0) out.first_bad = i;
  }
  return out;
}

}  // namespace attune::roi
