#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>

#include "attune/scalp/montage.hpp"

namespace attune::scalp {

/// A sphere; millimetres.
struct Sphere {
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  double radius = 0;
};

/// The sphere with the least sum of squared distances between the points and its surface: the minimum that MNE's search
/// (COBYLA) approaches to a few parts in a million; Gauss-Newton here goes to the end. Rows with NaN are left out.
/// Fewer than four points, or points in one plane, are an analysis error.
Sphere fit_sphere(const Positions& points);

/// Mean over the rows of |distance / mean distance - 1|, distance from `origin`: 0 on a sphere. NaN rows are left out.
double radius_deviation(const Positions& points, const Eigen::Vector3d& origin);

/// Above this deviation spherical splines are a poor model of where the electrodes are.
inline constexpr double kPoorSphere = 0.10;
/// A warning with the number if the mean deviation is above 10 %, else nothing.
std::optional<std::string> sphere_warning(const Positions& points, const Eigen::Vector3d& origin);

}  // namespace attune::scalp
