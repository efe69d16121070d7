#include <benchmark/benchmark.h>

#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/skin/cvxeda.hpp"
#include "attune/skin/responses.hpp"

namespace attune::skin {
namespace {

double bateman(double t) { return t <= 0 ? 0 : std::exp(-t / 2) - std::exp(-t / 0.7); }

/// A response of area 0.5 uS every 12 s on a slow level, with noise of 0.002 uS.
std::vector<double> conductance(double seconds, double rate) {
  std::vector<double> out;
  parallel::Stream stream({4}, 0);
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    double value = 5 + 0.5 * std::sin(t / 200) + 0.002 * stream.normal();
    for (double onset = 12 * std::floor(t / 12); onset > t - 40 && onset > 0; onset -= 12)
      value += 0.5 * bateman(t - onset);
    out.push_back(value);
  }
  return out;
}

// The oracle: every response is there with its area.
bool right(const CvxEda& found, double rate) {
  if (!(found.kkt < 1e-8)) return false;
  for (double onset = 60; onset + 60 < static_cast<double>(found.driver.size()) / rate; onset += 12) {
    double area = 0;
    for (auto i = static_cast<Eigen::Index>((onset - 2) * rate); i < static_cast<Eigen::Index>((onset + 4) * rate); ++i)
      area += found.driver[i] / rate;
    if (std::abs(area - 0.5) > 0.05) return false;
  }
  return true;
}

void decompose(benchmark::State& state) {
  constexpr double kRate = 25;
  const std::vector<double> values = conductance(60.0 * static_cast<double>(state.range(0)), kRate);
  const Eigen::Map<const Eigen::VectorXd> y(values.data(), static_cast<Eigen::Index>(values.size()));
  if (!right(cvxeda(y, Hertz(kRate), {}), kRate)) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(cvxeda(y, Hertz(kRate), {}).driver);
  state.SetItemsProcessed(state.iterations() * y.size());
}
BENCHMARK(decompose)->Arg(5)->Arg(30)->Arg(120)->UseRealTime()->Unit(benchmark::kMillisecond);

void find(benchmark::State& state) {
  const physio::Channel channel{"EDA", physio::Kind::eda, "uS", Hertz(100), Seconds(0), conductance(3600, 100)};
  if (find_responses(channel, {}, {}).responses.size() != 299) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(find_responses(channel, {}, {}).responses);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(channel.samples.size()));
}
BENCHMARK(find)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::skin
