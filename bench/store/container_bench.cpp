#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "attune/store/container.hpp"

namespace attune::store {
namespace {

// 100 trials x 64 channels x 500 samples of recorded data: 25.6 MB as doubles.
Container epochs() {
  Container out;
  out.kind = "epochs";
  out.sampling_frequency = Hertz(500);
  DataArray array{"epochs", "V", "trials", {{"trial", "", {}, {}}, {"channel", "", {}, {}}, {"time", "s", {}, {}}},
                  {},       true};
  for (int i = 0; i < 100; ++i) array.axes[0].values.push_back(i);
  for (int i = 0; i < 64; ++i) array.axes[1].labels.push_back("E" + std::to_string(i));
  for (int i = 0; i < 500; ++i) array.axes[2].values.push_back(i / 500.0);
  unsigned state = 1;
  for (int i = 0; i < 100 * 64 * 500; ++i) {
    state = state * 1664525u + 1013904223u;
    array.values.push_back(static_cast<double>(static_cast<float>(static_cast<double>(state >> 20) * 1e-8)));
  }
  out.arrays.push_back(std::move(array));
  return out;
}

struct Scratch {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("attune-bench-" + std::to_string(::getpid()) + ".h5");
  Container container = epochs();
  Scratch() {
    write_container(path, container, Overwrite::allow);
    if (read_container(path).arrays[0].values != container.arrays[0].values)
      throw std::logic_error("the container does not read back as it was written");
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

void write_epochs(benchmark::State& state) {
  const Scratch scratch;
  for (auto _ : state) write_container(scratch.path, scratch.container, Overwrite::allow);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scratch.container.arrays[0].values.size()));
}
BENCHMARK(write_epochs)->Unit(benchmark::kMillisecond);

void read_epochs(benchmark::State& state) {
  const Scratch scratch;
  for (auto _ : state) benchmark::DoNotOptimize(read_container(scratch.path));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(scratch.container.arrays[0].values.size()));
}
BENCHMARK(read_epochs)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::store
