#include "attune/transfer/synthetic_component.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/nearest_name.hpp"

namespace attune::transfer {

Shape shape_of(std::string_view name) {
  if (name == "gaussian") return Shape::gaussian;
  if (name == "half-cosine") return Shape::half_cosine;
  const std::vector<std::string> known{"gaussian", "half-cosine"};
  throw usage_error(fmt::format("unknown shape {}{}", in_quotes(name), suggestion(name, known)));
}

double value_at(const SyntheticComponent& component, Milliseconds time) {
  const double t = (time - component.latency).count() / component.width.count();  // in full widths at half height
  if (component.shape == Shape::gaussian)
    return component.amplitude.value() * std::exp(-4.0 * std::numbers::ln2 * t * t);
  // The cosine is one half a third of its half wave from the top: the half wave is 1.5 widths long.
  return std::abs(t) < 0.75 ? component.amplitude.value() * std::cos(std::numbers::pi * t / 1.5) : 0.0;
}

}  // namespace attune::transfer
