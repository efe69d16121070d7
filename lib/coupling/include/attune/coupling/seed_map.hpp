#pragma once

#include "attune/coupling/coupling_run.hpp"
#include "attune/glm/voxel_maps.hpp"
#include "attune/parallel/progress.hpp"

namespace attune::coupling {

/// Coupling of every voxel of the mask (without one: every voxel that varies) with the seeds that were asked for, in
/// the runs of one participant, session and task: Fisher's z, its variance 1 / (df - 2), and z over its standard error.
/// Each voxel is cleaned as the seed is and has its own ARMA(1,1) noise, on the grid of `bold::MassFit`, for its
/// effective degrees of freedom. Runs are joined by their precision. Voxels inside the seed correlate with themselves.
/// Tables of series, images on different grids, several participants and none are usage or input errors.
/// `glm::write_maps` writes them as `sub-01_task-x_contrast-seedAmygdalaL_stat-z_statmap.nii.gz`.
glm::VoxelResult seed_maps(const CouplingResult& result, const CouplingRequest& request,
                           const parallel::Progress& progress = {});

}  // namespace attune::coupling
