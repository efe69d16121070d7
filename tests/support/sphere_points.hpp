#pragma once

#include <Eigen/Core>
#include <cmath>
#include <numbers>

#include "attune/scalp/montage.hpp"

namespace attune::test {

/// `count` points spread evenly over a sphere around the origin (golden-angle spiral).
inline scalp::Positions sphere_points(Eigen::Index count, double radius) {
  const double golden = std::numbers::pi * (3.0 - std::sqrt(5.0));
  scalp::Positions out(count, 3);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double z = 1.0 - (2.0 * static_cast<double>(i) + 1.0) / static_cast<double>(count);
    const double ring = std::sqrt(1.0 - z * z), angle = golden * static_cast<double>(i);
    out.row(i) = radius * Eigen::RowVector3d(ring * std::cos(angle), ring * std::sin(angle), z);
  }
  return out;
}

}  // namespace attune::test
