#include "attune/artefact/robust.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::artefact {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kRangeToDeviation = 0.7413;

bool has_nan(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

constexpr std::size_t kFewForSampling = 4096;
constexpr std::size_t kSample = 1024;
constexpr double kSampleSlack = 48;  // places of the sample to both sides: three of its standard deviations

// Two neighbouring order statistics.
struct Neighbours {
  double low = kNone, high = kNone;
};

Neighbours select_all(std::vector<double>& values, std::size_t at) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(at);
  std::nth_element(values.begin(), place, values.end());
  return {*place, at + 1 < values.size() ? *std::min_element(place + 1, values.end()) : *place};
}

// The values between two guesses from an evenly spaced sample hold both places in nearly every case, and are few.
Neighbours select(std::vector<double>& values, std::size_t at) {
  const std::size_t n = values.size();
  if (n < kFewForSampling) return select_all(values, at);
  std::vector<double> sample(kSample);
  for (std::size_t i = 0; i < kSample; ++i) sample[i] = values[i * n / kSample];
  std::sort(sample.begin(), sample.end());
  const double centre = static_cast<double>(at) / static_cast<double>(n) * kSample;
  const double first = centre - kSampleSlack, last = centre + kSampleSlack;
  const double infinity = std::numeric_limits<double>::infinity();
  const double from = first < 0 ? -infinity : sample[static_cast<std::size_t>(first)];
  const double to = last >= kSample ? infinity : sample[static_cast<std::size_t>(last)];
  std::vector<double> between(n + 1);
  std::size_t below = 0, found = 0;
  for (const double value : values) {
    between[found] = value;
    below += value < from ? 1u : 0u;
    found += static_cast<std::size_t>(value >= from) & static_cast<std::size_t>(value <= to);
  }
  if (at < below || at + 1 >= below + found) return select_all(values, at);
  between.resize(found);
  return select_all(between, at - below);
}

double mixed(std::vector<double>& values, std::size_t at, double share) {
  const Neighbours pair = select(values, at);
  return share > 0 ? pair.low + share * (pair.high - pair.low) : pair.low;
}

double quantile_in_place(std::vector<double>& values, double q) {
  const double exact = q * static_cast<double>(values.size() - 1);
  return mixed(values, static_cast<std::size_t>(std::floor(exact)), exact - std::floor(exact));
}

double median_in_place(std::vector<double>& values) {
  return mixed(values, (values.size() - 1) / 2, values.size() % 2 == 0 ? 0.5 : 0.0);
}

}  // namespace

double median(std::vector<double> values) {
  return values.empty() || has_nan(values) ? kNone : median_in_place(values);
}

double quantile(std::vector<double> values, double q) {
  return values.empty() || has_nan(values) ? kNone : quantile_in_place(values, std::clamp(q, 0.0, 1.0));
}

double robust_deviation(std::vector<double> values) {
  if (values.empty() || has_nan(values)) return kNone;
  const double lower = quantile_in_place(values, 0.25);
  const double upper = quantile_in_place(values, 0.75);
  return kRangeToDeviation * (upper - lower);
}

double median_absolute_deviation(std::vector<double> values) {
  if (values.empty() || has_nan(values)) return kNone;
  const double centre = median_in_place(values);
  for (double& value : values) value = std::abs(value - centre);
  return median_in_place(values);
}

}  // namespace attune::artefact
