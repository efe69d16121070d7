#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <vector>

#include "attune/parallel/chunks.hpp"

namespace attune::artefact {

/// Samples per tile. A tile is a row of `kTileSamples` samples for each signal, one row after the other; the last tile
/// is filled up with zeros.
constexpr std::size_t kTileSamples = 128;

/// Signals (rows) by samples, cut into tiles so that one pass stays in the cache.
struct Tiles {
  std::size_t signals = 0, samples = 0;
  std::vector<double> values;

  std::size_t count() const { return (samples + kTileSamples - 1) / kTileSamples; }
  const double* tile(std::size_t index) const { return values.data() + index * signals * kTileSamples; }
};

/// `transform` (signals x channels) times every `step`-th sample of (data - mean) (channels x samples), in tiles.
Tiles make_tiles(const Eigen::Ref<const Eigen::MatrixXd>& data, const Eigen::VectorXd& mean,
                 const Eigen::MatrixXd& transform, Eigen::Index step, parallel::Threads threads);

/// Every `step`-th tile-sample of tiles that exist.
Tiles thin(const Tiles& tiles, std::size_t step);

/// What one pass over y = W x says, as means over the samples, psi = tanh being the score of the density 1/cosh.
struct ScoreSums {
  Eigen::MatrixXd score;   ///< E[tanh(y_i) y_j]
  Eigen::VectorXd slope;   ///< E[1 - tanh(y_i)^2]
  Eigen::VectorXd loss;    ///< E[log cosh y_i]
  Eigen::VectorXd square;  ///< E[y_i^2]
};

/// One pass. Sums run over fixed chunks and are added in index order; every instruction set gives the same bits.
ScoreSums score_sums(const Tiles& x, const Eigen::MatrixXd& unmixing, parallel::Threads threads);

}  // namespace attune::artefact
