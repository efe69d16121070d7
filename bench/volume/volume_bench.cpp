// How fast volumes come out of a .nii.gz and a .nii. The oracle is the sum of the values that were written.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "attune/volume/image.hpp"
#include "synthetic_run.hpp"

namespace {

const std::int64_t kVolumes = 12;

struct Run {
  std::filesystem::path path;
  double sum = 0.0;
};

/// A short run in a folder of this process, made once per kind.
const Run& run_of(const std::string& extension) {
  static const auto make = [](const std::string& name) {
    Run out{std::filesystem::temp_directory_path() / fmt::format("attune-bench-{}{}", ::getpid(), name)};
    const attune::Grid grid = attune::bench::mni_grid();
    const auto head = attune::bench::smooth_head(grid);
    attune::NiftiOptions options;
    options.type = attune::VoxelType::int16;
    attune::NiftiWriter writer(out.path, grid, kVolumes, options, attune::Overwrite::allow);
    for (std::int64_t index = 0; index < kVolumes; ++index) {
      const auto values = attune::bench::volume_of(head, static_cast<std::size_t>(index));
      for (const double value : values) out.sum += value;
      writer.write_volume(values);
    }
    writer.finish();
    return out;
  };
  static const Run plain = make(".nii"), zipped = make(".nii.gz");
  static const struct Remove {
    ~Remove() {
      for (const Run* run : {&plain, &zipped}) std::filesystem::remove(run->path);
    }
  } remove;
  return extension == ".nii" ? plain : zipped;
}

double sum_of(const std::filesystem::path& path) {
  std::int64_t sum = 0;
  attune::stream_volumes(attune::read_image_header(path), [&](const attune::StoredVolume& volume) {
    const auto* values = reinterpret_cast<const std::int16_t*>(volume.bytes.data());
    for (std::size_t at = 0; at < volume.bytes.size() / sizeof *values; ++at) sum += values[at];
  });
  return static_cast<double>(sum);
}

void stream(benchmark::State& state, const std::string& extension) {
  const Run& run = run_of(extension);
  if (sum_of(run.path) != run.sum) {
    state.SkipWithError("the sum of the streamed values is not the sum of the written ones");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(sum_of(run.path));
  const auto voxels = static_cast<std::int64_t>(attune::bench::mni_grid().voxels()) * kVolumes;
  state.SetItemsProcessed(state.iterations() * voxels);
  state.SetBytesProcessed(state.iterations() * voxels * 2);
}

BENCHMARK_CAPTURE(stream, gzip, ".nii.gz")->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(stream, plain, ".nii")->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
