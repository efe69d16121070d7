#include "attune/scalp/projection.hpp"

#include <cmath>
#include <limits>
#include <numbers>

namespace attune::scalp {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kRightAngle = std::numbers::pi / 2;

}  // namespace

FlatPositions flat_positions(const Positions& positions, const Eigen::Vector3d& centre) {
  FlatPositions flat(positions.rows(), 2);
  for (Eigen::Index i = 0; i < positions.rows(); ++i) {
    const Eigen::Vector3d seen = positions.row(i).transpose() - centre;
    const double across = std::hypot(seen.x(), seen.y());
    const bool somewhere = seen.allFinite() && seen.norm() > 0;
    const double distance = somewhere ? std::atan2(across, seen.z()) / kRightAngle : kNone;
    const bool vertex = somewhere && across == 0;
    flat(i, 0) = vertex && seen.z() > 0 ? 0.0 : distance * (vertex ? 1.0 : seen.x() / across);
    flat(i, 1) = vertex ? 0.0 : distance * seen.y() / across;
  }
  return flat;
}

Eigen::Vector3d direction_at(const Eigen::Vector2d& place) {
  const double distance = place.norm();
  if (!(distance <= 2)) return Eigen::Vector3d::Constant(kNone);
  if (distance == 0) return {0, 0, 1};
  const double angle = distance * kRightAngle;
  return {std::sin(angle) * place.x() / distance, std::sin(angle) * place.y() / distance, std::cos(angle)};
}

}  // namespace attune::scalp
