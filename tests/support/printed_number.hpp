#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace attune::test {

/// Half a unit of the last digit of a number as another program printed it: ".075" is 0.0005, "9.58e-08" is 5e-11.
inline double half_last_digit(const std::string& printed) {
  const std::size_t exponent_at = std::min(printed.find('e'), printed.size());
  const std::size_t point = std::min(printed.find('.'), exponent_at);
  const int decimals = point == exponent_at ? 0 : static_cast<int>(exponent_at - point) - 1;
  const int exponent = exponent_at == printed.size() ? 0 : std::stoi(printed.substr(exponent_at + 1));
  return 0.5 * std::pow(10.0, exponent - decimals);
}

/// True if the value rounds to what was printed; a tie may have gone either way.
inline bool has_printed_digits(double value, const std::string& printed) {
  constexpr double kTie = 1.0 + 1e-6;
  return std::abs(value - std::stod(printed)) <= kTie * half_last_digit(printed);
}

}  // namespace attune::test
