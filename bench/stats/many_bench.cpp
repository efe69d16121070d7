#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/stats/many_requests.hpp"
#include "attune/stats/max_t.hpp"
#include "attune/stats/summary.hpp"

namespace attune::stats {
namespace {

constexpr std::size_t kPeople = 40;
constexpr std::int64_t kPermutations = 10000;

PeopleByMeasure drawn_people(std::size_t measures) {
  PeopleByMeasure out{kPeople, measures, {}};
  parallel::Stream stream({1993}, 1);
  for (std::size_t i = 0; i < kPeople * measures; ++i) out.values.push_back(stream.normal());
  return out;
}

std::vector<bool> first_half() {
  std::vector<bool> out(kPeople);
  std::fill_n(out.begin(), kPeople / 2, true);
  return out;
}

double naive_t2(const PeopleByMeasure& table, std::size_t measure, const std::vector<bool>& in_a) {
  std::vector<double> a, b;
  for (std::size_t i = 0; i < table.people; ++i) (in_a[i] ? a : b).push_back(table.at(i, measure));
  const Summary x = summarise(a), y = summarise(b);
  const double d = x.mean - y.mean;
  return d * d / (x.variance / static_cast<double>(x.n) + y.variance / static_cast<double>(y.n));
}

// The oracle: the same shuffles, every statistic from summarise().
std::vector<double> naive_max_t(const PeopleByMeasure& table, std::int64_t permutations, parallel::Seed seed) {
  std::vector<double> observed, out(table.measures);
  for (std::size_t m = 0; m < table.measures; ++m) observed.push_back(naive_t2(table, m, first_half()));
  for (std::int64_t item = 0; item < permutations; ++item) {
    parallel::Stream stream(seed, static_cast<std::uint64_t>(item));
    std::vector<std::size_t> order(kPeople);
    for (std::size_t i = 0; i < kPeople; ++i) order[i] = i;
    parallel::shuffle(std::span(order), stream);
    std::vector<bool> in_a(kPeople);
    for (std::size_t i = 0; i < kPeople / 2; ++i) in_a[order[i]] = true;
    double largest = 0.0;
    for (std::size_t m = 0; m < table.measures; ++m) largest = std::max(largest, naive_t2(table, m, in_a));
    for (std::size_t m = 0; m < table.measures; ++m) out[m] += largest >= observed[m] * (1.0 - 1e-10) ? 1.0 : 0.0;
  }
  for (double& p : out) p = (p + 1.0) / (static_cast<double>(permutations) + 1.0);
  return out;
}

void max_t_500_measures(benchmark::State& state) {
  if (max_t_groups(drawn_people(20), first_half(), GroupStatistic::welch_t, {500, {3}, {1}}).p !=
      naive_max_t(drawn_people(20), 500, {3})) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  const PeopleByMeasure table = drawn_people(500);
  const PermutationOptions options{kPermutations, {3}, {static_cast<int>(state.range(0))}};
  for (auto _ : state)
    benchmark::DoNotOptimize(max_t_groups(table, first_half(), GroupStatistic::welch_t, options).p[0]);
  state.SetItemsProcessed(state.iterations() * kPermutations * 500);
}

Table long_table(int measures) {
  Column::Text id, group, measure;
  Column::Numbers value;
  parallel::Stream stream({1993}, 2);
  for (std::size_t i = 0; i < kPeople; ++i)
    for (int m = 0; m < measures; ++m) {
      id.push_back(fmt::format("sub-{:02}", i));
      group.push_back(i % 2 == 0 ? "secure" : "insecure");
      measure.push_back(fmt::format("m{:05}", m));
      value.push_back(stream.normal());
    }
  Table out;
  out.add("participant_id", id);
  out.add("group", group);
  out.add("measure", measure);
  out.add("value", value);
  return out;
}

// Estimate, intervals, effect sizes and Bayes factor of every measure; with permutations also p_perm.
void compare_each(benchmark::State& state, int measures, std::int64_t permutations) {
  const Table table = long_table(measures);
  CompareRequest request;
  request.by = "group";
  request.levels = {"secure", "insecure"};
  request.permutations = permutations;
  for (auto _ : state)
    benchmark::DoNotOptimize(run_many(table, request, {"value"}, {{"measure"}, "holm", {}}).records.size());
  state.SetItemsProcessed(state.iterations() * measures);
}

BENCHMARK(max_t_500_measures)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(compare_each, p_perm_of_500_measures, 500, kPermutations)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(compare_each, bayes_factors_of_10000_measures, 10000, 0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace attune::stats
