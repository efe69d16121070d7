#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/number_text.hpp"
#include "attune/report/page.hpp"

namespace attune::report {
namespace {

std::string with_minus(std::string text) {
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

}  // namespace

std::string rounded(double value, int digits) {
  if (std::isnan(value)) return "n/a";
  if (std::isinf(value)) return value > 0 ? "\u221e" : "\u2212\u221e";
  if (value == 0) return "0";
  // The exponent after rounding decides: 0.9996 to three digits is 1.00.
  const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
  const int exponent = static_cast<int>(parse_integer(scientific.substr(scientific.find('e') + 1)).value_or(0));
  if (exponent < -4 || exponent > 6) {
    const std::string mantissa = scientific.substr(0, scientific.find('e'));
    return with_minus(fmt::format("{} \u00d7 10^{}", mantissa, exponent));
  }
  return with_minus(fmt::format("{:.{}f}", value, std::max(digits - 1 - exponent, 0)));
}

std::string rounded_beside(double value, double scale, int digits) {
  constexpr double kSmallest = 1e-4, kLargest = 1e6;  // beyond them `rounded` writes powers of ten
  const double size = std::abs(scale);
  if (!(size >= kSmallest && size <= kLargest) || !(std::abs(value) <= kLargest)) return rounded(value, digits);
  const std::string text = rounded(size, digits);
  const std::size_t point = text.find('.');
  const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
  const std::string fixed = fmt::format("{:.{}f}", value, decimals);
  // Nothing but zeros has no sign.
  return fixed.find_first_not_of("-0.") == std::string::npos ? fmt::format("{:.{}f}", 0.0, decimals)
                                                             : with_minus(fixed);
}

std::string p_text(double p) {
  if (std::isnan(p)) return "p\u00a0n/a";
  if (p < 0.001) return "p\u00a0<\u00a0.001";
  const std::string text = fmt::format("{:.3f}", p);
  return "p\u00a0=\u00a0" + (p >= 0.9995 ? "1" : text.substr(1));
}

}  // namespace attune::report
