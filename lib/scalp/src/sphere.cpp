#include "attune/scalp/sphere.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::scalp {
namespace {

Positions finite_rows(const Positions& points) {
  std::vector<Eigen::Index> rows;
  for (Eigen::Index row = 0; row < points.rows(); ++row)
    if (points.row(row).allFinite()) rows.push_back(row);
  return points(rows, Eigen::all);
}

// |p|^2 = 2 c p + (r^2 - |c|^2) is linear in the centre: exact on a sphere, a good start elsewhere. `points` are
// centred.
Sphere algebraic_sphere(const Positions& points) {
  Eigen::MatrixXd design(points.rows(), 4);
  design << 2.0 * points, Eigen::VectorXd::Ones(points.rows());
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(design);
  if (qr.rank() < 4) throw analysis_error("the electrodes lie in one plane: no sphere can be fitted to them");
  const Eigen::Vector4d answer = qr.solve(points.rowwise().squaredNorm());
  const Eigen::Vector3d centre = answer.head<3>();
  return {centre, std::sqrt(std::max(0.0, answer[3] + centre.squaredNorm()))};
}

double cost(const Positions& points, const Sphere& sphere) {
  return ((points.rowwise() - sphere.centre.transpose()).rowwise().norm().array() - sphere.radius).square().sum();
}

// Minimises the cost in the centre; the best radius for a centre is the mean distance. Levenberg-Marquardt: points on a
// small cap make a long valley in which plain Gauss-Newton steps overshoot.
Sphere geometric_sphere(const Positions& points, Sphere sphere) {
  constexpr int kIterations = 500;
  constexpr double kStep = 1e-13;  // of the radius: beyond what double holds of the cost's minimum
  double damping = 1e-6;
  double best = cost(points, sphere);
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    const Positions from = points.rowwise() - sphere.centre.transpose();
    const Eigen::VectorXd distance = from.rowwise().norm();
    Eigen::MatrixXd jacobian(points.rows(), 4);
    jacobian << -(from.array().colwise() / distance.array()).matrix(), -Eigen::VectorXd::Ones(points.rows());
    const Eigen::VectorXd residual = distance.array() - sphere.radius;
    Eigen::Matrix4d normal = jacobian.transpose() * jacobian;
    normal.diagonal() *= 1.0 + damping;
    const Eigen::Vector4d step = normal.ldlt().solve(-(jacobian.transpose() * residual));
    const Sphere next{sphere.centre + step.head<3>(), sphere.radius + step[3]};
    const double reached = cost(points, next);
    if (step.norm() < kStep * sphere.radius) break;
    if (reached <= best) {
      sphere = next;
      best = reached;
      damping *= 0.1;
    } else {
      if (damping > 1e12) break;
      damping = std::max(damping * 10.0, 1e-9);
    }
  }
  return sphere;
}

}  // namespace

Sphere fit_sphere(const Positions& points) {
  const Positions finite = finite_rows(points);
  if (finite.rows() < 4)
    throw analysis_error(
        fmt::format("{} electrodes have a position, expected at least 4 to fit a sphere", finite.rows()));
  const Eigen::RowVector3d mean = finite.colwise().mean();
  const Positions centred = finite.rowwise() - mean;
  const double scale = centred.rowwise().norm().mean();
  if (!(scale > 0)) throw analysis_error("all electrodes are at one place: no sphere can be fitted to them");
  const Positions scaled = centred / scale;
  const Sphere sphere = geometric_sphere(scaled, algebraic_sphere(scaled));
  return {sphere.centre * scale + mean.transpose(), sphere.radius * scale};
}

double radius_deviation(const Positions& points, const Eigen::Vector3d& origin) {
  const Positions finite = finite_rows(points);
  const Eigen::ArrayXd distance = (finite.rowwise() - origin.transpose()).rowwise().norm();
  return (distance / distance.mean() - 1.0).abs().mean();
}

std::optional<std::string> sphere_warning(const Positions& points, const Eigen::Vector3d& origin) {
  const double deviation = radius_deviation(points, origin);
  if (!(deviation > kPoorSphere)) return std::nullopt;
  return fmt::format(
      "the electrodes' distances from the sphere's centre ({:.1f}, {:.1f}, {:.1f} mm) differ from their mean by {:.0f} "
      "% "
      "on average, expected at most {:.0f} %: spherical splines will be inaccurate; check the positions and their unit",
      origin[0], origin[1], origin[2], 100.0 * deviation, 100.0 * kPoorSphere);
}

}  // namespace attune::scalp
