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
/// Takes a region's voxels in blocks, so that a region need not be held whole.
class EigenvariateSum {
 public:
  /// A region of `voxels` voxels over `volumes` volumes.
  EigenvariateSum(Eigen::Index volumes, Eigen::Index voxels);
  /// A region with no more voxels than volumes comes in one block; larger ones in as many as needed.
  bool takes_blocks() const { return by_volume_; }
  /// `block` is volumes x voxels; every column is demeaned first.
  void add(Eigen::MatrixXd block);
  /// Call after the last block.
  Eigenvariate finish() const;

 private:
  Eigen::Index volumes_, voxels_;
  bool by_volume_;
  Eigen::MatrixXd block_;     ///< of a small region
  Eigen::MatrixXd gram_;      ///< lower triangle
  Eigen::VectorXd row_sums_;  ///< of a large region: they decide the sign without the voxels
};

}  // namespace attune::roi
