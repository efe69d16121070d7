#include "attune/pupil/trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/base/number_text.hpp"
#include "attune/physio/windows.hpp"

namespace attune::pupil {
namespace {

struct Part {
  std::ptrdiff_t first = 0, last = -1;
};

/// Samples of [from, to) after the event.
Part part_of(const physio::Channel& channel, double onset_s, Seconds from, Seconds to) {
  const double rate = channel.sampling_frequency.value(), zero = (onset_s - channel.start.count()) * rate;
  constexpr double kTolerance = 1e-6;  // of a sample
  return {static_cast<std::ptrdiff_t>(std::ceil(zero + from.count() * rate - kTolerance)),
          static_cast<std::ptrdiff_t>(std::ceil(zero + to.count() * rate - kTolerance)) - 1};
}

void check(const physio::Recording& recording, const TrialOptions& options) {
  physio::require_conditions(recording, options.conditions);
  if (!(options.baseline_to > options.baseline_from) || !(options.to > options.from))
    throw usage_error(fmt::format("windows from {:g} to {:g} s and {:g} to {:g} s; expected ends after starts",
                                  options.baseline_from.count(), options.baseline_to.count(), options.from.count(),
                                  options.to.count()));
}

/// Mean over a part; NaN if a sample is missing or outside. Counts what was drawn through.
double mean_of(const Repaired& repaired, const Part& part, double& drawn) {
  double sum = 0;
  for (std::ptrdiff_t i = part.first; i <= part.last; ++i) {
    if (i < 0 || i >= std::ssize(repaired.size)) return Trial::kNone;
    const auto at = static_cast<std::size_t>(i);
    sum += repaired.size[at];
    drawn += repaired.interpolated[at] ? 1 : 0;
  }
  return sum / static_cast<double>(part.last - part.first + 1);
}

/// Whether the size never changes where it is there: a tracker that has stopped.
bool is_flat(const physio::Channel& channel, std::ptrdiff_t first, std::ptrdiff_t last) {
  const double* known = nullptr;
  for (std::ptrdiff_t i = first; i <= last; ++i) {
    const double& size = channel.samples[static_cast<std::size_t>(i)];
    if (!std::isfinite(size)) continue;
    if (known != nullptr && size != *known) return false;
    known = &size;
  }
  return true;
}

void score_one(Trial& trial, const physio::Channel& channel, const Repaired& repaired, const TrialOptions& options) {
  const Part before = part_of(channel, trial.onset_s, options.baseline_from, options.baseline_to);
  const Part after = part_of(channel, trial.onset_s, options.from, options.to);
  double drawn = 0;
  const double baseline = mean_of(repaired, before, drawn), size = mean_of(repaired, after, drawn);
  if (!std::isfinite(baseline) || !std::isfinite(size)) {
    trial.excluded = "missing samples";
    return;
  }
  if (is_flat(channel, std::min(before.first, after.first), std::max(before.last, after.last))) {
    trial.excluded = "flat signal";
    return;
  }
  trial.interpolated = drawn / static_cast<double>(before.last - before.first + after.last - after.first + 2);
  if (trial.interpolated > options.max_interpolated) {
    trial.excluded = fmt::format("{:.3g} interpolated, above {:g}", trial.interpolated, options.max_interpolated);
    return;
  }
  std::ptrdiff_t top = after.first;
  for (std::ptrdiff_t i = after.first; i <= after.last; ++i)
    if (repaired.size[static_cast<std::size_t>(i)] > repaired.size[static_cast<std::size_t>(top)]) top = i;
  const double scale = options.percent ? 100 / baseline : 1;
  trial.baseline = baseline;
  trial.mean = scale * (size - baseline);
  trial.peak = scale * (repaired.size[static_cast<std::size_t>(top)] - baseline);
  if (top > after.first && top < after.last)
    trial.peak_ms = 1e3 * (channel.time_of(static_cast<double>(top)).count() - trial.onset_s);
}

struct Kind {
  const char* name;
  double Trial::*value;
};
constexpr std::array<Kind, 4> kKinds{{{"pupil_baseline", &Trial::baseline},
                                      {"pupil_mean", &Trial::mean},
                                      {"pupil_peak", &Trial::peak},
                                      {"pupil_peak_latency", &Trial::peak_ms}}};

Measure row_of(const Kind& kind, std::span<const Trial> trials, const std::string& condition, double max_rejected) {
  Measure row;
  row.modality = "physio";
  row.measure = kind.name;
  row.condition = condition;
  double all = 0, left_out = 0, sum = 0, n = 0;
  for (const Trial& trial : trials) {
    if (trial.condition != condition) continue;
    ++all;
    left_out += trial.excluded.empty() ? 0 : 1;
    if (!trial.excluded.empty() || std::isnan(trial.*kind.value)) continue;
    sum += trial.*kind.value;
    ++n;
  }
  row.n = static_cast<std::int64_t>(n);
  row.quality = all > 0 ? left_out / all : 1;
  if (row.quality > max_rejected)
    row.excluded = fmt::format("{:.3g} of its trials left out, above {:g}", row.quality, max_rejected);
  else if (n == 0)
    row.excluded = left_out < all ? "no peak inside the window" : "no trial";
  else
    row.value = sum / n;
  return row;
}

}  // namespace

std::vector<Trial> score(const physio::Recording& recording, const physio::Channel& channel, const Repaired& repaired,
                         const TrialOptions& options) {
  check(recording, options);
  std::vector<Trial> out;
  for (const physio::Event& event : recording.events) {
    if (std::find(options.conditions.begin(), options.conditions.end(), event.type) == options.conditions.end())
      continue;
    Trial trial;
    trial.condition = event.type;
    trial.onset_s = event.onset.count();
    score_one(trial, channel, repaired, options);
    out.push_back(std::move(trial));
  }
  return out;
}

const std::vector<std::string>& measure_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Kind& kind : kKinds) out.emplace_back(kind.name);
    return out;
  }();
  return names;
}

std::string unit_of(std::string_view measure, const std::string& channel_unit, bool percent) {
  const std::string own = channel_unit.empty() ? "a.u." : channel_unit;
  if (measure == "pupil_baseline") return own;
  if (measure == "pupil_mean" || measure == "pupil_peak") return percent ? "percent" : own;
  if (measure == "pupil_peak_latency") return "ms";
  throw usage_error(
      fmt::format("{} is no measure of the pupil{}", in_quotes(measure), suggestion(measure, measure_names())));
}

std::vector<Measure> measure(std::span<const Trial> trials, const physio::Channel& channel, const TrialOptions& options,
                             std::span<const std::string> measures, double max_rejected) {
  for (const std::string& name : measures) unit_of(name, channel.unit, options.percent);
  std::vector<Measure> out;
  for (const std::string& condition : options.conditions)
    for (const Kind& kind : kKinds) {
      if (!measures.empty() && std::find(measures.begin(), measures.end(), kind.name) == measures.end()) continue;
      out.push_back(row_of(kind, trials, condition, max_rejected));
      out.back().site = channel.name;
      out.back().unit = unit_of(kind.name, channel.unit, options.percent);
    }
  return out;
}

}  // namespace attune::pupil
