// ICA of 32 channels x 30,504 samples (a short recording at 128 Hz) and of 64 x 1,800,000 (half an hour at 1 kHz), with
// planted sources: timed only if it converges and finds them. bench/peers/ica.py gives scikit-learn's time on the same
// sources.
#include <benchmark/benchmark.h>

#include <cmath>
#include <map>

#include "attune/artefact/ica.hpp"
#include "attune/parallel/stream.hpp"

namespace {

using attune::artefact::IcaMethod;
using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kAmari = 0.02;  // twice what the sampling error of the shorter data gives

/// Two thirds Laplace, one third uniform.
MatrixXd sources(Index count, Index samples) {
  MatrixXd out(count, samples);
  attune::parallel::for_each(static_cast<std::size_t>(count), {}, [&](std::size_t source) {
    const auto k = static_cast<Index>(source);
    attune::parallel::Stream stream(attune::parallel::Seed{1}, source);
    for (Index t = 0; t < samples; ++t) {
      const double u = stream.uniform() - 0.5;
      const double laplace = (u < 0 ? 1.0 : -1.0) * std::log(1.0 - 2.0 * std::abs(u)) / std::sqrt(2.0);
      out(k, t) = k % 3 == 1 ? u * std::sqrt(12.0) : laplace;
    }
  });
  return out;
}

struct Data {
  MatrixXd mixing, data;
};

const Data& data_of(Index channels, Index samples) {
  static std::map<std::pair<Index, Index>, Data> made;
  Data& out = made[{channels, samples}];
  if (out.data.size() > 0) return out;
  attune::parallel::Stream stream(attune::parallel::Seed{2}, 0);
  out.mixing.resize(channels, channels);
  for (double& value : out.mixing.reshaped()) value = stream.normal();
  out.data.noalias() = out.mixing * sources(channels, samples);
  return out;
}

void ica(benchmark::State& state, IcaMethod method) {
  const Data& planted = data_of(state.range(0), state.range(1));
  attune::artefact::IcaOptions options;
  options.method = method;
  attune::artefact::Ica fit;
  for (auto run : state) {
    fit = attune::artefact::fit_ica(planted.data, options, attune::parallel::Threads{static_cast<int>(state.range(2))});
    benchmark::DoNotOptimize(fit.unmixing.data());
  }
  const double distance = attune::artefact::amari_distance(fit.unmixing, planted.mixing);
  if (!fit.converged || distance > kAmari) state.SkipWithError("the planted sources were not found");
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(1));
  state.counters["amari"] = distance;
  state.counters["passes"] = fit.iterations;
}

void shapes(benchmark::internal::Benchmark* bench) {
  bench->Args({32, 30504, 1})->Args({32, 30504, 2})->Args({64, 1800000, 2})->Unit(benchmark::kMillisecond);
  bench->UseRealTime();
}

BENCHMARK_CAPTURE(ica, picard, IcaMethod::picard)->Apply(shapes);
BENCHMARK_CAPTURE(ica, infomax, IcaMethod::infomax)->Apply(shapes);
BENCHMARK_CAPTURE(ica, fastica, IcaMethod::fastica)->Apply(shapes);

}  // namespace
