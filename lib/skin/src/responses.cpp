#include "attune/skin/responses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace attune::skin {
namespace {

constexpr double kLowestRate = 3;       // Hz
constexpr double kShortestStretch = 5;  // s between artefacts
constexpr double kTurn = 0.2;           // of the threshold
constexpr double kOnsetSlope = 0.1;     // of the steepest

void mark(std::vector<bool>& flags, std::ptrdiff_t first, std::ptrdiff_t last) {
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(first, 0); i <= last && i < std::ssize(flags); ++i)
    flags[static_cast<std::size_t>(i)] = true;
}

/// Vertex of the parabola through a sample and its neighbours: a place and its height.
std::pair<double, double> vertex(const std::vector<double>& x, std::size_t at) {
  if (at == 0 || at + 1 >= x.size() || std::isnan(x[at - 1]) || std::isnan(x[at + 1]))
    return {static_cast<double>(at), x[at]};
  const double curve = x[at - 1] - 2 * x[at] + x[at + 1], slope = 0.5 * (x[at + 1] - x[at - 1]);
  if (curve == 0) return {static_cast<double>(at), x[at]};
  const double shift = std::clamp(-slope / curve, -0.5, 0.5);
  return {static_cast<double>(at) + shift, x[at] + slope * shift + 0.5 * curve * shift * shift};
}

/// Time from the peak until the curve is down to `level`, if it gets there before it rises above the peak or a new
/// response begins at `until`.
double recovery(const std::vector<double>& x, double rate, std::size_t peak, double level, std::size_t until) {
  for (std::size_t i = peak + 1; i < until; ++i) {
    if (std::isnan(x[i])) break;
    if (x[i] > level) continue;
    const double part = (x[i - 1] - level) / (x[i - 1] - x[i]);
    return (static_cast<double>(i - 1 - peak) + part) / rate;
  }
  return Scr::kNone;
}

struct Rise {
  std::size_t trough, peak;
  bool at_start;  ///< the trough is where the stretch begins
};

/// Rises of a stretch [first, end) from a minimum to the next maximum. The signal must come back by `turn` before a
/// turning point is one, so that what is left of the noise does not cut a rise into pieces.
void add_rises(const std::vector<double>& x, std::size_t first, std::size_t end, double threshold, double turn,
               std::vector<Rise>& out) {
  std::size_t low = first, high = first;
  bool rising = false;
  for (std::size_t i = first + 1; i < end; ++i) {
    if (rising) {
      if (x[i] > x[high]) high = i;
      if (x[i] >= x[high] - turn) continue;
      if (x[high] - x[low] >= threshold) out.push_back({low, high, low == first});
      rising = false;
      low = i;
    } else {
      if (x[i] < x[low]) low = i;
      if (x[i] <= x[low] + turn) continue;
      rising = true;
      high = i;
    }
  }
}

/// Where a rise begins: followed back from its steepest step, where a step is down to a tenth of that. On a level that
/// rises slowly the minimum lies far before it.
std::size_t onset_of(const std::vector<double>& x, const Rise& rise) {
  std::size_t steepest = rise.trough + 1;
  for (std::size_t i = rise.trough + 1; i <= rise.peak; ++i)
    if (x[i] - x[i - 1] > x[steepest] - x[steepest - 1]) steepest = i;
  const double least = kOnsetSlope * (x[steepest] - x[steepest - 1]);
  std::size_t at = steepest - 1;
  while (at > rise.trough && x[at] - x[at - 1] > least) --at;
  return at;
}

/// Weights of a Gaussian of unit sum on one side, from its middle on: positive, so that no undershoot before a steep
/// rise is taken for a response.
std::vector<double> gaussian(Hertz low_pass, double rate) {
  // |H| = exp(-2 pi^2 sigma^2 f^2) is 1 / sqrt 2 at the low-pass.
  const double sigma = std::sqrt(0.25 * std::numbers::ln2) / (std::numbers::pi * low_pass.value()) * rate;
  std::vector<double> out;
  for (double i = 0; i <= std::max(1.0, 4 * sigma); ++i) out.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
  return out;
}

/// Weighted means within [first, end); at the ends of the weights that are there.
void smooth_stretch(const std::vector<double>& x, std::size_t first, std::size_t end,
                    const std::vector<double>& weights, std::vector<double>& out) {
  for (std::size_t i = first; i < end; ++i) {
    double sum = weights[0] * x[i], total = weights[0];
    for (std::size_t k = 1; k < weights.size(); ++k) {
      if (i >= first + k) sum += weights[k] * x[i - k], total += weights[k];
      if (i + k < end) sum += weights[k] * x[i + k], total += weights[k];
    }
    out[i] = sum / total;
  }
}

void smooth(Skin& skin, const physio::Channel& channel, const ResponseOptions& options) {
  const double rate = channel.sampling_frequency.value();
  const std::vector<double> weights = gaussian(options.low_pass, rate);
  skin.smooth_us.assign(channel.samples.size(), std::nan(""));
  for (std::size_t first = 0; first < skin.artefact.size();) {
    std::size_t end = first;
    while (end < skin.artefact.size() && !skin.artefact[end]) ++end;
    if (static_cast<double>(end - first) >= kShortestStretch * rate)
      smooth_stretch(channel.samples, first, end, weights, skin.smooth_us);
    first = end + 1;
  }
}

void check(const physio::Channel& channel, const ResponseOptions& options) {
  if (!(options.threshold_us > 0))
    throw usage_error(fmt::format("a threshold of {:g} uS; expected one above 0, such as 0.01", options.threshold_us));
  if (!(options.low_pass.value() > 0)) throw usage_error("a low-pass of 0 Hz; expected such as 1.5");
  if (channel.unit != "uS")
    throw analysis_error(fmt::format("channel {}: its unit is {}, not uS; say what it is, as --column eda={}:uS",
                                     channel.name, channel.unit.empty() ? "not stated" : channel.unit, channel.name));
  if (channel.sampling_frequency.value() < kLowestRate)
    throw analysis_error(fmt::format("channel {}: sampled at {:g} Hz; responses need at least {:g} Hz", channel.name,
                                     channel.sampling_frequency.value(), kLowestRate));
}

}  // namespace

std::vector<bool> artefacts_of(const physio::Channel& channel, const QualityOptions& options) {
  const std::vector<double>& x = channel.samples;
  const double rate = channel.sampling_frequency.value();
  const auto around = static_cast<std::ptrdiff_t>(std::lround(options.around.count() * rate));
  const auto flat = static_cast<std::size_t>(std::max(2.0, options.flat.count() * rate));
  std::vector<bool> out(x.size());
  std::size_t same = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    if (!std::isfinite(x[i]) || x[i] < options.lowest_us || x[i] > options.highest_us)
      mark(out, at - around, at + around);
    if (i == 0) continue;
    if (std::abs(x[i] - x[i - 1]) * rate > options.steepest) mark(out, at - 1 - around, at + around);
    same = x[i] == x[i - 1] ? same + 1 : 1;
    if (same >= flat) mark(out, at - static_cast<std::ptrdiff_t>(same) + 1, at);
  }
  return out;
}

Skin find_responses(const physio::Channel& channel, const QualityOptions& quality, const ResponseOptions& options) {
  check(channel, options);
  Skin out;
  out.channel = channel.name;
  out.sampling_frequency = channel.sampling_frequency;
  out.from_s = channel.start.count();
  out.artefact = artefacts_of(channel, quality);
  smooth(out, channel, options);
  const std::vector<double>& x = out.smooth_us;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isnan(x[i])) out.artefact[i] = true;  // stretches too short to be looked at
  if (std::all_of(out.artefact.begin(), out.artefact.end(), [](bool artefact) { return artefact; }))
    throw analysis_error(fmt::format("channel {}: nothing but artefacts: outside of {:g} to {:g} uS, flat or too steep",
                                     channel.name, quality.lowest_us, quality.highest_us));
  std::vector<Rise> rises;
  for (std::size_t first = 0; first < x.size();) {
    std::size_t end = first;
    while (end < x.size() && !std::isnan(x[end])) ++end;
    if (end > first) add_rises(x, first, end, options.threshold_us, kTurn * options.threshold_us, rises);
    first = end + 1;
  }
  const double rate = channel.sampling_frequency.value();
  for (std::size_t r = 0; r < rises.size(); ++r) {
    const std::size_t onset = onset_of(x, rises[r]);
    if (rises[r].at_start && onset == rises[r].trough) continue;  // it began before the stretch
    const auto [trough, low] =
        onset == rises[r].trough ? vertex(x, onset) : std::pair(static_cast<double>(onset), x[onset]);
    if (x[rises[r].peak] - low < options.threshold_us) continue;
    const auto [peak, high] = vertex(x, rises[r].peak);
    Scr scr;
    scr.onset_s = channel.time_of(trough).count();
    scr.peak_s = channel.time_of(peak).count();
    scr.amplitude_us = high - low;
    scr.rise_s = scr.peak_s - scr.onset_s;
    scr.half_recovery_s = recovery(x, rate, rises[r].peak, high - 0.5 * (high - low),
                                   r + 1 < rises.size() ? rises[r + 1].trough + 1 : x.size());
    out.responses.push_back(scr);
  }
  return out;
}

}  // namespace attune::skin
