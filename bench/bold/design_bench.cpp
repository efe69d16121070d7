// The design of one run from its events.

#include <benchmark/benchmark.h>

#include "attune/bold/design.hpp"

namespace attune {
namespace {

std::vector<bold::Event> hundred_events() {
  std::vector<bold::Event> events;
  for (int i = 0; i < 100; ++i) events.push_back({Seconds(3 + 5.9 * i), Seconds(1.5), i % 2 == 0 ? "a" : "b"});
  return events;
}

void make_design_of(benchmark::State& state, const bold::ResponseModel& response) {
  bold::DesignOptions options;
  options.response = response;
  const std::vector<bold::Event> events = hundred_events();
  const bold::FrameTimes frames{300, Seconds(2), Seconds(1)};
  for (auto _ : state) benchmark::DoNotOptimize(bold::make_design(events, frames, nullptr, options));
}

bold::ResponseModel with_derivatives(bold::ResponseKind kind) {
  bold::ResponseModel model;
  model.kind = kind;
  model.time_derivative = model.dispersion_derivative = true;
  return model;
}

bold::ResponseModel plain(bold::ResponseKind kind) {
  bold::ResponseModel model;
  model.kind = kind;
  return model;
}

BENCHMARK_CAPTURE(make_design_of, spm, plain(bold::ResponseKind::spm))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_design_of, glover, plain(bold::ResponseKind::glover))->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(make_design_of, spm_derivatives, with_derivatives(bold::ResponseKind::spm))
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune
