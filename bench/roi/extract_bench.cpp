// Region series of a run without compression: what the reduction costs beside the reading. The answer is first compared
// with the plain algorithm. The whole command on the compressed run is timed by bench/volume/make_run and `time`.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "../volume/synthetic_run.hpp"
#include "attune/roi/extract.hpp"

namespace {

using namespace attune;

constexpr std::int64_t kVolumes = 20;
constexpr std::size_t kLabels = 400;

struct Run {
  std::filesystem::path folder;
  ImageHeader header;
  roi::Atlas atlas;

  explicit Run(VoxelType type) {
    std::string pattern = (std::filesystem::temp_directory_path() / "attune-bench-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    const Grid grid = bench::mni_grid();
    NiftiOptions options;
    options.type = type;
    options.repetition_time = Seconds(2);
    NiftiWriter writer(folder / "run.nii", grid, kVolumes, options, Overwrite::refuse);
    const std::vector<double> head = bench::smooth_head(grid);
    for (std::int64_t t = 0; t < kVolumes; ++t)
      writer.write_volume(bench::volume_of(head, static_cast<std::size_t>(t)));
    writer.finish();
    header = read_image_header(folder / "run.nii");
    atlas.name = "parcels";
    atlas.space = "MNI";
    atlas.grid = grid;
    for (const double label : bench::parcels(grid, kLabels)) atlas.codes.push_back(static_cast<std::int32_t>(label));
    for (std::size_t label = 1; label <= kLabels; ++label)
      atlas.regions.push_back({{static_cast<std::int64_t>(label)}, "parcel" + std::to_string(label), ""});
  }
  ~Run() { std::filesystem::remove_all(folder); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
};

// Whole values below 2^53: sums are exact in double, so every order gives the same mean.
void check(const Run& run) {
  const roi::RegionSeries series = roi::extract_series(run.header, run.atlas);
  const std::vector<double> head = bench::smooth_head(run.atlas.grid);
  for (std::int64_t t = 0; t < kVolumes; ++t) {
    const std::vector<double> volume = bench::volume_of(head, static_cast<std::size_t>(t));
    std::vector<double> sums(kLabels, 0.0), counts(kLabels, 0.0);
    for (std::size_t v = 0; v < volume.size(); ++v) {
      if (run.atlas.codes[v] == 0) continue;
      const auto region = static_cast<std::size_t>(run.atlas.codes[v]) - 1;
      sums[region] += volume[v];
      counts[region] += 1.0;
    }
    for (std::size_t r = 0; r < kLabels; ++r)
      if (counts[r] > 0 && series.values(t, static_cast<Eigen::Index>(r)) != sums[r] / counts[r])
        throw std::runtime_error("the series differs from the plain algorithm");
  }
}

void extract_mean_series(benchmark::State& state) {
  const Run run(state.range(0) == 0 ? VoxelType::int16 : VoxelType::float32);
  check(run);
  for (auto _ : state) benchmark::DoNotOptimize(roi::extract_series(run.header, run.atlas).values.data());
  state.SetItemsProcessed(state.iterations() * kVolumes * static_cast<std::int64_t>(run.header.grid.voxels()));
  state.SetLabel(name_of(run.header.type));
}
BENCHMARK(extract_mean_series)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void place_on_another_grid(benchmark::State& state) {
  const Run run(VoxelType::int16);
  Grid other = run.atlas.grid;
  other.affine.rows[0][3] += 0.7;
  for (auto _ : state) benchmark::DoNotOptimize(roi::place(run.atlas, other).regions.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(other.voxels()));
}
BENCHMARK(place_on_another_grid)->Unit(benchmark::kMillisecond);

}  // namespace
