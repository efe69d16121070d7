#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "attune/stats/bayes_factor.hpp"
#include "attune/stats/block_permutation.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

constexpr std::int64_t kPermutations = 10000;

struct Blocked {
  std::vector<double> a, b;
  ExchangeBlocks blocks;
};

// 500 values in 50 blocks of ten: two fifths of A in every block, or blocks of one group.
Blocked blocked(Exchange exchange) {
  Blocked out;
  out.blocks.exchange = exchange;
  for (std::uint64_t i = 0; i < 500; ++i) {
    parallel::Stream stream({1937}, i);
    const bool is_a = exchange == Exchange::whole ? i < 200 : i % 5 < 2;
    (is_a ? out.a : out.b).push_back(stream.normal());
    out.blocks.of[is_a ? 0 : 1].push_back(std::string(1, static_cast<char>('0' + i / 10)));
  }
  return out;
}

// The oracle of whole blocks, where all are of one size: the plain permutation of their sums.
double naive_whole(const Blocked& data, parallel::Seed seed) {
  std::vector<double> sums[2];
  for (std::size_t which = 0; which < 2; ++which) {
    std::vector<double> values = which == 0 ? data.a : data.b;
    for (std::size_t i = 0; i < values.size(); i += 10)
      sums[which].push_back(std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(i),
                                            values.begin() + static_cast<std::ptrdiff_t>(i) + 10, 0.0));
  }
  return permute_groups(sums[0], sums[1], GroupStatistic::welch_t, {kPermutations, seed, {1}}).p;
}

void permute_500_values(benchmark::State& state, Exchange exchange, std::optional<double> trim) {
  const Blocked data = blocked(exchange);
  const PermutationOptions options{kPermutations, {3}, {1}};
  const auto p = [&] {
    return permute_blocks({data.a, data.b, &data.blocks}, {GroupStatistic::welch_t, trim}, options).result.p;
  };
  // Both draw other arrangements: the difference is four standard errors of a sampled p at most.
  const double found = p(), expected = naive_whole(data, {3});
  if (exchange == Exchange::whole && !trim && std::abs(found - expected) > 0.03) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(p());
  state.SetItemsProcessed(state.iterations() * kPermutations);
}

// The same integral by a rule of a tenth of the step over the prior of g.
double fine_jzs(double t, double df, double n, double r) {
  double sum = 0.0;
  constexpr double kStep = 0.02;
  for (double u = -8.0; u < 60.0; u += kStep) {
    const double g = std::exp(u), inflation = 1.0 + n * r * r * g;
    sum += std::exp(-0.5 * u - 0.5 / g - 0.5 * std::log(2.0 * 3.14159265358979323846) - 0.5 * std::log(inflation) +
                    0.5 * (df + 1.0) * (std::log1p(t * t / df) - std::log1p(t * t / df / inflation)));
  }
  return std::log(sum * kStep);
}

void jzs(benchmark::State& state, Alternative alternative) {
  if (std::abs(log_jzs_bayes_factor(2.2, 40, 10, kCauchyScale) - fine_jzs(2.2, 40, 10, kCauchyScale)) > 1e-10) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  double t = 0.0;
  for (auto _ : state) {
    t = t > 6.0 ? 0.0 : t + 0.01;
    benchmark::DoNotOptimize(log_jzs_bayes_factor(t, 40, 10, kCauchyScale, alternative));
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(permute_500_values, within, Exchange::within, std::nullopt)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(permute_500_values, whole, Exchange::whole, std::nullopt)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(permute_500_values, within_yuen, Exchange::within, 0.2)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(jzs, two_sided, Alternative::two_sided)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(jzs, one_sided, Alternative::greater)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace attune::stats
