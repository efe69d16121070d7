#pragma once

#include <Eigen/Core>

#include "attune/scalp/montage.hpp"
#include "attune/scalp/sphere.hpp"

namespace attune::scalp {

/// Spherical splines of Perrin, Pernier, Bertrand & Echallier (1989), Electroenceph Clin Neurophysiol 72:184-187 (with
/// the correction in 76:565).
struct SplineOptions {
  int order = 4;            ///< m: stiffness, 2 to 10
  int terms = 50;           ///< terms of the Legendre series, 1 to 1000
  double smoothing = 1e-5;  ///< lambda, added to the diagonal; 0 interpolates exactly
};

/// sum over n = 1 ... terms of (2n + 1) / (n (n + 1))^m P_n(x) / (4 pi) for every element, x clipped to [-1, 1]; the
/// paper's g for `order` m and its h for m - 1. Double precision, three-term recurrence.
Eigen::MatrixXd spline_kernel(const Eigen::Ref<const Eigen::MatrixXd>& cosines, int order, int terms);

/// Weights W (to x from) with which potentials at `from` give those at `to`: to = W from. Both have the same `origin`
/// subtracted and are put on the unit sphere. Each row of W adds up to 1, so a constant stays what it is. Options out
/// of range are usage errors; fewer than two sources, a position that is not finite, at the origin or twice in `from`
/// (with smoothing 0) is an analysis error.
Eigen::MatrixXd interpolation_weights(const Positions& from, const Positions& to, const Eigen::Vector3d& origin,
                                      const SplineOptions& options = {});

/// The transformation (channels x channels) from potentials in volts to current source density in V/m^2: minus the
/// surface Laplacian of their spherical spline on a sphere of the radius of `sphere` (Perrin et al. 1989; Kayser &
/// Tenke 2006, Clin Neurophysiol 117:348-368). Positive is a source: current that flows out of the brain into the
/// scalp. Times the scalp's conductivity (S/m) it is A/m^3. Rows add up to 0: the reference does not matter. Positions
/// are put on the sphere from its centre. Errors as for the weights.
Eigen::MatrixXd current_source_density(const Positions& positions, const Sphere& sphere,
                                       const SplineOptions& options = {});

/// The same from the cosines of the angles between electrodes and a radius in mm.
Eigen::MatrixXd current_source_density(const Eigen::Ref<const Eigen::MatrixXd>& cosines, double radius_mm,
                                       const SplineOptions& options = {});

}  // namespace attune::scalp
