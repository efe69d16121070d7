#include <benchmark/benchmark.h>

#include "attune/heart/beats.hpp"
#include "attune/heart/request.hpp"
#include "attune/heart/rr_artefacts.hpp"
#include "heart_calibration.hpp"

namespace attune::heart {
namespace {

constexpr double kDay = 86400;     // s, at 250 Hz: 21.6 million samples
constexpr double kWithin = 0.005;  // s; the signal's noise of a 20th of the R wave moves peaks by up to 3 ms

const std::vector<double>& truth() {
  static const std::vector<double> beats = test::made_beats(kDay);
  return beats;
}

const physio::Channel& day() {
  static const physio::Channel channel = test::made_ecg(truth(), {.rate = 250, .seconds = kDay, .noise = 0.05});
  return channel;
}

DetectOptions with(int threads) {
  DetectOptions out;
  out.threads = {threads};
  return out;
}

// The oracle: every beat that was made is found, and nothing else.
bool all_found(const Beats& beats) {
  const auto score = test::agreement(truth(), beats.times_s, kWithin);
  return score.hits == score.truth && score.found == score.truth;
}

void detect(benchmark::State& state) {
  const DetectOptions options = with(static_cast<int>(state.range(0)));
  if (!all_found(detect_beats(day(), options))) {
    state.SkipWithError("other beats than those that are there");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(detect_beats(day(), options).times_s.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(day().samples.size()));
}

// 100,000 beats at rest, every 50th of them premature.
void correct(benchmark::State& state) {
  parallel::Stream stream({1}, 0);
  std::vector<std::size_t> places;
  const std::vector<double> rest = test::resting_intervals({.beats = 100'000}, stream);
  const physio::Intervals intervals =
      test::intervals_from(test::with_artefacts(rest, test::Planted::premature, stream, places));
  const CorrectedIntervals once = correct_artefacts(intervals);
  if (once.ectopic + once.irregular < places.size() || once.missed + once.extra > 0) {
    state.SkipWithError("other artefacts than those that are there");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(correct_artefacts(intervals).intervals.ms.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(intervals.size()));
}

// From samples to rows: peaks, artefacts, and the measures of the command ecg.
void whole(benchmark::State& state) {
  const DetectOptions options = with(static_cast<int>(state.range(0)));
  const MeasureOptions measures = options_of({}, options.threads);
  const std::vector<physio::Window> windows{{"", Seconds(0), Seconds(kDay), 1}};
  if (!all_found(detect_beats(day(), options))) {
    state.SkipWithError("other beats than those that are there");
    return;
  }
  for (auto _ : state) {
    Beats beats = detect_beats(day(), options);
    std::vector<std::string> notes;
    HeartData data = prepare(intervals_of(beats), Artefacts::correct, {}, notes);
    data.beats = std::move(beats);
    benchmark::DoNotOptimize(measure(data, windows, measures, Measure{}).rows.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(day().samples.size()));
}

BENCHMARK(detect)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(correct)->Unit(benchmark::kMillisecond);
BENCHMARK(whole)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::heart
