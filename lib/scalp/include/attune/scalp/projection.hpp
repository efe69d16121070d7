#pragma once

#include <Eigen/Core>

#include "attune/scalp/montage.hpp"

namespace attune::scalp {

/// Where electrodes stand on a flat map of the head seen from above, nose up: x to the right, y to the nose.
using FlatPositions = Eigen::MatrixX2d;

/// Azimuthal equidistant projection: the distance from the middle is the angle between the electrode and the vertex
/// (the z axis), seen from `centre`, in units of 90 degrees; the direction is that around the vertex. One row per
/// electrode; NaN for a position that is not finite or is the centre.
FlatPositions flat_positions(const Positions& positions, const Eigen::Vector3d& centre = Eigen::Vector3d::Zero());

/// The unit vector, seen from the centre, that stands at this place of the map. Places further out than 2 (180 degrees)
/// have none: NaN.
Eigen::Vector3d direction_at(const Eigen::Vector2d& place);

}  // namespace attune::scalp
