#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <vector>

#include "attune/bold/contrast.hpp"
#include "attune/parallel/stream.hpp"

namespace {

using namespace attune;

constexpr Eigen::Index kVolumes = 300;

bold::Design run_design() {
  std::vector<bold::Event> events;
  for (int i = 0; i < 90; ++i)
    events.push_back({Seconds(6 + 6.0 * i), Seconds(2), std::string(1, static_cast<char>('a' + i % 6))});
  return bold::make_design(events, {kVolumes, Seconds(2), Seconds(1)}, nullptr, {});
}

Eigen::MatrixXd noise(Eigen::Index regions) {
  Eigen::MatrixXd series(kVolumes, regions);
  for (Eigen::Index region = 0; region < regions; ++region) {
    parallel::Stream stream({1}, static_cast<std::uint64_t>(region));
    double value = 0;
    for (Eigen::Index volume = 0; volume < kVolumes; ++volume) {
      value = 0.5 * value + stream.normal();
      series(volume, region) = 100 + value + stream.normal();
    }
  }
  return series;
}

// Ordinary least squares by the normal equations: what the white model must agree with.
void check_against_oracle() {
  const bold::Design design = run_design();
  const Eigen::MatrixXd series = noise(3);
  const Eigen::MatrixXd normal = design.matrix.transpose() * design.matrix;
  const Eigen::MatrixXd oracle = normal.ldlt().solve(design.matrix.transpose() * series);
  const auto fits = bold::fit(series, design, {bold::NoiseModel::white, bold::DegreesOfFreedom::residual, {}});
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const Eigen::VectorXd coefficients = design.to_columns * fits[i].coordinates;
    if ((coefficients - oracle.col(static_cast<Eigen::Index>(i))).norm() > 1e-8) std::abort();
  }
}

// Fit and six contrasts, as a participant's regions are.
void fit_regions(benchmark::State& state, bold::NoiseModel model) {
  check_against_oracle();
  const bold::Design design = run_design();
  const Eigen::MatrixXd series = noise(state.range(0));
  bold::FitOptions options;
  options.noise = model;
  options.threads = {static_cast<int>(state.range(1))};
  for (auto _ : state) {
    const std::vector<bold::RegionFit> fits = bold::fit(series, design, options);
    for (const bold::Condition& condition : design.conditions)
      benchmark::DoNotOptimize(bold::estimate({condition.name, {{condition.name, 1.0}}, {}}, design, fits));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// Regions, threads.
BENCHMARK_CAPTURE(fit_regions, ols, bold::NoiseModel::white)
    ->Args({400, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(fit_regions, ar1, bold::NoiseModel::ar1)
    ->Args({16, 1})
    ->Args({400, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(fit_regions, arma11, bold::NoiseModel::arma11)
    ->Args({16, 1})
    ->Args({400, 1})
    ->Args({400, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
