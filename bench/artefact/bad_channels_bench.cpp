#include <benchmark/benchmark.h>

#include <numbers>

#include "attune/artefact/bad_channels.hpp"
#include "attune/scalp/montage.hpp"

namespace attune {
namespace {

// Sources that spread smoothly over 64 electrodes, a little noise on each, one electrode that has nothing but noise.
constexpr Eigen::Index kNoiseOnly = 20;

eeg::Recording made_recording(double minutes, double frequency) {
  const scalp::Montage montage = scalp::montage("biosemi-64");
  eeg::Recording out;
  out.path = "made.vhdr";
  out.sampling_frequency = Hertz(frequency);
  const auto samples = static_cast<Eigen::Index>(minutes * 60 * frequency);
  constexpr Eigen::Index kSources = 5;
  Eigen::MatrixXd spread(montage.positions.rows(), kSources);
  for (Eigen::Index e = 0; e < spread.rows(); ++e) {
    const Eigen::RowVector3d p = montage.positions.row(e).normalized();
    spread.row(e) << p.x(), p.y(), p.z(), p.x() * p.y(), p.y() * p.z();
    eeg::Channel channel;
    channel.name = montage.names[static_cast<std::size_t>(e)];
    channel.type = "EEG";
    channel.position =
        eeg::ElectrodePosition{montage.positions(e, 0), montage.positions(e, 1), montage.positions(e, 2)};
    out.channels.push_back(channel);
  }
  spread.row(kNoiseOnly).setZero();
  out.data.resize(spread.rows(), samples);
  parallel::Stream stream({5}, 0);
  Eigen::Matrix<double, kSources, 1> state = Eigen::Matrix<double, kSources, 1>::Zero();
  for (Eigen::Index s = 0; s < samples; ++s) {
    for (double& x : state) x = 0.98 * x + 4e-6 * stream.normal();
    for (Eigen::Index e = 0; e < spread.rows(); ++e)
      out.data(e, s) = spread.row(e).dot(state) + 5e-6 * (stream.uniform() - 0.5);
  }
  return out;
}

// 64 channels, 1 kHz, range(0) minutes, range(1) threads. Items are samples of a channel.
void find_bad_channels(benchmark::State& state) {
  const eeg::Recording recording = made_recording(static_cast<double>(state.range(0)), 1000);
  artefact::BadChannelOptions options;
  options.ransac = state.range(2) != 0;
  const parallel::Threads threads{static_cast<int>(state.range(1))};
  const artefact::BadChannelReport report = artefact::find_bad_channels(recording, options, threads);
  if (report.bad != std::vector<std::string>{recording.channels[kNoiseOnly].name})
    return state.SkipWithError("the electrode without a source is not the one that is found");
  for (auto _ : state) benchmark::DoNotOptimize(artefact::find_bad_channels(recording, options, threads));
  state.SetItemsProcessed(state.iterations() * recording.data.size());
}
BENCHMARK(find_bad_channels)
    ->Args({2, 1, 0})
    ->Args({2, 1, 1})
    ->Args({30, 2, 0})
    ->Args({30, 2, 1})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune
