#include "attune/scalp/spline.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "attune/base/error.hpp"

namespace attune::scalp {
namespace {

void check(const SplineOptions& options) {
  if (options.order < 2 || options.order > 10)
    throw usage_error(fmt::format("the spline's order is {}, expected 2 to 10", options.order));
  if (options.terms < 1 || options.terms > 1000)
    throw usage_error(fmt::format("the spline has {} Legendre terms, expected 1 to 1000", options.terms));
  if (!(options.smoothing >= 0) || !std::isfinite(options.smoothing))
    throw usage_error(fmt::format("the spline's smoothing is {}, expected 0 or more", options.smoothing));
}

// Directions from the origin; rows of unit length.
Positions on_unit_sphere(const Positions& positions, const Eigen::Vector3d& origin, std::string_view whose) {
  Positions out = positions.rowwise() - origin.transpose();
  for (Eigen::Index row = 0; row < out.rows(); ++row) {
    const double length = out.row(row).norm();
    if (!std::isfinite(length) || length == 0)
      throw analysis_error(
          fmt::format("{} electrode {} of {} has no direction from the sphere's centre: its position is "
                      "({}, {}, {}) mm",
                      whose, row + 1, out.rows(), positions(row, 0), positions(row, 1), positions(row, 2)));
    out.row(row) /= length;
  }
  return out;
}

// G + lambda I, factored after a check that it can be.
Eigen::FullPivLU<Eigen::MatrixXd> factored(const Eigen::MatrixXd& system, std::string_view what) {
  Eigen::FullPivLU<Eigen::MatrixXd> lu(system);
  if (!lu.isInvertible())
    throw analysis_error(
        fmt::format("{}: two electrodes are at the same place, or there are more electrodes than "
                    "Legendre terms can tell apart; expected a smoothing above 0 or more terms",
                    what));
  return lu;
}

}  // namespace

Eigen::MatrixXd spline_kernel(const Eigen::Ref<const Eigen::MatrixXd>& cosines, int order, int terms) {
  std::vector<double> factors(static_cast<std::size_t>(terms) + 1, 0.0);
  for (int n = 1; n <= terms; ++n) {
    const double product = static_cast<double>(n) * (n + 1);
    factors[static_cast<std::size_t>(n)] = (2.0 * n + 1.0) / (std::pow(product, order) * 4.0 * std::numbers::pi);
  }
  const auto series = [&](double cosine) {
    const double x = std::clamp(cosine, -1.0, 1.0);
    double before = 1.0, now = x, sum = 0.0;  // P_0, P_1
    for (int n = 1; n <= terms; ++n) {
      sum += factors[static_cast<std::size_t>(n)] * now;
      const double next = ((2.0 * n + 1.0) * x * now - n * before) / (n + 1.0);
      before = now;
      now = next;
    }
    return sum;
  };
  return cosines.unaryExpr(series);
}

Eigen::MatrixXd interpolation_weights(const Positions& from, const Positions& to, const Eigen::Vector3d& origin,
                                      const SplineOptions& options) {
  check(options);
  const Eigen::Index n = from.rows();
  if (n < 2) throw analysis_error(fmt::format("{} electrodes to interpolate from, expected at least 2", n));
  const Positions sources = on_unit_sphere(from, origin, "source");
  const Positions targets = on_unit_sphere(to, origin, "target");
  // [G + lambda I, 1; 1', 0] [c; c0] = [v; 0], value at a target = g' c + c0
  Eigen::MatrixXd system = Eigen::MatrixXd::Ones(n + 1, n + 1);
  system.topLeftCorner(n, n) = spline_kernel(sources * sources.transpose(), options.order, options.terms);
  system.topLeftCorner(n, n).diagonal().array() += options.smoothing;
  system(n, n) = 0.0;
  Eigen::MatrixXd right = Eigen::MatrixXd::Ones(n + 1, to.rows());
  right.topRows(n) = spline_kernel(sources * targets.transpose(), options.order, options.terms);
  const Eigen::FullPivLU<Eigen::MatrixXd> lu = factored(system, "interpolation");
  Eigen::MatrixXd answer = lu.solve(right);
  answer += lu.solve(right - system * answer);  // one step of refinement: the system's condition is near 1e6
  return answer.topRows(n).transpose();
}

Eigen::MatrixXd current_source_density(const Eigen::Ref<const Eigen::MatrixXd>& cosines, double radius_mm,
                                       const SplineOptions& options) {
  check(options);
  const Eigen::Index n = cosines.rows();
  if (n < 2 || cosines.cols() != n)
    throw analysis_error(fmt::format("{} electrodes, expected at least 2 for a current source density", n));
  if (!(radius_mm > 0) || !std::isfinite(radius_mm))
    throw analysis_error(fmt::format("the head's radius is {} mm, expected more than 0", radius_mm));
  Eigen::MatrixXd g = spline_kernel(cosines, options.order, options.terms);
  g.diagonal().array() += options.smoothing;
  const Eigen::MatrixXd h = spline_kernel(cosines, options.order - 1, options.terms);
  const Eigen::FullPivLU<Eigen::MatrixXd> lu = factored(g, "current source density");
  // C = G^-1 (v - c0) with c0 such that the elements of C add up to 0
  const Eigen::MatrixXd inverse = lu.inverse();
  const Eigen::VectorXd sums = inverse.rowwise().sum();
  const Eigen::MatrixXd coefficients = inverse - sums * inverse.colwise().sum() / sums.sum();
  const double metres = radius_mm / 1000.0;
  return h * coefficients / (metres * metres);
}

Eigen::MatrixXd current_source_density(const Positions& positions, const Sphere& sphere, const SplineOptions& options) {
  const Positions unit = on_unit_sphere(positions, sphere.centre, "scalp");
  return current_source_density(unit * unit.transpose(), sphere.radius, options);
}

}  // namespace attune::scalp
