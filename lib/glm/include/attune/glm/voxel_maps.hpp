#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "attune/base/files.hpp"
#include "attune/glm/model_spec.hpp"
#include "attune/glm/run.hpp"
#include "attune/parallel/chunks.hpp"
#include "attune/parallel/progress.hpp"
#include "attune/store/provenance.hpp"
#include "attune/table/measures.hpp"
#include "attune/volume/grid.hpp"

namespace attune::glm {

/// A model of every voxel.
struct VoxelRequest {
  std::vector<RunFiles> runs;  ///< of one participant, session and task, on one grid
  RunOptions run_options;
  ModelSpec model;
  std::optional<std::filesystem::path> mask;  ///< without it every voxel that varies is fitted
  std::string participant_id;
  bool run_maps = false;                        ///< maps of every run too, where several are joined
  bool residuals = false;                       ///< residuals of every volume
  std::size_t memory = std::size_t{512} << 20;  ///< bytes of voxels that are held at once
  parallel::Threads threads;
};

/// One map: a value per fitted voxel.
struct StatMap {
  std::string contrast;  ///< empty: of the model as a whole
  std::string stat;      ///< effect, variance, t, z, psc, F, rho, lambda, residualsd, baseline
  std::string unit;
  std::string meaning;
  Eigen::ArrayXd values;  ///< NaN where there is no estimate
  double df = 0;          ///< median over voxels; NaN where it does not apply
};

/// The maps of a run, or of runs joined.
struct MapSet {
  Run run;  ///< the first of those joined; `labels.run` is empty then
  bool joined = false;
  std::vector<StatMap> maps;
  Eigen::ArrayXXf residuals;  ///< volumes of the run x voxels; empty unless asked for; NaN in censored volumes
};

struct VoxelResult {
  Grid grid;
  std::vector<std::uint32_t> offsets;  ///< voxels of the maps, memory order
  std::vector<MapSet> sets;
  std::string model;  ///< JSON: every choice that was made
  std::vector<store::InputFile> inputs;
  Warnings warnings;
};

/// Fits every voxel of the mask, run by run, and joins the runs by fixed effects where all of them have an estimate.
/// The image is read as often as its voxels do not fit into `memory`.
VoxelResult fit_voxels(const VoxelRequest& request, const parallel::Progress& progress = {});

/// Writes the maps as NIfTI (float32, NaN outside) with JSON sidecars into a derivative dataset: names as
/// `sub-01_task-x_contrast-faceHouse_stat-t_statmap.nii.gz`. Returns the images. Contrasts whose names have the same
/// letters and digits are a usage error.
std::vector<std::filesystem::path> write_maps(const VoxelResult& result, const std::filesystem::path& folder,
                                              Overwrite overwrite);

/// One row per map: what it shows, voxels with an estimate, mean, extremes and where the largest is.
Table map_summary(const VoxelResult& result);
std::vector<ColumnMeaning> map_summary_meanings();

}  // namespace attune::glm
