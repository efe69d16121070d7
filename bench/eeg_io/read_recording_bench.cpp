// Reading and writing a recording of 64 channels, 4 minutes at 1000 Hz: samples per second.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "attune/eeg/brainvision.hpp"
#include "attune/parallel/stream.hpp"

namespace {

using attune::eeg::BrainVisionEncoding;
using attune::eeg::Recording;

constexpr Eigen::Index kChannels = 64, kSamples = 240000;
constexpr double kResolution = 0.1;

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "attune-bench-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

Recording made_recording() {
  Recording out;
  out.sampling_frequency = attune::Hertz(1000.0);
  out.data.resize(kChannels, kSamples);
  attune::parallel::Stream stream(attune::parallel::Seed{7}, 0);
  for (Eigen::Index s = 0; s < kSamples; ++s)
    for (Eigen::Index c = 0; c < kChannels; ++c) out.data(c, s) = 400e-6 * (stream.uniform() - 0.5);
  for (Eigen::Index c = 0; c < kChannels; ++c) {
    attune::eeg::Channel channel;
    channel.name = "E" + std::to_string(c + 1);
    out.channels.push_back(std::move(channel));
  }
  return out;
}

const Recording& recording() {
  static const Recording instance = made_recording();
  return instance;
}

/// The oracle: the file's numbers one by one, in the order and unit that the format defines.
template <class T>
bool agrees(const Recording& read, const std::filesystem::path& data, double scale) {
  std::ifstream file(data, std::ios::binary);
  std::vector<T> raw(static_cast<std::size_t>(kChannels * kSamples));
  file.read(reinterpret_cast<char*>(raw.data()), static_cast<std::streamsize>(raw.size() * sizeof(T)));
  for (Eigen::Index s = 0; s < kSamples; ++s)
    for (Eigen::Index c = 0; c < kChannels; ++c) {
      const double expected = static_cast<double>(raw[static_cast<std::size_t>(s * kChannels + c)]) * scale;
      if (std::abs(read.data(c, s) - expected) > 1e-15 * std::abs(expected)) return false;
    }
  return true;
}

void read_brainvision(benchmark::State& state, BrainVisionEncoding encoding) {
  const Folder folder;
  const bool whole = encoding == BrainVisionEncoding::int16;
  write_brainvision(folder / "x.vhdr", recording(), {encoding, attune::Microvolts(kResolution)},
                    attune::Overwrite::refuse);
  const Recording once = attune::eeg::read_brainvision(folder / "x.vhdr");
  if (!(whole ? agrees<std::int16_t>(once, folder / "x.eeg", kResolution * 1e-6)
              : agrees<float>(once, folder / "x.eeg", 1e-6))) {
    state.SkipWithError("the answer differs from the oracle");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(attune::eeg::read_recording(folder / "x.vhdr"));
  state.SetItemsProcessed(state.iterations() * kChannels * kSamples);
}
BENCHMARK_CAPTURE(read_brainvision, int16, BrainVisionEncoding::int16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_brainvision, float32, BrainVisionEncoding::float32)->Unit(benchmark::kMillisecond);

void write_brainvision_int16(benchmark::State& state) {
  const Folder folder;
  for (auto _ : state)
    write_brainvision(folder / "x.vhdr", recording(), {BrainVisionEncoding::int16, attune::Microvolts(kResolution)},
                      attune::Overwrite::allow);
  const Recording read = attune::eeg::read_brainvision(folder / "x.vhdr");
  if ((read.data - recording().data).cwiseAbs().maxCoeff() > kResolution * 0.5e-6 * (1.0 + 1e-9))
    state.SkipWithError("what was written is not what was given");
  state.SetItemsProcessed(state.iterations() * kChannels * kSamples);
}
BENCHMARK(write_brainvision_int16)->Unit(benchmark::kMillisecond);

}  // namespace
