#include <benchmark/benchmark.h>

#include <cmath>
#include <vector>

#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir_blocks.hpp"
#include "attune/signal/iir.hpp"
#include "attune/signal/resample.hpp"

namespace attune::signal {
namespace {

constexpr Eigen::Index kSamples = 1'800'000;  // half an hour at 1 kHz
constexpr Eigen::Index kChannels = 8;         // of 64: items per second are samples, so that 64 follow
constexpr double kTolerance = 1e-12;          // of values of about 1

Eigen::MatrixXd made(Eigen::Index samples, Eigen::Index channels) {
  Eigen::MatrixXd out(samples, channels);
  double state = 0.3;
  for (Eigen::Index c = 0; c < channels; ++c)
    for (Eigen::Index t = 0; t < samples; ++t) {
      state = 3.99 * state * (1.0 - state);  // chaotic: as broad a spectrum as noise
      out(t, c) = state - 0.5;
    }
  return out;
}

Fir fir_of(double highpass) {
  FirOptions options;
  options.highpass = Hertz(highpass);
  options.lowpass = Hertz(40);
  return design_fir(options, Hertz(1000));
}

// The oracle: the sum itself, in long double, at some samples with their padding.
bool agrees(const Fir& fir) {
  const Eigen::Index samples = 5 * fir.taps.size();
  const Eigen::MatrixXd before = made(samples, 1);
  Eigen::MatrixXd after = before;
  filter_columns(fir, {}, after, {1});
  for (Eigen::Index t = 0; t < samples; t += samples / 37) {
    long double sum = 0;
    for (Eigen::Index k = 0; k < fir.taps.size(); ++k) {
      const PaddedSample p =
          padded_sample(t + fir.taps.size() / 2 - k, samples, Padding::reflect_limited, fir.taps.size());
      sum += static_cast<long double>(fir.taps(k)) *
             (p.weight * before(p.sample, 0) + p.mirrored_weight * before(p.mirrored, 0));
    }
    if (std::abs(static_cast<double>(sum) - after(t, 0)) > kTolerance) return false;
  }
  return true;
}

void filter(benchmark::State& state, double highpass, bool rows) {
  const Fir fir = fir_of(highpass);
  if (!agrees(fir)) {
    state.SkipWithError("differs from the direct sum");
    return;
  }
  Eigen::MatrixXd data = made(kSamples, kChannels);
  if (rows) data.transposeInPlace();
  const std::vector<Segment> whole{{0, kSamples}};
  const parallel::Threads threads{static_cast<int>(state.range(0))};
  for (auto _ : state) {
    if (rows)
      filter_rows(fir, {}, data, whole, threads);
    else
      filter_columns(fir, {}, data, whole, threads);
  }
  state.SetItemsProcessed(state.iterations() * kSamples * kChannels);
}

void recursive(benchmark::State& state) {
  const Iir iir = design_butterworth({4, Hertz(0.1), Hertz(40), false}, Hertz(1000));
  // A constant has no part in the band.
  Eigen::MatrixXd data = Eigen::MatrixXd::Constant(kSamples, kChannels, 1.0);
  filter_columns(iir, {}, data, {1});
  if (data.cwiseAbs().maxCoeff() > 1e-6) {
    state.SkipWithError("a constant passes the band");
    return;
  }
  data = made(kSamples, kChannels);
  for (auto _ : state) filter_columns(iir, {}, data, {1});
  state.SetItemsProcessed(state.iterations() * kSamples * kChannels);
}

void resample(benchmark::State& state, double to) {
  const Resampler resampler = design_resampler(Hertz(1000), Hertz(to));
  const Eigen::MatrixXd data = made(kSamples, kChannels);
  if (std::abs(resample_columns(resampler, Eigen::MatrixXd::Constant(1000, 1, 0.7), {1}).columns(100, 0) - 0.7) >
      kTolerance) {
    state.SkipWithError("a constant does not stay what it is");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(resample_columns(resampler, data, {1}).columns.data());
  state.SetItemsProcessed(state.iterations() * kSamples * kChannels);
}

BENCHMARK_CAPTURE(filter, taps_3301_columns, 1.0, false)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filter, taps_3301_rows, 1.0, true)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filter, taps_33001_columns, 0.1, false)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(filter, taps_33001_rows, 0.1, true)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(recursive)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resample, to_250, 250.0)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(resample, to_512, 512.0)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::signal
