#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "attune/bold/contrast.hpp"

namespace attune::bold {

/// How the runs of one participant are averaged (fixed effects).
enum class RunWeights {
  precision,  ///< by one over the variance of the effect
  equal       ///< plain mean
};

/// "precision" or "equal"; another name is a usage error.
RunWeights run_weights(std::string_view name);

/// One contrast of one participant over runs.
struct CombinedEstimate {
  ContrastEstimate estimate;
  std::size_t runs = 0;      ///< that were combined
  std::size_t left_out = 0;  ///< had no effect or no standard error
};

/// The weighted mean of the runs' effects, as if the effect were the same in every run: variance of the mean from the
/// runs' own, degrees of freedom their sum. Runs without an effect are left out and counted. Percent signal change is
/// combined with the same weights over the runs that have it, its standard error likewise; if some runs lack it there
/// is none, with the reason. With no run at all: NaN, and the reason is that of the first run.
CombinedEstimate combine_runs(std::span<const ContrastEstimate> runs, RunWeights weights = RunWeights::precision);

/// One contrast of one run over voxels.
struct RunMap {
  Eigen::ArrayXd effect, variance, df;
};

struct CombinedMap {
  Eigen::ArrayXd effect, variance, df;
  Eigen::ArrayXi runs;  ///< that were combined, per voxel; 0 where the others are NaN
};

/// The same for maps on one grid, voxel by voxel. Maps of different length are an internal error.
CombinedMap combine_runs(std::span<const RunMap> runs, RunWeights weights = RunWeights::precision);

}  // namespace attune::bold
