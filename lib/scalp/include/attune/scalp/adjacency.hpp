#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/scalp/montage.hpp"
#include "attune/table/table.hpp"

namespace attune::scalp {

/// For each channel the channels beside it, ascending and without itself; j is in the list of i where i is in that of
/// j.
using Neighbours = std::vector<std::vector<Eigen::Index>>;

/// Which channels are neighbours.
struct Adjacency {
  std::vector<std::string> channels;
  Neighbours neighbours;
  std::vector<std::array<Eigen::Index, 2>> cut;  ///< pairs that were too far apart

  std::size_t pairs() const;
  /// "64 channels, 169 pairs of neighbours, 3 to 8 each (mean 5.3), 2 longer pairs cut".
  std::string summary() const;
  /// Channels without a neighbour, and parts between which there is no way, are worth a line each: no cluster spreads
  /// there.
  Warnings warnings() const;
};

struct AdjacencyOptions {
  /// Pairs farther apart than this many medians of all pairs' distances are cut, such as those across the open lower
  /// rim of a cap; a channel keeps its nearest neighbour. Infinity cuts none.
  double longest = 2.0;
};

/// Neighbours in the Delaunay triangulation of the electrodes after an azimuthal equidistant projection from the
/// vertex: two are neighbours if some circle in the plane through both holds no other electrode inside; a circle so
/// wide that another electrode lies almost between them (an angle of more than 161 degrees) does not count. Where four
/// or more lie on one such circle (the squares of a regular cap) both diagonals count, so that the result has the
/// symmetry of the cap and does not depend on the order of the channels. `origin` is the centre of the head in the
/// coordinates of `positions` (`fit_sphere` of the whole montage). A position that is not finite or at the origin, and
/// two electrodes in one place, are analysis errors; `longest` below 1 is a usage error.
Adjacency adjacency_of(const std::vector<std::string>& channels, const Positions& positions,
                       const Eigen::Vector3d& origin, const AdjacencyOptions& options = {});

/// Neighbours from a table with the columns `channel` and `neighbour`: a row per pair, in one order or both; `n/a` as
/// neighbour says that a channel has none. Channels that are not asked for are passed over. A channel that is asked for
/// but in no row, one that is its own neighbour, and an empty cell are input errors that name the line.
Adjacency adjacency_from_table(const Table& table, const std::vector<std::string>& channels);
/// Back to such a table, each pair once, `n/a` for channels without neighbours.
Table to_table(const Adjacency& adjacency);

}  // namespace attune::scalp
