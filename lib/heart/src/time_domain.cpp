#include "attune/heart/time_domain.hpp"

#include <cmath>

#include "spread.hpp"

namespace attune::heart {
namespace {

// Beats on a grid of samples give many differences of exactly 50 ms (18 samples at 360 Hz).
constexpr double kTie_ms = 1e-6;

double percent_above(std::span<const double> differences, double limit_ms) {
  std::size_t count = 0;
  for (const double difference : differences) count += std::abs(difference) > limit_ms + kTie_ms;
  return 100.0 * static_cast<double>(count) / static_cast<double>(differences.size());
}

}  // namespace

std::vector<double> differences_of(std::span<const IntervalRun> runs) {
  std::vector<double> out;
  for (const IntervalRun& run : runs)
    for (std::size_t i = 1; i < run.size(); ++i) out.push_back(run.ms[i] - run.ms[i - 1]);
  return out;
}

TimeDomain time_domain(std::span<const IntervalRun> runs) {
  const std::vector<double> nn = pooled(runs), differences = differences_of(runs);
  TimeDomain out;
  out.n = nn.size();
  out.differences = differences.size();
  if (nn.empty()) return out;
  out.mean_nn = mean_of(nn);
  out.heart_rate = 60000.0 / out.mean_nn;
  out.sdnn = sd_of(nn);
  out.cvnn = 100.0 * out.sdnn / out.mean_nn;
  if (differences.empty()) return out;
  double squares = 0;
  for (const double difference : differences) squares += difference * difference;
  out.rmssd = std::sqrt(squares / static_cast<double>(differences.size()));
  out.sdsd = sd_of(differences);
  out.pnn50 = percent_above(differences, 50);
  out.pnn20 = percent_above(differences, 20);
  return out;
}

}  // namespace attune::heart
