#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "attune/parallel/stream.hpp"
#include "attune/spectrum/bands.hpp"
#include "attune/spectrum/power.hpp"
#include "attune/spectrum/time_frequency.hpp"
#include "attune/spectrum/wavelets.hpp"

namespace attune {
namespace {

constexpr double kRate = 500;

// Independent noise of a microvolt.
Eigen::MatrixXd noise(Eigen::Index channels, Eigen::Index samples, std::uint64_t item) {
  parallel::Stream stream({1}, item);
  Eigen::MatrixXd out(channels, samples);
  for (Eigen::Index i = 0; i < out.size(); ++i) out.data()[i] = 1e-6 * stream.normal();
  return out;
}

void name_channels(spectrum::Signals& signals, int channels) {
  signals.sampling_frequency = Hertz(kRate);
  for (int c = 0; c < channels; ++c) signals.channels.push_back("C" + std::to_string(c));
  signals.bad.assign(signals.channels.size(), false);
}

// Ten minutes of 64 channels; items are samples of a channel.
void welch_of_a_recording(benchmark::State& state) {
  constexpr int kChannels = 64;
  const auto samples = static_cast<Eigen::Index>(600 * kRate);
  spectrum::Signals signals;
  name_channels(signals, kChannels);
  signals.data.push_back(noise(kChannels, samples, 0));
  signals.conditions = {{"rest", {{0, {0, samples}}}}};
  spectrum::PowerOptions options;
  options.threads = {static_cast<int>(state.range(0))};
  const spectrum::Power found = spectrum::power(signals, options)[0];
  if (std::abs(1e12 * found.density.rowwise().sum().mean() * found.frequencies(1) - 1) > 0.01)
    return state.SkipWithError("the spectrum of noise does not add up to its variance");
  for (auto _ : state) benchmark::DoNotOptimize(spectrum::power(signals, options));
  state.SetItemsProcessed(state.iterations() * kChannels * samples);
}
BENCHMARK(welch_of_a_recording)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// 80 trials of 32 channels and 750 samples at 27 frequencies; items are trials of a channel.
void wavelets_of_trials(benchmark::State& state) {
  constexpr int kChannels = 32, kTrials = 80;
  spectrum::Signals signals;
  name_channels(signals, kChannels);
  signals.in_trials = true;
  signals.times = {Hertz(kRate), -250, 750};
  signals.conditions = {{"a", {}}};
  for (std::size_t i = 0; i < kTrials; ++i) {
    signals.data.push_back(noise(kChannels, 750, i));
    signals.conditions[0].stretches.push_back({i, {0, 750}});
  }
  spectrum::WaveletOptions options;
  options.frequencies = spectrum::parse_frequencies("4:30:1");
  options.threads = {static_cast<int>(state.range(0))};
  const double density = spectrum::time_frequency(signals, options)[0].power[0].row(20).segment(200, 350).mean();
  if (std::abs(density / (2 / kRate) - 1) > 0.2) return state.SkipWithError("the power of noise is not its density");
  for (auto _ : state) benchmark::DoNotOptimize(spectrum::time_frequency(signals, options));
  state.SetItemsProcessed(state.iterations() * kChannels * kTrials);
}
BENCHMARK(wavelets_of_trials)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune
