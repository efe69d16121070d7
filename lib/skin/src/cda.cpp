#include "attune/skin/cda.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::skin {
namespace {

constexpr double kLowestRate = 8;        // Hz: a Gaussian of 0.2 s needs samples
constexpr double kShortestStretch = 20;  // s: two cells of the grid

/// Weighted means of [first, end) with a Gaussian; at the ends the signal goes on as it is reflected in a point, so
/// that a slope stays one.
std::vector<double> smoothed(const std::vector<double>& x, std::size_t first, std::size_t end, double sigma) {
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(4 * sigma));
  const auto n = static_cast<std::ptrdiff_t>(end - first);
  const auto at = [&](std::ptrdiff_t i) {
    const auto inside = [&](std::ptrdiff_t k) {
      return x[first + static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k, 0, n - 1))];
    };
    if (i < 0) return 2 * inside(0) - inside(-i);
    if (i >= n) return 2 * inside(n - 1) - inside(2 * (n - 1) - i);
    return inside(i);
  };
  double total = 0;
  std::vector<double> weights;
  for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
    weights.push_back(std::exp(-0.5 * static_cast<double>(k * k) / (sigma * sigma)));
    total += weights.back();
  }
  std::vector<double> out(static_cast<std::size_t>(n));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) sum += weights[static_cast<std::size_t>(k + reach)] * at(i + k);
    out[static_cast<std::size_t>(i)] = sum / total;
  }
  return out;
}

/// The driver of a smooth stretch, scaled so that a constant has itself as its driver.
std::vector<double> driver_of(const std::vector<double>& y, double rate, const CdaOptions& options) {
  const double fall = options.tau_fall.count(), rise = options.tau_rise.count();
  std::vector<double> out(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t k = std::clamp<std::size_t>(i, 1, y.size() - 2);  // the ends take the slope beside them
    const double slope = 0.5 * rate * (y[k + 1] - y[k - 1]);
    const double curve = rate * rate * (y[k + 1] - 2 * y[k] + y[k - 1]);
    out[i] = y[i] + (fall + rise) * slope + fall * rise * curve;
  }
  return out;
}

double first_quartile(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// First quartiles of cells of about `grid`, joined by straight lines between the cells' middles.
std::vector<double> quartile_line(const std::vector<double>& driver, double rate, const CdaOptions& options) {
  const auto n = static_cast<double>(driver.size());
  const auto cells = static_cast<std::size_t>(std::max(1.0, std::round(n / (options.grid.count() * rate))));
  const double length = n / static_cast<double>(cells);
  std::vector<double> levels;
  for (std::size_t c = 0; c < cells; ++c) {
    const auto from = static_cast<std::ptrdiff_t>(std::lround(static_cast<double>(c) * length));
    const auto to = static_cast<std::ptrdiff_t>(std::lround(static_cast<double>(c + 1) * length));
    levels.push_back(first_quartile({driver.begin() + from, driver.begin() + to}));
  }
  std::vector<double> out(driver.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double place = std::clamp((static_cast<double>(i) + 0.5) / length - 0.5, 0.0, static_cast<double>(cells - 1));
    const auto left = static_cast<std::size_t>(place);
    const std::size_t right = std::min(left + 1, cells - 1);
    out[i] = levels[left] + (place - static_cast<double>(left)) * (levels[right] - levels[left]);
  }
  return out;
}

/// The line of the quartiles, then that of what it leaves: within a cell a level that rises has its quartile below its
/// middle, and the second line takes that off.
std::vector<double> tonic_of(const std::vector<double>& driver, double rate, const CdaOptions& options) {
  std::vector<double> tonic = quartile_line(driver, rate, options), rest(driver);
  for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= tonic[i];
  const std::vector<double> more = quartile_line(rest, rate, options);
  for (std::size_t i = 0; i < rest.size(); ++i) tonic[i] += more[i];
  return tonic;
}

void check(const physio::Channel& channel, const CdaOptions& options) {
  if (!(options.tau_rise.count() > 0 && options.tau_fall > options.tau_rise && options.smooth.count() > 0 &&
        options.grid.count() > 0))
    throw usage_error("constants of the continuous decomposition must be above 0, the fall slower than the rise");
  if (channel.sampling_frequency.value() < kLowestRate)
    throw analysis_error(
        fmt::format("channel {}: sampled at {:g} Hz; the continuous decomposition needs at least {:g} Hz", channel.name,
                    channel.sampling_frequency.value(), kLowestRate));
}

}  // namespace

Cda decompose_continuously(const physio::Channel& channel, const std::vector<bool>& artefact,
                           const CdaOptions& options) {
  check(channel, options);
  const double rate = channel.sampling_frequency.value();
  Cda out{channel.sampling_frequency, channel.start.count(), {}, {}};
  out.tonic_us = out.phasic_us = std::vector<double>(channel.samples.size(), std::nan(""));
  bool any = false;
  for (std::size_t first = 0; first < artefact.size();) {
    std::size_t end = first;
    while (end < artefact.size() && !artefact[end]) ++end;
    if (static_cast<double>(end - first) >= kShortestStretch * rate) {
      any = true;
      const std::vector<double> driver =
          driver_of(smoothed(channel.samples, first, end, options.smooth.count() * rate), rate, options);
      const std::vector<double> tonic = tonic_of(driver, rate, options);
      for (std::size_t i = 0; i < driver.size(); ++i) {
        out.tonic_us[first + i] = tonic[i];
        out.phasic_us[first + i] = driver[i] - tonic[i];
      }
    }
    first = end + 1;
  }
  if (!any)
    throw analysis_error(fmt::format("channel {}: no stretch of {:g} s without artefacts; nothing can be decomposed",
                                     channel.name, kShortestStretch));
  return out;
}

void add_driver(std::vector<EventResponse>& trials, const Cda& cda, const EventOptions& options) {
  const double rate = cda.sampling_frequency.value();
  for (EventResponse& trial : trials) {
    if (!trial.excluded.empty()) continue;
    const double zero = (trial.onset_s - cda.from_s) * rate;
    const auto first = static_cast<std::ptrdiff_t>(std::ceil(zero + options.from.count() * rate - 1e-6));
    const auto last = static_cast<std::ptrdiff_t>(std::floor(zero + options.to.count() * rate + 1e-6));
    double sum = 0, most = -std::numeric_limits<double>::infinity();
    for (std::ptrdiff_t i = first; i <= last; ++i) {
      const double value =
          i < 0 || i >= std::ssize(cda.phasic_us) ? Scr::kNone : cda.phasic_us[static_cast<std::size_t>(i)];
      sum += value / rate;
      most = std::isnan(value) ? value : std::max(most, value);
    }
    trial.iscr = sum;
    trial.phasic_max = std::isnan(sum) ? sum : most;
  }
}

}  // namespace attune::skin
