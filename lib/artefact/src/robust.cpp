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

// The order statistics `at` and `at` + 1 mixed with `share` of the second. Everything before `from` is known to be no
// larger than what follows it.
double between(std::vector<double>& values, std::size_t from, std::size_t at, double share) {
  const auto place = [&](std::size_t i) { return values.begin() + static_cast<std::ptrdiff_t>(i); };
  std::nth_element(place(from), place(at), values.end());
  const double low = values[at];
  if (!(share > 0) || at + 1 >= values.size()) return low;
  const double high = *std::min_element(place(at + 1), values.end());
  return low + share * (high - low);
}

double quantile_in_place(std::vector<double>& values, std::size_t from, double q) {
  const double exact = q * static_cast<double>(values.size() - 1);
  const auto at = static_cast<std::size_t>(std::floor(exact));
  return between(values, std::min(from, at), at, exact - std::floor(exact));
}

double median_in_place(std::vector<double>& values) {
  const std::size_t half = (values.size() - 1) / 2;
  return between(values, 0, half, values.size() % 2 == 0 ? 0.5 : 0.0);
}

}  // namespace

double median(std::vector<double> values) {
  return values.empty() || has_nan(values) ? kNone : median_in_place(values);
}

double quantile(std::vector<double> values, double q) {
  return values.empty() || has_nan(values) ? kNone : quantile_in_place(values, 0, std::clamp(q, 0.0, 1.0));
}

double robust_deviation(std::vector<double> values) {
  if (values.empty() || has_nan(values)) return kNone;
  const double lower = quantile_in_place(values, 0, 0.25);
  const auto lower_place = static_cast<std::size_t>(0.25 * static_cast<double>(values.size() - 1));
  const double upper = quantile_in_place(values, lower_place, 0.75);
  return kRangeToDeviation * (upper - lower);
}

double median_absolute_deviation(std::vector<double> values) {
  if (values.empty() || has_nan(values)) return kNone;
  const double centre = median_in_place(values);
  for (double& value : values) value = std::abs(value - centre);
  return median_in_place(values);
}

std::vector<double> robust_z(std::span<const double> values) {
  const std::vector<double> copy(values.begin(), values.end());
  const double centre = median(copy), scale = robust_deviation(copy);
  std::vector<double> out;
  for (const double value : values) {
    const double difference = value - centre;
    out.push_back(scale > 0 || std::isnan(scale) ? difference / scale
                  : difference == 0              ? 0.0
                                                 : std::copysign(std::numeric_limits<double>::infinity(), difference));
  }
  return out;
}

}  // namespace attune::artefact
