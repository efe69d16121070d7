#pragma once

#include <chrono>
#include <ratio>

namespace attune {

/// Times are std::chrono durations in double precision, so that the compiler converts between them.
using Seconds = std::chrono::duration<double>;
using Milliseconds = std::chrono::duration<double, std::milli>;

/// A number with a unit. `Dimension` keeps volts from millimetres; `Scale` converts within a dimension (microvolts to
/// volts). Construction from a bare number is explicit; quantities of one dimension convert implicitly.
template <class Dimension, class Scale = std::ratio<1>>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double value) : value_(value) {}
  template <class Other>
  constexpr Quantity(Quantity<Dimension, Other> other)  // NOLINT(google-explicit-constructor): a change of unit
      : value_(convert(other)) {}

  /// The bare number in this unit.
  constexpr double value() const { return value_; }
  /// The same length of the quantity, in SI (Scale 1) units.
  constexpr double base_value() const {
    return value_ * static_cast<double>(Scale::num) / static_cast<double>(Scale::den);
  }

  constexpr Quantity operator-() const { return Quantity(-value_); }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.value_ * k); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(a.value_ * k); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }
  friend constexpr double operator/(Quantity a, Quantity b) { return a.value_ / b.value_; }
  friend constexpr bool operator==(Quantity a, Quantity b) { return a.value_ == b.value_; }
  friend constexpr auto operator<=>(Quantity a, Quantity b) { return a.value_ <=> b.value_; }

 private:
  template <class Other>
  static constexpr double convert(Quantity<Dimension, Other> other) {
    using Step = std::ratio_divide<Other, Scale>;
    if constexpr (Step::num == 1) return other.value() / static_cast<double>(Step::den);
    return other.value() * static_cast<double>(Step::num) / static_cast<double>(Step::den);
  }
  double value_ = 0.0;
};

struct FrequencyDimension;
struct LengthDimension;
struct PotentialDimension;
struct ProportionDimension;

using Hertz = Quantity<FrequencyDimension>;
using Millimetres = Quantity<LengthDimension>;
using Volts = Quantity<PotentialDimension>;
using Microvolts = Quantity<PotentialDimension, std::micro>;
/// Percent signal change and the like: `Percent(0.3)` is 0.3 %.
using Percent = Quantity<ProportionDimension>;

/// Time between two samples.
constexpr Seconds period(Hertz frequency) { return Seconds(1.0 / frequency.value()); }

}  // namespace attune
