#include "attune/coupling/seed_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "attune/bold/combine.hpp"
#include "attune/bold/mass.hpp"
#include "attune/volume/held_voxels.hpp"

namespace attune::coupling {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
// Voxels that are scaled and cleaned together: 300 volumes of them are 5 MB.
constexpr std::size_t kChunk = 2048;
constexpr std::size_t kMemory = std::size_t{512} << 20;
// What cleaning leaves of a voxel below this share of it is rounding.
constexpr double kNothingLeft = 1e-10;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

void check_runs(const std::vector<ReadRun>& runs) {
  const glm::Run& first = runs.front().run;
  if (first.labels.participant_id.empty())
    throw usage_error(first.data.string() +
                      ": its name does not say whose run it is, which names the maps; use "
                      "--participant");
  for (const ReadRun& one : runs) {
    if (!one.run.image) throw usage_error(one.run.data.string() + " is a table of series; --maps needs images");
    if (!same_grid(one.run.image->grid, first.image->grid))
      throw input_error(one.run.data,
                        fmt::format("is on another grid than {}; maps are joined voxel by voxel", first.data.string()));
    if (one.run.labels.participant_id != first.labels.participant_id || one.run.labels.task != first.labels.task ||
        one.run.labels.session != first.labels.session)
      throw usage_error(
          fmt::format("{} and {} are of different participants, sessions or tasks; maps are made of one at "
                      "a time",
                      first.data.string(), one.run.data.string()));
  }
}

std::vector<std::uint32_t> voxels_of(const CouplingRequest& request, const Grid& grid) {
  std::vector<std::uint32_t> offsets;
  if (!request.extract.mask) {
    for (std::size_t i = 0; i < grid.voxels(); ++i) offsets.push_back(static_cast<std::uint32_t>(i));
    return offsets;
  }
  const Image mask = read_image(*request.extract.mask, request.run_options.image);
  if (!same_grid(mask.header.grid, grid))
    throw input_error(*request.extract.mask,
                      "is on another grid than the runs; resample it with attune atlas resample");
  for (std::size_t i = 0; i < mask.values.size(); ++i)
    if (std::isfinite(mask.values[i]) && mask.values[i] != 0.0) offsets.push_back(static_cast<std::uint32_t>(i));
  if (offsets.empty()) throw analysis_error(describe(*request.extract.mask) + ": has no voxel that is not 0");
  return offsets;
}

/// The seeds of one run, and what their coupling with a block of voxels is.
class SeedRun {
 public:
  SeedRun(const ReadRun& one, const CouplingRequest& request, const std::vector<Eigen::Index>& seeds)
      : cleaned_(clean_seeds(one, request, seeds)),
        mass_(cleaned_.nuisance, {}, {}, {bold::NoiseModel::arma11, bold::DegreesOfFreedom::residual, {1}, false}) {
    units_ = cleaned_.values;
    for (Eigen::Index seed = 0; seed < units_.cols(); ++seed) {
      units_.col(seed).normalize();
      degrees_.emplace_back(cleaned_.map, cleaned_.nuisance.kept, cleaned_.noise[static_cast<std::size_t>(seed)]);
    }
  }

  const std::vector<std::string>& reasons() const { return cleaned_.reasons; }

  // Fisher's z and degrees of freedom of the block's voxels with each seed, from `first` on.
  void couple(const RowMajor& block, Eigen::Index first, std::vector<bold::RunMap>& maps) const {
    const bold::MassResult noise = mass_(bold::MassFit::Block(block.data(), block.rows(), block.cols()));
    const Eigen::MatrixXd kept = block(cleaned_.nuisance.kept, Eigen::all);
    const Eigen::MatrixXd centred = kept.rowwise() - kept.colwise().mean();
    const Eigen::MatrixXd clean = cleaned_.map * centred;
    const Eigen::MatrixXd products = units_.transpose() * clean;
    for (Eigen::Index voxel = 0; voxel < block.cols(); ++voxel) {
      const double size = clean.col(voxel).norm();
      const bool varies = std::isfinite(noise.a(voxel)) && size > kNothingLeft * centred.col(voxel).norm();
      for (std::size_t seed = 0; seed < maps.size(); ++seed) {
        if (!varies || !reasons()[seed].empty()) continue;
        const double r = products(static_cast<Eigen::Index>(seed), voxel) / size;
        const double degrees = degrees_[seed]({noise.a(voxel), noise.b(voxel)});
        if (!(degrees > 2) || !(std::abs(r) < 1)) continue;
        maps[seed].effect(first + voxel) = std::atanh(r);
        maps[seed].variance(first + voxel) = 1 / (degrees - 2);
        maps[seed].df(first + voxel) = degrees;
      }
    }
  }

 private:
  static CleanedRun clean_seeds(const ReadRun& one, const CouplingRequest& request,
                                const std::vector<Eigen::Index>& seeds) {
    std::vector<bold::Event> events;
    if (request.remove_task) events = one.run.events.events;
    CleanOptions options = request.clean;
    if (!request.remove_task) options.model.conditions.clear();
    const Eigen::MatrixXd series = one.series.values(Eigen::all, seeds);
    return clean(series, events, one.run.frames, one.run.confounds ? &*one.run.confounds : nullptr, options);
  }

  CleanedRun cleaned_;
  bold::MassFit mass_;
  Eigen::MatrixXd units_;
  std::vector<SeedDegrees> degrees_;
};

std::vector<bold::RunMap> maps_of_run(const ReadRun& one, const CouplingRequest& request,
                                      const std::vector<Eigen::Index>& seeds, const std::vector<std::uint32_t>& offsets,
                                      glm::VoxelResult& result, const parallel::Progress& progress) {
  const SeedRun run(one, request, seeds);
  const Eigen::ArrayXd none = Eigen::ArrayXd::Constant(static_cast<Eigen::Index>(offsets.size()), kNaN);
  std::vector<bold::RunMap> maps(seeds.size(), {none, none, none});
  for (std::size_t seed = 0; seed < seeds.size(); ++seed)
    if (!run.reasons()[seed].empty())
      result.warnings.push_back(fmt::format("{}: seed {} has no map: {}", one.run.data.filename().string(),
                                            one.series.names[static_cast<std::size_t>(seeds[seed])],
                                            run.reasons()[seed]));
  visit_held_voxels(*one.run.image, offsets, kMemory, [&](const HeldVoxels& held) {
    parallel::for_chunks(held.voxels(), kChunk, request.threads, [&](std::size_t begin, std::size_t end) {
      RowMajor block(static_cast<Eigen::Index>(held.volumes()), static_cast<Eigen::Index>(end - begin));
      held.scaled(begin, end, std::span<double>(block.data(), static_cast<std::size_t>(block.size())));
      run.couple(block, static_cast<Eigen::Index>(held.first() + begin), maps);
    });
    if (progress) progress(held.first() + held.voxels(), offsets.size());
  });
  return maps;
}

double median_of(const Eigen::ArrayXd& values) {
  std::vector<double> finite;
  for (const double value : values)
    if (std::isfinite(value)) finite.push_back(value);
  if (finite.empty()) return kNaN;
  const auto middle = finite.begin() + static_cast<std::ptrdiff_t>(finite.size() / 2);
  std::nth_element(finite.begin(), middle, finite.end());
  return *middle;
}

void add_maps(glm::MapSet& set, const std::string& seed, const bold::CombinedMap& map, const std::string& meaning) {
  const double df = median_of(map.df);
  const std::string name = "seed " + seed;
  set.maps.push_back({name, "effect", "1", meaning + ", with " + seed, map.effect, df});
  set.maps.push_back(
      {name, "variance", "1", "variance of it: 1 / (effective degrees of freedom - 2)", map.variance, df});
  set.maps.push_back({name, "z", "1", "it over its standard error: a standard normal value without coupling",
                      map.effect / map.variance.sqrt(), df});
}

}  // namespace

glm::VoxelResult seed_maps(const CouplingResult& result, const CouplingRequest& request,
                           const parallel::Progress& progress) {
  check_runs(result.runs);
  std::vector<Eigen::Index> seeds;
  for (const std::string& name : request.seeds) seeds.push_back(region_of(name, result.regions));
  glm::VoxelResult out;
  out.grid = result.runs.front().run.image->grid;
  out.offsets = voxels_of(request, out.grid);
  out.inputs = result.inputs;
  nlohmann::ordered_json model;
  model["Measure"] = result.measure;
  model["Meaning"] = result.meaning;
  out.model = model.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::vector<std::vector<bold::RunMap>> runs;
  for (const ReadRun& one : result.runs) runs.push_back(maps_of_run(one, request, seeds, out.offsets, out, progress));
  glm::MapSet set;
  set.run = result.runs.front().run;
  set.joined = runs.size() > 1;
  if (set.joined) set.run.labels.run.clear();
  for (std::size_t seed = 0; seed < seeds.size(); ++seed) {
    std::vector<bold::RunMap> of_seed;
    for (const std::vector<bold::RunMap>& run : runs) of_seed.push_back(run[seed]);
    add_maps(set, request.seeds[seed], bold::combine_runs(of_seed), result.meaning);
  }
  out.sets.push_back(std::move(set));
  return out;
}

}  // namespace attune::coupling
