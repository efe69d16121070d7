#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>

#include "attune/eeg/evoked.hpp"
#include "attune/erp/area.hpp"
#include "attune/erp/measure.hpp"
#include "attune/parallel/stream.hpp"

namespace attune {
namespace {

constexpr Eigen::Index kSamples = 250;

eeg::Epochs noise_epochs(int trials, int channels, Eigen::Index samples = kSamples) {
  eeg::Epochs epochs;
  epochs.times = {Hertz(250), -50, samples};
  epochs.conditions = {"a"};
  for (int c = 0; c < channels; ++c) epochs.channels.push_back("C" + std::to_string(c));
  for (int t = 0; t < trials; ++t) {
    parallel::Stream stream({1}, static_cast<std::uint64_t>(t));
    Eigen::MatrixXd data(channels, samples);
    for (Eigen::Index i = 0; i < data.size(); ++i) data.data()[i] = 1e-6 * stream.normal();
    epochs.data.push_back(std::move(data));
    eeg::Trial trial;
    trial.condition = "a";
    trial.kept = true;
    epochs.trials.push_back(trial);
  }
  return epochs;
}

void fractional_area_latency(benchmark::State& state) {
  std::vector<double> values;
  for (Eigen::Index s = 0; s < kSamples; ++s) {
    const double z = (4.0 * static_cast<double>(s - 50) - 302) / 30;
    values.push_back(std::exp(-0.5 * z * z));
  }
  const erp::Waveform wave{values, {Hertz(250), -50, kSamples}};
  const erp::Window window{Milliseconds(100), Milliseconds(500)};
  const auto latency = [&] { return erp::fractional_area_latency(wave, window, erp::Polarity::positive, 0.5).value; };
  if (std::abs(latency() - 302) > 0.01) return state.SkipWithError("the latency of a Gaussian is not its centre");
  for (auto _ : state) benchmark::DoNotOptimize(latency());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(fractional_area_latency);

// Items are bootstrap draws of one channel, each measured twice.
void bootstrap_sme(benchmark::State& state) {
  const eeg::Epochs epochs = noise_epochs(80, 32);
  erp::MeasureOptions options;
  options.kinds = {erp::Kind::mean_amplitude, erp::Kind::fractional_area_latency};
  options.threads = {static_cast<int>(state.range(0))};
  options.sme = erp::Sme::analytic;
  const double oracle = erp::measure(epochs, options).rows[0].quality;
  options.sme = erp::Sme::bootstrap;
  if (std::abs(erp::measure(epochs, options).rows[0].quality / oracle - 1) > 0.1)
    return state.SkipWithError("the bootstrap differs from the analytic error");
  for (auto _ : state) benchmark::DoNotOptimize(erp::measure(epochs, options));
  state.SetItemsProcessed(state.iterations() * options.bootstraps * 32);
}
BENCHMARK(bootstrap_sme)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// The aim: 2,000 draws of 100 trials x 64 channels x 500 samples in under 2 s on 2 threads. Items are draws of a
// channel.
void bootstrap_sme_of_a_session(benchmark::State& state) {
  const eeg::Epochs epochs = noise_epochs(100, 64, 500);
  erp::MeasureOptions options;
  options.components = {{"", {Milliseconds(-200), Milliseconds(1796)}, erp::Polarity::positive}};
  options.kinds = {erp::Kind::mean_amplitude, erp::Kind::fractional_area_latency};
  options.threads = {static_cast<int>(state.range(0))};
  options.bootstraps = 2000;
  options.sme = erp::Sme::analytic;
  const double oracle = erp::measure(epochs, options).rows[0].quality;
  options.sme = erp::Sme::bootstrap;
  if (std::abs(erp::measure(epochs, options).rows[0].quality / oracle - 1) > 0.1)
    return state.SkipWithError("the bootstrap differs from the analytic error");
  for (auto _ : state) benchmark::DoNotOptimize(erp::measure(epochs, options));
  state.SetItemsProcessed(state.iterations() * options.bootstraps * 64);
}
BENCHMARK(bootstrap_sme_of_a_session)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

// Items are trials of 64 channels.
void average(benchmark::State& state) {
  const eeg::Epochs epochs = noise_epochs(200, 64);
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(64, kSamples);
  for (const Eigen::MatrixXd& data : epochs.data) sum += data;
  if (!eeg::average(epochs)[0].average.isApprox(sum / 200, 1e-12)) return state.SkipWithError("the average is wrong");
  for (auto _ : state) benchmark::DoNotOptimize(eeg::average(epochs));
  state.SetItemsProcessed(state.iterations() * 200);
}
BENCHMARK(average)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune
