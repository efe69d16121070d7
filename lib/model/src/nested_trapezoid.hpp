#pragma once

#include "log_integral.hpp"

namespace attune::model {

/// Integral of exp(f) over two or three coordinates by the trapezoid rule in each, one inside the other, as far as
/// anything counts. For functions that are analytic within pi / 2 of real numbers its error falls as exp(-pi^2 / step),
/// so that the square of what half of the points say is its error; steps are halved until that is below the tolerance.
LogIntegral nested_trapezoid(const LogDensity& f, Eigen::Index coordinates, double tolerance);

}  // namespace attune::model
