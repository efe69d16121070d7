#pragma once

#include <span>
#include <vector>

#include "attune/cluster/grid.hpp"
#include "attune/scalp/adjacency.hpp"

namespace attune::cluster {

/// Threshold-free cluster enhancement (Smith & Nichols 2009, NeuroImage 44:83-98).
struct EnhancementOptions {
  double height = 2.0;  ///< H
  double extent = 0.5;  ///< E
};

/// The enhanced statistic of a point: the integral over h from 0 to |t| of e(h)^E h^H dh, with the sign of t, where
/// e(h) counts the points of the cluster that holds the point when the threshold is h. Positive and negative points
/// are enhanced apart. The integral is exact: e(h) only changes at the values of the points, between which h^H is
/// integrated in closed form; there is no step to choose. Keeps its work space; one thread uses it at a time.
class Enhancer {
 public:
  /// Negative powers are usage errors.
  Enhancer(const Grid& grid, const scalp::Neighbours& neighbours, const EnhancementOptions& options = {});

  /// `t` has a value for every point; NaN and 0 are no part of any cluster and stay 0.
  const std::vector<double>& enhance(std::span<const double> t);

 private:
  void enhance_sign(std::span<const double> t, double sign);
  double volume_below(double height) const;
  void change(std::size_t root, double height_volume);
  std::int32_t root_of(std::int32_t point) const;
  void unite(std::int32_t a, std::int32_t b, double height_volume);
  void visit(std::int32_t point, double height_volume);

  Grid grid_;
  scalp::Neighbours neighbours_;
  EnhancementOptions options_;
  std::vector<double> extent_power_;  // n^E for every n
  std::vector<double> out_;
  std::vector<std::pair<double, std::int32_t>> order_;
  std::vector<std::int32_t> parent_, size_;  // parent -1: not yet reached
  std::vector<double> gained_, since_;       // of a root: sum so far, volume at its last change; below: to be added
};

}  // namespace attune::cluster
