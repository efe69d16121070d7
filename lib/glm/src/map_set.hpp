#pragma once

#include <Eigen/Dense>
#include <vector>

#include "attune/bold/combine.hpp"
#include "attune/bold/mass.hpp"
#include "attune/glm/voxel_maps.hpp"

namespace attune::glm {

/// What the voxels of one run gave, contrasts x voxels. Contrasts that the run's design cannot give are left out of
/// `contrasts` and stand in `reasons`.
struct RunFit {
  RunFit(const bold::Design& design, const RunModels& models, Eigen::Index voxels, bool with_residuals);
  /// Puts the numbers of a block of voxels in their place; blocks may come from several threads.
  void store(Eigen::Index first, const bold::MassResult& block, const bold::Design& design);
  /// The place of a contrast among `contrasts`, or -1.
  Eigen::Index place(const std::string& contrast) const;

  std::vector<bold::Contrast> contrasts;
  std::vector<bold::FContrast> f_contrasts;
  std::vector<double> f_df1;
  Eigen::ArrayXXd effect, variance, df, f, f_df2;
  Eigen::ArrayXd heights;  ///< per contrast: what turns an effect into signal units (1 but for SPM's sampling)
  Eigen::ArrayXd a, b, residual_sd, baseline;
  Eigen::ArrayXXf residuals;
  Warnings reasons;
};

/// The maps of one run; without `statistics` only its residuals.
MapSet maps_of_run(const Run& run, const RunFit& fit, bool statistics);

/// The maps of runs joined by fixed effects; a voxel without an estimate in one of the runs that have the contrast has
/// none.
MapSet join_maps(const Run& first, const std::vector<RunFit>& fits, const std::vector<bold::Contrast>& contrasts,
                 bold::RunWeights weights);

bool has_value(const MapSet& set);

}  // namespace attune::glm
