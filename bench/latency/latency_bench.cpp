#include <benchmark/benchmark.h>

#include <cmath>

#include "attune/latency/compare.hpp"

namespace attune::latency {
namespace {

const eeg::TimeAxis kTimes{Hertz(250), -50, 251};

// Averages of people: a Gaussian of 40 ms that peaks at `latency` (SD 20 ms between people), with AR(1) noise.
Eigen::MatrixXd waves(Eigen::Index people, double latency, double noise, std::uint64_t seed) {
  Eigen::MatrixXd out(people, kTimes.samples);
  for (Eigen::Index person = 0; person < people; ++person) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(person));
    const double peak = latency + 20 * stream.normal();
    double red = stream.normal();
    for (Eigen::Index t = 0; t < kTimes.samples; ++t) {
      const double z = (kTimes.at(t).count() - peak) / 40;
      out(person, t) = 1e-6 * (6 * std::exp(-0.5 * z * z) + noise * red);
      red = 0.95 * red + std::sqrt(1 - 0.95 * 0.95) * stream.normal();
    }
  }
  return out;
}

Target area() {
  return {
      {"p3", {Milliseconds(200), Milliseconds(600)}, erp::Polarity::positive}, erp::Kind::fractional_area_latency, {}};
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double error_of_mean(const std::vector<double>& values) {
  double squares = 0;
  for (const double value : values) squares += (value - mean(values)) * (value - mean(values));
  const auto n = static_cast<double>(values.size());
  return squares / (n - 1) / n;
}

// The oracle: half the area of a symmetric bump lies before its centre, and t is Welch's of these centres.
bool right() {
  const Comparison found = compare(waves(24, 400, 0, 1), waves(20, 380, 0, 2), kTimes, area(), {});
  for (std::size_t side = 0; side < 2; ++side)
    for (std::size_t i = 0; i < found.sides[side].scores.size(); ++i) {
      parallel::Stream stream({side + 1}, i);
      if (std::abs(found.sides[side].scores[i] - (400 - 20.0 * static_cast<double>(side) + 20 * stream.normal())) > 0.1)
        return false;
    }
  const std::vector<double>&a = found.sides[0].scores, &b = found.sides[1].scores;
  const double t = (mean(a) - mean(b)) / std::sqrt(error_of_mean(a) + error_of_mean(b));
  return std::abs(*found.methods.front().t - t) < 1e-9 * std::abs(t);
}

void compare_groups(benchmark::State& state) {
  if (!right()) {
    state.SkipWithError("differs from the oracle");
    return;
  }
  const Eigen::MatrixXd a = waves(24, 400, 2, 3), b = waves(20, 380, 2, 4);
  CompareOptions options;
  options.permutations = options.bootstrap = state.range(0);
  options.threads = {static_cast<int>(state.range(1))};
  for (auto _ : state) benchmark::DoNotOptimize(compare(a, b, kTimes, area(), options).methods);
  state.SetItemsProcessed(state.iterations() * std::max<std::int64_t>(1, state.range(0)));
}
BENCHMARK(compare_groups)->Args({0, 1})->Args({2000, 1})->Args({2000, 2})->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attune::latency
