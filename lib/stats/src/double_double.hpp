#pragma once

#include <cmath>

namespace attune::stats {

/// An unevaluated sum of two doubles, about 31 digits: for sums whose terms cancel. Relies on every operation rounding
/// on its own (no contraction). Dekker (1971), Knuth (TAOCP 2, 4.2.2).
struct DoubleDouble {
  double high = 0.0, low = 0.0;

  static DoubleDouble sum(double a, double b) {
    const double s = a + b, part = s - a;
    return {s, (a - (s - part)) + (b - part)};
  }
  static DoubleDouble product(double a, double b) {
    const double p = a * b;
    return {p, std::fma(a, b, -p)};
  }
  /// The same sum with no overlap between its parts; |high| >= |low| on entry.
  DoubleDouble tidy() const {
    const double s = high + low;
    return {s, low - (s - high)};
  }
  double value() const { return high + low; }
};

inline DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
  DoubleDouble s = DoubleDouble::sum(a.high, b.high);
  const DoubleDouble t = DoubleDouble::sum(a.low, b.low);
  s.low += t.high;
  s = s.tidy();
  s.low += t.low;
  return s.tidy();
}

inline DoubleDouble operator-(const DoubleDouble& a) { return {-a.high, -a.low}; }

inline DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
  DoubleDouble p = DoubleDouble::product(a.high, b.high);
  p.low += a.high * b.low + a.low * b.high;
  return p.tidy();
}

/// Quotient by a double that is not 0.
inline DoubleDouble operator/(const DoubleDouble& a, double b) {
  const double first = a.high / b;
  const DoubleDouble rest = a + -DoubleDouble::product(first, b);
  return DoubleDouble{first, rest.value() / b}.tidy();
}

}  // namespace attune::stats
