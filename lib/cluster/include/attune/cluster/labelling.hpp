#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "attune/cluster/grid.hpp"
#include "attune/scalp/adjacency.hpp"

namespace attune::cluster {

/// A point beyond the forming threshold.
struct Beyond {
  std::int32_t point = 0;
  double t = 0;
};

/// Points of one sign that hang together.
struct Cluster {
  int sign = 1;                      ///< 1: A above B; -1: below
  double mass = 0;                   ///< sum of |t| over its points (Bullmore et al. 1999; Maris & Oostenveld 2007)
  std::vector<Eigen::Index> points;  ///< ascending
};

/// The largest mass of either sign; 0 without a cluster.
struct LargestMass {
  double positive = 0, negative = 0;
};

/// Finds clusters among the points beyond a threshold: two hang together if they are neighbours and of one sign, so
/// positive and negative points never join. Keeps its work space; one thread uses it at a time.
class Labeller {
 public:
  /// With `least_neighbours` k > 0 a point counts only if at least k channels beside its own are beyond the threshold
  /// with its sign at its frequency and time; points that do not are taken out until none is left (FieldTrip's
  /// minnbchan).
  Labeller(const Grid& grid, const scalp::Neighbours& neighbours, int least_neighbours = 0);

  /// All clusters of `beyond`, whose points ascend, in order of their first point. Masses are added in the order of the
  /// points.
  std::vector<Cluster> clusters(std::span<const Beyond> beyond);
  LargestMass largest(std::span<const Beyond> beyond);

 private:
  void take_out_lonely(std::vector<Beyond>& beyond);
  bool same_sign_at(Eigen::Index point, double t, std::span<const Beyond> beyond) const;
  void join(std::span<const Beyond> beyond);
  std::int32_t root_of(std::int32_t item);
  void unite(std::int32_t a, std::int32_t b);
  std::span<const Beyond> prepared(std::span<const Beyond> beyond);

  Grid grid_;
  scalp::Neighbours neighbours_;  // of each channel, those before it are used to join
  int least_neighbours_;
  std::vector<std::int32_t> slot_;    // of every point: 1 + its place in the list, or 0
  std::vector<std::int32_t> parent_;  // of every item of the list
  std::vector<Beyond> kept_;
  std::vector<double> mass_;
};

}  // namespace attune::cluster
