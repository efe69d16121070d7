#include "attune/glm/voxel_maps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/bold/combine.hpp"
#include "attune/bold/mass.hpp"
#include "attune/stats/tails.hpp"
#include "attune/volume/held_voxels.hpp"
#include "join_runs.hpp"
#include "map_set.hpp"

namespace attune::glm {
namespace {

// Voxels that are scaled and fitted together: 300 volumes of them are 5 MB.
constexpr std::size_t kChunk = 2048;

void add(Warnings& to, const Warnings& more) {
  for (const std::string& warning : more)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

std::vector<std::uint32_t> voxels_of(const VoxelRequest& request, const Grid& grid, Warnings& warnings) {
  std::vector<std::uint32_t> offsets;
  if (!request.mask) {
    warnings.push_back("no --mask: every voxel that varies is fitted, outside the brain too");
    for (std::size_t i = 0; i < grid.voxels(); ++i) offsets.push_back(static_cast<std::uint32_t>(i));
    return offsets;
  }
  const Image mask = read_image(*request.mask, request.run_options.image);
  if (!same_grid(mask.header.grid, grid))
    throw input_error(*request.mask, "is on another grid than the runs; resample it with attune atlas resample");
  for (std::size_t i = 0; i < mask.values.size(); ++i)
    if (std::isfinite(mask.values[i]) && mask.values[i] != 0.0) offsets.push_back(static_cast<std::uint32_t>(i));
  if (offsets.empty()) throw analysis_error(describe(*request.mask) + ": has no voxel that is not 0");
  return offsets;
}

std::vector<Run> read_runs(const VoxelRequest& request) {
  if (request.runs.empty()) throw usage_error("no run");
  std::vector<Run> runs;
  for (const RunFiles& files : request.runs) {
    runs.push_back(read_run(files, request.run_options));
    Run& run = runs.back();
    if (run.labels.participant_id.empty()) run.labels.participant_id = request.participant_id;
    if (!run.image) throw usage_error(files.data.string() + " is a table of series; --voxels needs images");
    if (!same_grid(run.image->grid, runs.front().image->grid))
      throw input_error(files.data, fmt::format("is on another grid than {}; runs are joined voxel by voxel",
                                                runs.front().data.string()));
  }
  check_distinct_runs(runs);
  if (runs.front().labels.participant_id.empty())
    throw usage_error(runs.front().data.string() + " does not say whose run it is; name the person with --participant");
  for (const Run& run : runs)
    if (run.labels.participant_id != runs.front().labels.participant_id ||
        run.labels.task != runs.front().labels.task || run.labels.session != runs.front().labels.session)
      throw usage_error(
          fmt::format("{} and {} are of different participants, sessions or tasks; maps are made of one "
                      "at a time",
                      runs.front().data.string(), run.data.string()));
  return runs;
}

/// Fits the voxels of one run and collects what `MassFit` says of each chunk.
RunFit fit_run(Run& run, const bold::Design& design, const RunModels& models, const VoxelRequest& request,
               const std::vector<std::uint32_t>& offsets, const parallel::Progress& progress) {
  bold::MassOptions options;
  options.noise = request.model.noise;
  options.degrees = request.model.degrees;
  options.threads = {1};  // chunks are the parallel work
  options.residuals = request.residuals;
  RunFit fit(design, models, static_cast<Eigen::Index>(offsets.size()), request.residuals);
  const bold::MassFit mass(design, fit.contrasts, fit.f_contrasts, options);
  std::size_t done = 0;
  const std::string sha256 = visit_held_voxels(*run.image, offsets, request.memory, [&](const HeldVoxels& held) {
    parallel::for_chunks(held.voxels(), kChunk, request.threads, [&](std::size_t begin, std::size_t end) {
      std::vector<double> values(held.volumes() * (end - begin));
      held.scaled(begin, end, values);
      const bold::MassFit::Block block(values.data(), static_cast<Eigen::Index>(held.volumes()),
                                       static_cast<Eigen::Index>(end - begin));
      fit.store(static_cast<Eigen::Index>(held.first() + begin), mass(block), design);
    });
    done += held.voxels();
    if (progress) progress(done, offsets.size());
  });
  fit.f_df1 = mass.f_df1();
  run.inputs.push_back({run.image->data_path, sha256});
  return fit;
}

}  // namespace

VoxelResult fit_voxels(const VoxelRequest& request, const parallel::Progress& progress) {
  std::vector<Run> runs = read_runs(request);
  RunModels models = make_models(runs, request.model);
  VoxelResult result;
  result.grid = runs.front().image->grid;
  result.offsets = voxels_of(request, result.grid, result.warnings);
  if (request.mask) result.inputs.push_back({*request.mask, "", 0, "mask"});
  add(result.warnings, models.warnings);
  std::vector<RunFit> fits;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    fits.push_back(fit_run(runs[i], models.designs[i], models, request, result.offsets, progress));
    add(result.warnings, runs[i].warnings);
    add(result.warnings, fits.back().reasons);
    result.inputs.insert(result.inputs.end(), runs[i].inputs.begin(), runs[i].inputs.end());
  }
  const bool joined = runs.size() > 1;
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (!joined || request.run_maps || request.residuals)
      result.sets.push_back(maps_of_run(runs[i], fits[i], !joined || request.run_maps));
  if (joined) {
    result.sets.push_back(join_maps(runs.front(), fits, models.contrasts, request.model.combination));
    if (!models.f_contrasts.empty())
      result.warnings.push_back(
          "F contrasts have maps of runs only (--run-maps); joined over runs they are given for "
          "regions");
  }
  if (std::all_of(result.sets.begin(), result.sets.end(), [](const MapSet& set) { return !has_value(set); }))
    throw analysis_error("no voxel has an estimate of any contrast");
  result.model = describe_model(request.model, models, runs);
  return result;
}

}  // namespace attune::glm
