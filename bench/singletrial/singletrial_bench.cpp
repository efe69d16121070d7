#include <benchmark/benchmark.h>

#include <cmath>

#include "attune/singletrial/jitter.hpp"

namespace attune::singletrial {
namespace {

struct Made {
  SiteTrials trials;
  std::vector<double> latency_ms;
};

// Trials of a second at 250 Hz: a bump of 60 ms around 400 ms (SD 40 ms) in AR(1) noise.
Made made(Eigen::Index count, double noise_uv) {
  Made out;
  out.trials.condition = "a";
  out.trials.site = "Pz";
  out.trials.times = {Hertz(250), -50, 300};
  out.trials.data.resize(count, out.trials.times.samples);
  for (Eigen::Index i = 0; i < count; ++i) {
    parallel::Stream stream({1987}, static_cast<std::uint64_t>(i));
    out.latency_ms.push_back(400 + 40 * stream.normal());
    double red = stream.normal();
    for (Eigen::Index t = 0; t < out.trials.times.samples; ++t) {
      const double z = (out.trials.times.at(t).count() - out.latency_ms.back()) / 60;
      out.trials.data(i, t) = 1e-6 * (12 * std::exp(-0.5 * z * z) + noise_uv * red);
      red = 0.95 * red + std::sqrt(1 - 0.95 * 0.95) * stream.normal();
    }
    out.trials.numbers.push_back(static_cast<std::size_t>(i) + 1);
    out.trials.onset_s.push_back(2.0 * static_cast<double>(i));
    out.trials.response_ms.push_back(std::nan(""));
  }
  return out;
}

JitterOptions options(int bootstraps, int threads) {
  JitterOptions out;
  out.align.component = {"P3", {Milliseconds(250), Milliseconds(550)}, erp::Polarity::positive};
  out.bootstraps = bootstraps;
  out.threads = {threads};
  return out;
}

// The oracle: far above the noise every trial is where it was put.
bool right() {
  const Made clear = made(40, 0.6);
  const JitterFit fit = fit_jitter(clear.trials, options(0, 1));
  if (!fit.reason.empty()) return false;
  for (std::size_t i = 0; i < clear.latency_ms.size(); ++i)
    if (std::abs(fit.best.latency_ms(static_cast<Eigen::Index>(i)) - clear.latency_ms[i]) > 10) return false;
  return true;
}

void jitter(benchmark::State& state) {
  if (!right()) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  const Made noisy = made(state.range(0), 12);
  const JitterOptions how = options(static_cast<int>(state.range(1)), static_cast<int>(state.range(2)));
  for (auto _ : state) benchmark::DoNotOptimize(fit_jitter(noisy.trials, how).latency_ms);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(jitter)
    ->Args({40, 0, 1})
    ->Args({80, 0, 1})
    ->Args({40, 50, 1})
    ->Args({40, 50, 2})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::singletrial
