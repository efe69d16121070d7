#include "attune/report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace attune::report {
namespace {

double nice_step(double span, int count) {
  const double rough = span / std::max(count, 1);
  const double magnitude = std::pow(10.0, std::floor(std::log10(rough)));
  const double leading = rough / magnitude;
  return magnitude * (leading < 1.5 ? 1.0 : leading < 3.5 ? 2.0 : leading < 7.5 ? 5.0 : 10.0);
}

// Ticks are products, not sums, so that 0 is 0.
std::vector<double> multiples(double step, double low, double high) {
  std::vector<double> ticks;
  const double slack = 1e-9;  // a bound that is a multiple up to rounding counts as one
  for (double k = std::ceil(low / step - slack); k <= std::floor(high / step + slack); k += 1.0) {
    const double tick = k * step;
    ticks.push_back(tick == 0 ? 0.0 : tick);
  }
  return ticks;
}

void widen_if_needed(double& low, double& high) {
  if (!std::isfinite(low) || !std::isfinite(high)) low = high = 0.0;
  if (low > high) std::swap(low, high);
  const double least = std::max(1e-9 * std::max(std::abs(low), std::abs(high)), 1e-300);
  if (high - low > least) return;
  const double half = low == 0 ? 1.0 : 0.5 * std::abs(low);
  low -= half;
  high += half;
}

}  // namespace

Axis nice_axis(double low, double high, int count) {
  widen_if_needed(low, high);
  const double step = nice_step(high - low, count);
  const double slack = 1e-9;
  const double first = std::floor(low / step + slack) * step;
  const double last = std::ceil(high / step - slack) * step;
  return {first, last, multiples(step, first, last)};
}

Axis exact_axis(double low, double high, int count) {
  widen_if_needed(low, high);
  return {low, high, multiples(nice_step(high - low, count), low, high)};
}

std::string tick_text(double value, double step) {
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(std::abs(step)) + 1e-9)), 0, 12);
  std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "\u2212" + text : text;
}

}  // namespace attune::report
