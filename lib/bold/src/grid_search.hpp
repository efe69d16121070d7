#pragma once

#include <Eigen/Dense>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "kernels.hpp"
#include "lattice.hpp"

namespace attune::bold {

/// Where the restricted likelihood of one series is highest on the lattice.
struct GridBest {
  std::size_t point = 0;
  double value = 0;  ///< factor times whitened residual squares
  double residual_squares = 0;
};

/// Where a search for the highest likelihood between the points of an ARMA(1,1) lattice sets out.
struct GridStart {
  NoiseSpace::Place place{};
  /// Second derivative of -2 log-likelihood by place, where all neighbours of the best point are there to tell.
  std::optional<Eigen::Matrix2d> curvature;
};

/// Restricted likelihood of one tile of residual series over a lattice. Holds room for the work: one for each thread.
class GridSearch {
 public:
  explicit GridSearch(const Lattice& lattice);

  /// Takes in a tile of least-squares residuals (volumes kept x kTile) that must stay where it is until the next.
  void load(const double* tile);
  GridBest best(std::size_t voxel);
  /// The top of the parabola through the best point and its neighbours, or the best point where some are missing.
  GridStart start(std::size_t voxel);
  /// L^-1 Q' W r at a point, padded rank long; until the next call.
  const double* explained(std::size_t voxel, std::size_t point);
  const std::vector<double>& squares() const { return squares_; }  ///< of the tile as it is

 private:
  GridBest evaluate(std::size_t voxel, std::size_t point, double whitened);
  GridBest best_neighbour(std::size_t voxel, const GridBest& here, std::size_t step);
  /// Whitened squares at up to kRow of the neighbours, from `first` on; the last is repeated.
  std::array<double, kRow> whitened_at_neighbours(std::size_t voxel, std::size_t first) const;
  double lagged_squares(std::size_t voxel, std::size_t point) const;

  const Lattice& lattice_;
  const Kernels& kernels_;
  const double* tile_ = nullptr;
  std::vector<double> squares_, projections_, transposed_, quadratics_, coarse_, product_;
  std::vector<std::size_t> neighbours_;
};

}  // namespace attune::bold
