#pragma once

#include <string_view>

#include "attune/base/units.hpp"

namespace attune::transfer {

/// How a synthetic component rises and falls.
enum class Shape {
  gaussian,
  half_cosine,  ///< one half wave: zero outside, with corners where it begins and ends
};
/// "gaussian" or "half-cosine"; anything else is a usage error.
Shape shape_of(std::string_view name);

/// A component without noise, as a function of the time after its event.
struct SyntheticComponent {
  Shape shape = Shape::gaussian;
  Milliseconds latency{0};  ///< of its top
  Milliseconds width{100};  ///< full width at half of its height
  Volts amplitude{1e-5};    ///< of its top; below zero for a negative component
};

/// Its value at a time, volts.
double value_at(const SyntheticComponent& component, Milliseconds time);

}  // namespace attune::transfer
