#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "attune/roi/extract.hpp"

namespace attune::roi {

/// One number from a region's values, all finite. `weights` (same length) only for the weighted mean. Reorders `values`
/// for the median. NaN for no values, and for the SD of one.
double summarise(std::vector<double>& values, std::span<const double> weights, Summary summary);

/// First eigenvariate of a region.
struct Eigenvariate {
  Eigen::VectorXd series;         ///< u1 sqrt(s1 / n); 0 throughout if nothing varies
  double variance_explained = 0;  ///< s1 / sum of all s
};
/// `voxels` is volumes x voxels; every column is demeaned first.
Eigenvariate first_eigenvariate(Eigen::MatrixXd voxels);

}  // namespace attune::roi
