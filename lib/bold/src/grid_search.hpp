#pragma once

#include <array>
#include <cstddef>
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

/// Restricted likelihood of one tile of residual series over a lattice. Holds room for the work: one for each thread.
class GridSearch {
 public:
  explicit GridSearch(const Lattice& lattice);

  /// Takes in a tile of least-squares residuals (volumes kept x kTile) that must stay where it is until the next.
  void load(const double* tile);
  GridBest best(std::size_t voxel);
  /// L^-1 Q' W r at a point, padded rank long; until the next call.
  const double* explained(std::size_t voxel, std::size_t point);
  const std::vector<double>& squares() const { return squares_; }  ///< of the tile as it is

 private:
  GridBest evaluate(std::size_t voxel, std::size_t point, double whitened);
  GridBest best_neighbour(std::size_t voxel, const GridBest& here, std::size_t step);
  double lagged_squares(std::size_t voxel, std::size_t point) const;

  const Lattice& lattice_;
  const Kernels& kernels_;
  const double* tile_ = nullptr;
  std::vector<double> squares_, projections_, transposed_, quadratics_, coarse_, product_;
  std::vector<std::size_t> neighbours_;
};

}  // namespace attune::bold
