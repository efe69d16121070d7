#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>

#include "attune/bold/contrast.hpp"
#include "attune/parallel/stream.hpp"

namespace {

using namespace attune;

bold::Design run_design() {
  std::vector<bold::Event> events;
  for (int i = 0; i < 90; ++i)
    events.push_back({Seconds(6 + 6.0 * i), Seconds(2), std::string(1, static_cast<char>('a' + i % 6))});
  return bold::make_design(events, {280, Seconds(2), Seconds(1)}, nullptr, {});
}

Eigen::MatrixXd noise(Eigen::Index regions) {
  Eigen::MatrixXd series(280, regions);
  for (Eigen::Index region = 0; region < regions; ++region) {
    parallel::Stream stream({1}, static_cast<std::uint64_t>(region));
    double value = 0;
    for (Eigen::Index volume = 0; volume < 280; ++volume) {
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

void fit_regions(benchmark::State& state, bold::NoiseModel model) {
  check_against_oracle();
  const bold::Design design = run_design();
  const Eigen::MatrixXd series = noise(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(bold::fit(series, design, {model, bold::DegreesOfFreedom::satterthwaite, {1}}));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK_CAPTURE(fit_regions, ols, bold::NoiseModel::white)->Arg(16)->Arg(400)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fit_regions, ar1, bold::NoiseModel::ar1)->Arg(16)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fit_regions, arma11, bold::NoiseModel::arma11)->Arg(16)->Unit(benchmark::kMillisecond);

}  // namespace
