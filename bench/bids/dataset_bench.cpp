#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "attune/bids/dataset.hpp"

namespace attune::bids {
namespace {

constexpr int kParticipants = 1000;
constexpr int kRuns = 2;

struct Scratch {
  std::filesystem::path root = std::filesystem::temp_directory_path() / fmt::format("attune-bench-{}", ::getpid());
  Scratch() {
    for (int i = 1; i <= kParticipants; ++i) {
      const std::string sub = fmt::format("sub-{:04}", i);
      std::filesystem::create_directories(root / sub / "func");
      for (int run = 1; run <= kRuns; ++run)
        for (const char* end : {"bold.nii.gz", "bold.json", "events.tsv"})
          std::ofstream(root / sub / "func" / fmt::format("{}_task-r_run-{}_{}", sub, run, end)) << "{}";
    }
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(root, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

// Making it takes longer than everything measured: once for all.
const Scratch& thousand() {
  static const Scratch scratch;
  return scratch;
}

// Opens a dataset of a thousand participants anew and finds one participant's runs with their sidecars and events.
void open_one_of_a_thousand(benchmark::State& state) {
  const Scratch& scratch = thousand();
  Query query;
  query.participant = "0500";
  query.extensions = {".nii.gz"};
  for (auto _ : state) {
    const Dataset dataset(scratch.root);
    const auto files = dataset.find(query);
    for (const File& file : files) {
      benchmark::DoNotOptimize(dataset.metadata(file));
      benchmark::DoNotOptimize(dataset.associated(file, "events", ".tsv"));
    }
    if (files.size() != kRuns || dataset.folders_read() != 3)
      throw std::logic_error("wrong files, or too many folders");
  }
  state.SetItemsProcessed(state.iterations() * kRuns);
}
BENCHMARK(open_one_of_a_thousand)->Unit(benchmark::kMillisecond);

void find_all_of_a_thousand(benchmark::State& state) {
  const Scratch& scratch = thousand();
  Query query;
  query.suffix = "bold";
  query.extensions = {".nii.gz"};
  for (auto _ : state) {
    const auto files = Dataset(scratch.root).find(query);
    if (files.size() != std::size_t{kParticipants} * kRuns) throw std::logic_error("wrong files");
  }
  state.SetItemsProcessed(state.iterations() * kParticipants * kRuns);
}
BENCHMARK(find_all_of_a_thousand)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::bids
