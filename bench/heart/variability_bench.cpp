#include <benchmark/benchmark.h>

#include <cmath>

#include "attune/heart/measure.hpp"
#include "made_intervals.hpp"

namespace attune::heart {
namespace {

constexpr double kDay = 86400;  // s: 101,600 beats 850 ms apart

// A day of a sine of 0.25 Hz and 20 ms: half its square is the power that has to be found.
const std::vector<IntervalRun>& day() {
  static const std::vector<IntervalRun> runs = runs_of(test::sines(kDay, 850, {{0.25, 20, 0}}));
  return runs;
}

void spectrum(benchmark::State& state, SpectrumMethod method) {
  FrequencyOptions options;
  options.method = method;
  options.threads = {static_cast<int>(state.range(0))};
  // Of 0.25 Hz at 850 ms between beats the spline keeps 98.7 %.
  if (std::abs(band_power(interval_spectrum(day(), options), band_set("adult").hf) / 200 - 1) > 0.02)
    return state.SkipWithError("the band does not hold half the square of the amplitude");
  for (auto _ : state) benchmark::DoNotOptimize(interval_spectrum(day(), options).density.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count_of(day())));
}

// The pairs counted one by one.
double entropy_of_all_pairs(const std::vector<double>& x, double limit) {
  std::size_t shorter = 0, longer = 0;
  for (std::size_t i = 0; i + 2 < x.size(); ++i)
    for (std::size_t j = i + 1; j + 2 < x.size(); ++j) {
      const bool two = std::abs(x[i] - x[j]) <= limit && std::abs(x[i + 1] - x[j + 1]) <= limit;
      shorter += two;
      longer += two && std::abs(x[i + 2] - x[j + 2]) <= limit;
    }
  return std::log(static_cast<double>(shorter) / static_cast<double>(longer));
}

// The most beats it takes.
void entropy(benchmark::State& state) {
  std::vector<IntervalRun> runs = runs_of(test::resting_heart(8400, {1}, 0));
  runs.front().ms.resize(std::min(runs.front().size(), kMostForEntropy));
  runs.front().end_s.resize(runs.front().ms.size());
  const double truth = entropy_of_all_pairs(runs.front().ms, 0.2 * time_domain(runs).sdnn);
  if (std::abs(sample_entropy(runs).value - truth) > 1e-12)
    return state.SkipWithError("another entropy than all pairs'");
  for (auto _ : state) benchmark::DoNotOptimize(sample_entropy(runs).value);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count_of(runs)));
}

// Every measure but entropy in each of the 1,440 minutes of a day, and in all of them together.
void minutes(benchmark::State& state) {
  HeartData data;
  data.intervals = test::sines(kDay, 850, {{0.25, 20, 0}});
  data.corrected.assign(data.intervals.size(), false);
  std::vector<physio::Window> windows;
  for (std::size_t i = 0; i < 1440; ++i)
    windows.push_back(
        {"day", Seconds(60.0 * static_cast<double>(i)), Seconds(60.0 * static_cast<double>(i + 1)), i + 1});
  MeasureOptions options;
  options.measures = {"time", "frequency", "rsa", "sd1", "sd2", "dfa_alpha1"};
  options.frequency.threads = {static_cast<int>(state.range(0))};
  const double sdnn = measure(data, windows, options, {}).rows[2].value;
  if (std::abs(sdnn / (20 / std::sqrt(2.0)) - 1) > 0.01) return state.SkipWithError("another SD than the sine's");
  for (auto _ : state) benchmark::DoNotOptimize(measure(data, windows, options, {}).windows.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(windows.size()));
}

BENCHMARK_CAPTURE(spectrum, welch, SpectrumMethod::welch)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(spectrum, lomb, SpectrumMethod::lomb)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(entropy)->Unit(benchmark::kMillisecond);
BENCHMARK(minutes)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::heart
