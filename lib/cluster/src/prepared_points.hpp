#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/cluster/permutation_test.hpp"
#include "subset_sums.hpp"

namespace attune::cluster {

/// The points that can be tested, brought to unit variance (and mean 0 for groups), eight by eight: block b holds its
/// people one after another. The last block is filled up with zeros.
struct PreparedPoints {
  Shape shape;
  std::vector<std::int32_t> points;  ///< of the grid, ascending
  std::vector<Eight> values;
  std::vector<double> scale;  ///< of each of `points`: what its values were divided by
  Eigen::Index incomplete = 0, constant = 0;

  std::size_t blocks() const { return (points.size() + kLanes - 1) / kLanes; }
  const Eight* block(std::size_t b) const { return values.data() + b * shape.people; }
};

PreparedPoints prepare(const Eigen::Ref<const Eigen::MatrixXd>& values, const Shape& shape);

/// t of one point of a scan, infinite where a difference has no variance; and Welch's degrees of freedom.
double t_of(double difference, double variance);
double welch_df(double variance, double variance_a, const Shape& shape);

}  // namespace attune::cluster
