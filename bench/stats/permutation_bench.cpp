#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "attune/stats/compare.hpp"
#include "attune/stats/permutation.hpp"

namespace attune::stats {
namespace {

constexpr std::int64_t kPermutations = 10000;

std::vector<double> drawn(std::uint64_t item, std::size_t n, double mean) {
  parallel::Stream stream({1935}, item);
  std::vector<double> out(n);
  for (double& x : out) x = mean + stream.normal();
  return out;
}

double welch_squared(const std::vector<double>& values, const std::vector<bool>& is_member) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < values.size(); ++i) (is_member[i] ? a : b).push_back(values[i]);
  const Summary x = summarise(a), y = summarise(b);
  const double d = x.mean - y.mean;
  return d * d / (x.variance / static_cast<double>(x.n) + y.variance / static_cast<double>(y.n));
}

// The oracle: one stream a permutation, selection sampling word by word, means and variances by summarise().
double naive_p(const std::vector<double>& a, const std::vector<double>& b, parallel::Seed seed) {
  std::vector<double> pool(a);
  pool.insert(pool.end(), b.begin(), b.end());
  std::sort(pool.begin(), pool.end());
  std::vector<bool> is_member(pool.size());
  for (std::size_t i = 0; i < pool.size(); ++i) is_member[i] = std::find(a.begin(), a.end(), pool[i]) != a.end();
  const double observed = welch_squared(pool, is_member);
  std::int64_t extremes = 0;
  for (std::int64_t item = 0; item < kPermutations; ++item) {
    parallel::Stream stream(seed, static_cast<std::uint64_t>(item));
    std::uint64_t word = 0, open = a.size();
    for (std::size_t j = 0; j < pool.size(); ++j) {
      word = j % 2 == 0 ? stream() : word >> 32;
      is_member[j] = (((word & 0xffffffffu) * (pool.size() - j)) >> 32) < open;
      open -= is_member[j] ? 1u : 0u;
    }
    extremes += welch_squared(pool, is_member) >= observed * (1.0 - 1e-10) ? 1 : 0;
  }
  return static_cast<double>(extremes + 1) / static_cast<double>(kPermutations + 1);
}

void permute_groups_of(benchmark::State& state, std::size_t n_a, std::size_t n_b, int threads) {
  const std::vector<double> a = drawn(1, n_a, 0.5), b = drawn(2, n_b, 0.0);
  const PermutationOptions options{kPermutations, {3}, {threads}};
  if (permute_groups(a, b, GroupStatistic::welch_t, options).p != naive_p(a, b, {3})) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(permute_groups(a, b, GroupStatistic::welch_t, options).p);
  state.SetItemsProcessed(state.iterations() * kPermutations);
}

void naive(benchmark::State& state) {
  const std::vector<double> a = drawn(1, 20, 0.5), b = drawn(2, 20, 0.0);
  for (auto _ : state) benchmark::DoNotOptimize(naive_p(a, b, {3}));
  state.SetItemsProcessed(state.iterations() * kPermutations);
}

void whole_comparison(benchmark::State& state) {
  const std::vector<double> a = drawn(1, 20, 0.5), b = drawn(2, 20, 0.0);
  for (auto _ : state) benchmark::DoNotOptimize(compare_groups(a, b).p);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(naive)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(permute_groups_of, n_20_20_one_thread, 20, 20, 1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(permute_groups_of, n_20_20_all_threads, 20, 20, 0)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(permute_groups_of, n_15_200_one_thread, 15, 200, 1)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_comparison)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace attune::stats
