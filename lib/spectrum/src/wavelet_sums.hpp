#pragma once

#include <Eigen/Dense>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "attune/spectrum/time_frequency.hpp"
#include "attune/spectrum/wavelets.hpp"

namespace attune::spectrum {

/// Sums over trials of planes (samples x frequencies), for some blocks of trials, so that one can be left out.
struct BlockSums {
  std::vector<std::vector<Eigen::MatrixXd>> planes;  ///< [block][quantity]
  std::vector<Eigen::Index> trials;                  ///< in each block
  Eigen::Index total = 0;
};

/// What a quantity's plane is made of: `add` takes a trial's number and adds to the planes of its block.
BlockSums sum_blocks(std::span<const Stretch> trials, Eigen::Index samples, Eigen::Index frequencies,
                     std::size_t quantities,
                     const std::function<void(std::size_t trial, std::vector<Eigen::MatrixXd>& planes)>& add);

/// A plane computed from sums over `n` trials.
using PlaneOf = std::function<Eigen::MatrixXd(const std::vector<Eigen::MatrixXd>& sums, double n)>;

/// Columns and rows of a plane.
struct Cells {
  Eigen::Index first_sample = 0, samples = 0, first_frequency = 0, frequencies = 0;
};

/// The sums of all blocks.
std::vector<Eigen::MatrixXd> total_of(const BlockSums& sums);

/// Mean of the plane over cells with its jackknife error over blocks; `reason` if a cell has no value.
RegionValue region_value(const BlockSums& sums, const PlaneOf& plane, const Cells& cells, double confidence);

/// The wavelet transform of these signals, and each region's cells; checks what `time_frequency` says it checks.
struct Plan {
  Plan(const Signals& signals, const WaveletOptions& options);
  WaveletTransform transform;
  std::vector<Cells> regions;
  Cells baseline;  ///< its times, all frequencies
  /// NaN where a wavelet reaches beyond the trial.
  void blank_edges(Eigen::MatrixXd& plane) const;
  bool keep_edges;
};

}  // namespace attune::spectrum
