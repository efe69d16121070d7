#include "attune/heart/nonlinear.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/heart/time_domain.hpp"
#include "spread.hpp"

namespace attune::heart {
namespace {

constexpr std::size_t kLeastForEntropy = 100;
constexpr std::size_t kLeastBoxes = 4;

// Squared residuals of the line through `count` values at 0, 1, 2, ...
double squares_about_line(const double* values, std::size_t count) {
  const auto n = static_cast<double>(count);
  const double centre = 0.5 * (n - 1), spread = n * (n * n - 1) / 12;
  double mean = 0, slope = 0;
  for (std::size_t i = 0; i < count; ++i) mean += values[i];
  mean /= n;
  for (std::size_t i = 0; i < count; ++i) slope += (static_cast<double>(i) - centre) * (values[i] - mean);
  slope /= spread;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double rest = values[i] - mean - slope * (static_cast<double>(i) - centre);
    sum += rest * rest;
  }
  return sum;
}

// Running sums of the intervals less the mean of their run, a profile per run.
std::vector<std::vector<double>> profiles_of(std::span<const IntervalRun> runs) {
  std::vector<std::vector<double>> out;
  for (const IntervalRun& run : runs) {
    const double mean = mean_of(run.ms);
    double sum = 0;
    std::vector<double>& profile = out.emplace_back();
    for (const double value : run.ms) profile.push_back(sum += value - mean);
  }
  return out;
}

double fluctuation(const std::vector<std::vector<double>>& profiles, std::size_t box) {
  double sum = 0;
  std::size_t count = 0;
  for (const std::vector<double>& profile : profiles)
    for (std::size_t first = 0; first + box <= profile.size(); first += box, count += box)
      sum += squares_about_line(profile.data() + first, box);
  return std::sqrt(sum / static_cast<double>(count));
}

}  // namespace

Poincare poincare(std::span<const IntervalRun> runs) {
  std::vector<double> across, along;
  for (const IntervalRun& run : runs)
    for (std::size_t i = 1; i < run.size(); ++i) {
      across.push_back((run.ms[i] - run.ms[i - 1]) / std::sqrt(2.0));
      along.push_back((run.ms[i] + run.ms[i - 1]) / std::sqrt(2.0));
    }
  Poincare out;
  out.pairs = across.size();
  if (out.pairs < 2) return out;
  out.sd1 = sd_of(across);
  out.sd2 = sd_of(along);
  return out;
}

Estimate sample_entropy(std::span<const IntervalRun> runs, std::size_t length, double tolerance) {
  const std::size_t n = count_of(runs);
  if (n < kLeastForEntropy) return {.reason = fmt::format("{} intervals, {} are needed", n, kLeastForEntropy)};
  if (n > kMostForEntropy)
    return {.reason = fmt::format("{} intervals, more than {}; cut the recording into epochs", n, kMostForEntropy)};
  const double limit = tolerance * sd_of(pooled(runs));
  if (!(limit > 0)) return {.reason = "all intervals are equal"};
  // Starts of stretches that have a next interval, by where they lie.
  std::vector<const double*> starts;
  for (const IntervalRun& run : runs)
    for (std::size_t i = 0; i + length < run.size(); ++i) starts.push_back(run.ms.data() + i);
  // In order of the first interval, so that only neighbours have to be compared.
  std::sort(starts.begin(), starts.end(), [](const double* a, const double* b) { return *a < *b; });
  std::size_t shorter = 0, longer = 0;
  for (std::size_t i = 0; i < starts.size(); ++i)
    for (std::size_t j = i + 1; j < starts.size() && *starts[j] - *starts[i] <= limit; ++j) {
      std::size_t k = 1;
      while (k <= length && std::abs(starts[i][k] - starts[j][k]) <= limit) ++k;
      shorter += k >= length;
      longer += k > length;
    }
  if (longer == 0) return {.reason = fmt::format("no two stretches of {} intervals agree", length + 1)};
  return {.value = std::log(static_cast<double>(shorter) / static_cast<double>(longer)), .reason = {}};
}

Estimate fluctuation_exponent(std::span<const IntervalRun> runs, std::size_t low, std::size_t high) {
  std::size_t longest = 0;
  for (const IntervalRun& run : runs) longest = std::max(longest, run.size());
  if (longest < kLeastBoxes * high)
    return {.reason = fmt::format("the longest run has {} intervals, {} are needed", longest, kLeastBoxes * high)};
  const std::vector<std::vector<double>> profiles = profiles_of(runs);
  std::vector<double> x, y;
  for (std::size_t box = low; box <= high; ++box) {
    x.push_back(std::log(static_cast<double>(box)));
    y.push_back(std::log(fluctuation(profiles, box)));
  }
  const auto n = static_cast<double>(x.size());
  double mean_x = 0, mean_y = 0, up = 0, down = 0;
  for (std::size_t i = 0; i < x.size(); ++i) mean_x += x[i] / n, mean_y += y[i] / n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    up += (x[i] - mean_x) * (y[i] - mean_y);
    down += (x[i] - mean_x) * (x[i] - mean_x);
  }
  if (!std::isfinite(up)) return {.reason = "the intervals do not vary"};
  return {.value = up / down, .reason = {}};
}

}  // namespace attune::heart
