// Breath, eyelid and pupil. bench/peers/body.py runs the same filters and turning points in scipy.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>

#include "attune/breath/measures.hpp"
#include "attune/pupil/trials.hpp"
#include "attune/startle/measures.hpp"

namespace attune {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

physio::Channel channel(physio::Kind kind, const char* unit, double rate, double seconds, double (*value)(double)) {
  physio::Channel out{"made", kind, unit, Hertz(rate), Seconds(0), {}};
  const auto samples = static_cast<std::size_t>(rate * seconds);
  out.samples.reserve(samples);
  for (std::size_t i = 0; i < samples; ++i) out.samples.push_back(value(static_cast<double>(i) / rate));
  return out;
}

std::int64_t size_of(const physio::Channel& made) { return static_cast<std::int64_t>(made.samples.size()); }

// A day at 100 Hz, a breath every 4 s. The oracle: as many breaths, but for the two at the ends, at 15 a minute.
void breaths(benchmark::State& state) {
  constexpr double kDay = 86400;
  static const physio::Channel day = channel(physio::Kind::respiration, "", 100, kDay, [](double t) {
    return std::sin(kTurn * 0.25 * t) + 0.5 * std::sin(0.001 * t);
  });
  breath::DetectOptions options;
  options.threads = {static_cast<int>(state.range(0))};
  const breath::Breaths once = breath::detect_breaths(day, options);
  if (std::abs(static_cast<double>(once.breaths.size()) - kDay / 4) > 2 ||
      std::abs(breath::summarise(once, Seconds(100), Seconds(86300)).rate - 15) > 1e-3) {
    state.SkipWithError("other breaths than those that are there");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(breath::detect_breaths(day, options).breaths.data());
  state.SetItemsProcessed(state.iterations() * size_of(day));
}

// An hour at 1000 Hz. The oracle: the mean of a rectified sine of amplitude 1 uV is 2/pi uV; the overtones of 113 Hz
// fold to what the smoothing takes out, up to the ninth.
void envelope(benchmark::State& state) {
  static const physio::Channel hour =
      channel(physio::Kind::emg, "V", 1000, 3600, [](double t) { return 1e-6 * std::sin(kTurn * 113 * t); });
  startle::FilterOptions options;
  options.threads = {static_cast<int>(state.range(0))};
  const startle::Envelope once = startle::envelope_of(hour, options);
  if (std::abs(1e6 * once.volts[once.volts.size() / 2] - 2 / std::numbers::pi) > 0.01) {
    state.SkipWithError("another envelope than that of a sine");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(startle::envelope_of(hour, options).volts.data());
  state.SetItemsProcessed(state.iterations() * size_of(hour));
}

// An hour at 1000 Hz with a blink of 0.1 s every 4 s. The oracle: 900 blinks, and the size of the open eye.
double pupil_size(double t) { return 4 + 0.3 * std::sin(0.5 * t); }
void repair(benchmark::State& state) {
  static const physio::Channel hour = channel(physio::Kind::pupil, "mm", 1000, 3600,
                                              [](double t) { return std::fmod(t + 2, 4) < 0.1 ? 0 : pupil_size(t); });
  pupil::RepairOptions options;
  options.threads = {static_cast<int>(state.range(0))};
  const pupil::Repaired once = pupil::repair(hour, options);
  bool close = once.blinks.size() == 900;
  for (std::size_t i = 2000; i + 2000 < once.size.size(); ++i)
    close = close && std::abs(once.size[i] - pupil_size(static_cast<double>(i) / 1000)) < 0.01;
  if (!close) {
    state.SkipWithError("another pupil than the one that is there");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(pupil::repair(hour, options).size.data());
  state.SetItemsProcessed(state.iterations() * size_of(hour));
}

BENCHMARK(breaths)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(envelope)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(repair)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace attune
