#include "attune/pupil/repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "attune/base/median.hpp"
#include "attune/signal/iir.hpp"

namespace attune::pupil {
namespace {

using Flags = std::vector<bool>;

// Median sizes a second: 8 mm/s of a pupil of 4 mm, which no reflex reaches.
constexpr double kSlowestBlink = 2;

bool is_there(double value) { return std::isfinite(value) && value > 0; }

/// Largest change from a sample to one of its neighbours, per second; NaN without any.
std::vector<double> speeds(const physio::Channel& channel) {
  const std::vector<double>& x = channel.samples;
  std::vector<double> out(x.size(), std::nan(""));
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (!is_there(x[i]) || !is_there(x[i - 1])) continue;
    const double speed = std::abs(x[i] - x[i - 1]) * channel.sampling_frequency.value();
    out[i] = std::fmax(out[i], speed);
    out[i - 1] = std::fmax(out[i - 1], speed);
  }
  return out;
}

Flags missing_samples(const physio::Channel& channel, double mads) {
  const std::vector<double> speed = speeds(channel);
  std::vector<double> known, away;
  for (const double value : speed)
    if (!std::isnan(value)) known.push_back(value);
  const double middle = median_of(known);
  for (const double value : known) away.push_back(std::abs(value - middle));
  std::vector<double> sizes;
  std::copy_if(channel.samples.begin(), channel.samples.end(), std::back_inserter(sizes), is_there);
  const double limit = std::max(middle + mads * median_of(away), kSlowestBlink * median_of(sizes));
  Flags out(channel.samples.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = !is_there(channel.samples[i]) || speed[i] > limit;
  return out;
}

/// Runs of true, [first, end).
std::vector<std::pair<std::size_t, std::size_t>> runs_of(const Flags& flags) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (!flags[i]) continue;
    std::size_t end = i;
    while (end < flags.size() && flags[end]) ++end;
    out.emplace_back(i, end);
    i = end;
  }
  return out;
}

Flags widened(const Flags& flags, std::size_t by) {
  Flags out = flags;
  for (const auto& [first, end] : runs_of(flags)) {
    const std::size_t from = first > by ? first - by : 0, to = std::min(flags.size(), end + by);
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(from), out.begin() + static_cast<std::ptrdiff_t>(to), true);
  }
  return out;
}

/// Slope at the middle of three points, 0 at a turn (Fritsch & Butland 1984, for even steps).
double limited_slope(double before, double after) {
  return before * after > 0 ? 2 * before * after / (before + after) : 0;
}

/// A cubic from the sample before the gap to the one after it, with the limited slopes of the signal there.
void draw_through(std::vector<double>& x, const Flags& missing, std::size_t first, std::size_t end) {
  const double low = x[first - 1], high = x[end], steps = static_cast<double>(end - first + 1);
  const double chord = (high - low) / steps;
  const double before = first >= 2 && !missing[first - 2] ? x[first - 1] - x[first - 2] : chord;
  const double after = end + 1 < x.size() && !missing[end + 1] ? x[end + 1] - x[end] : chord;
  const double a = limited_slope(before, chord) * steps, b = limited_slope(chord, after) * steps;
  for (std::size_t i = first; i < end; ++i) {
    const double t = static_cast<double>(i - first + 1) / steps, u = 1 - t;
    x[i] = low * (1 + 2 * t) * u * u + a * t * u * u + high * t * t * (3 - 2 * t) - b * t * t * u;
  }
}

void smooth(std::vector<double>& x, const physio::Channel& channel, const RepairOptions& options, Warnings& warnings) {
  if (options.smooth->value() >= 0.45 * channel.sampling_frequency.value()) return;  // it is slower than that already
  const signal::Iir low_pass = signal::design_butterworth({2, {}, options.smooth, false}, channel.sampling_frequency);
  physio::Channel repaired = channel;
  repaired.samples = x;
  for (const signal::Segment& stretch : physio::segments_of(repaired)) {
    Eigen::MatrixXd column(stretch.count, 1);
    const auto first = static_cast<std::size_t>(stretch.first);
    for (Eigen::Index i = 0; i < stretch.count; ++i) column(i, 0) = x[first + static_cast<std::size_t>(i)];
    for (const std::string& warning : signal::filter_columns(low_pass, {}, column, options.threads))
      if (warnings.empty()) warnings.push_back(warning);
    for (Eigen::Index i = 0; i < stretch.count; ++i) x[first + static_cast<std::size_t>(i)] = column(i, 0);
  }
}

}  // namespace

Repaired repair(const physio::Channel& channel, const RepairOptions& options) {
  if (!(options.speed_mads > 0) || !(options.margin.count() >= 0) || !(options.longest.count() >= 0))
    throw usage_error("limits of what is missing must not be negative");
  const double rate = channel.sampling_frequency.value();
  const auto margin = static_cast<std::size_t>(std::lround(1e-3 * options.margin.count() * rate));
  const Flags missing = widened(missing_samples(channel, options.speed_mads), margin);
  Repaired out;
  out.size = channel.samples;
  out.interpolated.assign(out.size.size(), false);
  for (const auto& [first, end] : runs_of(missing)) {
    const double seconds = static_cast<double>(end - first) / rate;
    const bool short_enough = first > 0 && end < out.size.size() && 1e3 * seconds <= options.longest.count() + 1e-9;
    out.blinks.push_back({channel.time_of(static_cast<double>(first)).count(),
                          channel.time_of(static_cast<double>(end)).count(), short_enough});
    if (short_enough) draw_through(out.size, missing, first, end);
    for (std::size_t i = first; i < end; ++i) {
      out.interpolated[i] = short_enough;
      if (!short_enough) out.size[i] = std::nan("");
    }
  }
  if (std::none_of(out.size.begin(), out.size.end(), [](double value) { return std::isfinite(value); }))
    throw analysis_error(fmt::format("channel {}: no sample of the pupil is left", channel.name));
  if (options.smooth) smooth(out.size, channel, options, out.warnings);
  return out;
}

physio::Channel both_eyes(const physio::Channel& left, const physio::Channel& right) {
  if (left.samples.size() != right.samples.size() || left.sampling_frequency != right.sampling_frequency ||
      left.start != right.start || left.unit != right.unit)
    throw input_error("",
                      fmt::format("channels {} and {} differ in clock, length or unit; they are not two eyes of one "
                                  "recording",
                                  left.name, right.name));
  std::vector<double> differences;
  for (std::size_t i = 0; i < left.samples.size(); ++i)
    if (is_there(left.samples[i]) && is_there(right.samples[i]))
      differences.push_back(right.samples[i] - left.samples[i]);
  const double half = differences.empty() ? 0 : 0.5 * median_of(differences);
  physio::Channel out = left;
  out.name = left.name + "+" + right.name;
  for (std::size_t i = 0; i < left.samples.size(); ++i) {
    const double l = left.samples[i], r = right.samples[i];
    if (is_there(l) && is_there(r))
      out.samples[i] = 0.5 * (l + r);
    else
      out.samples[i] = is_there(l) ? l + half : is_there(r) ? r - half : std::nan("");
  }
  return out;
}

}  // namespace attune::pupil
