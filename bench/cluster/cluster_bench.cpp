#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/cluster/permutation_test.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::cluster {
namespace {

// 64 channels in an 8 x 8 square, each beside those left, right, before and behind it.
scalp::Neighbours square() {
  scalp::Neighbours out(64);
  for (Eigen::Index i = 0; i < 64; ++i) {
    auto& list = out[static_cast<std::size_t>(i)];
    if (i >= 8) list.push_back(i - 8);
    if (i % 8 > 0) list.push_back(i - 1);
    if (i % 8 < 7) list.push_back(i + 1);
    if (i < 56) list.push_back(i + 8);
  }
  return out;
}

Eigen::MatrixXd waves(const Grid& grid, Eigen::Index people) {
  Eigen::MatrixXd out(grid.points(), people);
  for (Eigen::Index person = 0; person < people; ++person) {
    parallel::Stream stream({2007}, static_cast<std::uint64_t>(person));
    for (Eigen::Index channel = 0; channel < grid.channels; ++channel) {
      double value = stream.normal();
      for (Eigen::Index time = 0; time < grid.times; ++time) {
        out(grid.point(channel, 0, time), person) = value;
        value = 0.9 * value + std::sqrt(1 - 0.81) * stream.normal();
      }
    }
  }
  return out;
}

Design halves(Eigen::Index people, Statistic statistic) {
  Design design{statistic, std::vector<bool>(static_cast<std::size_t>(people), false)};
  std::fill_n(design.in_a.begin(), people / 2, true);
  return statistic == Statistic::one_sample ? Design{statistic, {}} : design;
}

// The oracle: t point by point from its definition.
bool right(const TestResult& result, const Eigen::MatrixXd& values) {
  for (Eigen::Index point = 0; point < values.rows(); point += 97) {
    const Eigen::Index half = values.cols() / 2;
    const Eigen::VectorXd a = values.row(point).head(half).transpose(), b = values.row(point).tail(half).transpose();
    const auto n = static_cast<double>(half);
    const double spread =
        (a.array() - a.mean()).square().sum() / (n - 1) / n + (b.array() - b.mean()).square().sum() / (n - 1) / n;
    const double t = (a.mean() - b.mean()) / std::sqrt(spread);
    if (std::abs(t - result.t[static_cast<std::size_t>(point)]) > 1e-9) return false;
  }
  return true;
}

void permute(benchmark::State& state, Statistic statistic, bool enhance) {
  const Grid grid{64, 1, 500};
  const Eigen::MatrixXd values = waves(grid, 40);
  TestOptions options;
  options.permutations = state.range(0);
  options.threads = {static_cast<int>(state.range(1))};
  options.enhance = enhance;
  const Design design = halves(40, statistic);
  if (statistic == Statistic::welch) {
    TestOptions few = options;
    few.permutations = 10;
    if (!right(permutation_test(values, design, grid, square(), few), values)) {
      state.SkipWithError("differs from the oracle");
      return;
    }
  }
  for (auto _ : state) benchmark::DoNotOptimize(permutation_test(values, design, grid, square(), options).clusters);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void welch(benchmark::State& state) { permute(state, Statistic::welch, false); }
void pooled(benchmark::State& state) { permute(state, Statistic::pooled, false); }
void paired(benchmark::State& state) { permute(state, Statistic::one_sample, false); }
void enhanced(benchmark::State& state) { permute(state, Statistic::welch, true); }

BENCHMARK(welch)->Args({5000, 2})->Args({5000, 1})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(pooled)->Args({5000, 2})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(paired)->Args({5000, 2})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(enhanced)->Args({500, 2})->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace attune::cluster
