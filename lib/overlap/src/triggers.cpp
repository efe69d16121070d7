#include "attune/overlap/triggers.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "attune/base/nearest_name.hpp"
#include "attune/eeg/time_axis.hpp"
#include "flash_matching.hpp"

namespace attune::overlap {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kNoises = 10.0;   // noise alone spans about 6 standard deviations in a few hundred samples
constexpr double kAtLevel = 0.15;  // of the range; samples of a wandering signal are 0.25 away
constexpr double kRobustSd = 1.4826;

Eigen::Index channel_row(const eeg::Recording& recording, const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < recording.channels.size(); ++i) {
    if (recording.channels[i].name == name) return static_cast<Eigen::Index>(i);
    known.push_back(recording.channels[i].name);
  }
  throw input_error(recording.path, fmt::format("no channel {}{}", in_quotes(name), suggestion(name, known)));
}

Window window_of(const eeg::Recording& recording, const Eigen::RowVectorXd& signal, double sample,
                 const AuditOptions& options) {
  const double per_ms = recording.sampling_frequency.value() / 1000.0;
  const double from = sample + options.from.count() * per_ms, to = sample + options.to.count() * per_ms;
  if (!(from >= 0 && to <= static_cast<double>(signal.size() - 1))) return {0, 0, "outside the data", sample};
  Window out{eeg::nearest_sample(from), eeg::nearest_sample(to) + 1, "", sample};
  out.last = std::min(out.last, static_cast<Eigen::Index>(signal.size()));
  for (const double boundary : recording.boundaries)
    if (boundary > static_cast<double>(out.first) && boundary <= static_cast<double>(out.last - 1))
      out.reason = "crosses a boundary";
  if (out.reason.empty() && !signal.segment(out.first, out.last - out.first).allFinite()) out.reason = "not finite";
  return out;
}

struct Levels {
  double low = kNaN, high = kNaN, before = kNaN;
};

Levels levels_of(const Eigen::RowVectorXd& signal, const std::vector<Window>& windows) {
  std::vector<double> low, high, before;
  for (const Window& window : windows) {
    if (!window.reason.empty()) continue;
    const auto part = signal.segment(window.first, window.last - window.first);
    low.push_back(part.minCoeff());
    high.push_back(part.maxCoeff());
    before.push_back(part[0]);
  }
  return {median(low), median(high), median(before)};
}

// Standard deviation of the samples' noise, from their differences: flashes are few and do not count in a median.
double noise_of(const Eigen::RowVectorXd& signal, const std::vector<Window>& windows) {
  std::vector<double> steps;
  for (const Window& window : windows)
    if (window.reason.empty())
      for (Eigen::Index i = window.first + 1; i < window.last; ++i)
        steps.push_back(std::abs(signal[i] - signal[i - 1]));
  return kRobustSd * median(steps) / std::sqrt(2.0);
}

// A sensor rests at one of two levels; anything else (EEG, a loose plug) would give onsets that mean nothing.
void require_flashes(const Eigen::RowVectorXd& signal, const std::vector<Window>& windows, const Levels& levels,
                     const TriggerAudit& audit) {
  const double noise = noise_of(signal, windows), range = levels.high - levels.low;
  if (!(range > kNoises * noise) || range == 0)
    throw analysis_error(
        fmt::format("channel {} shows no flashes: around the events it goes from {:.4g} to {:.4g} {}, with a "
                    "noise of {:.3g}; expected at least {} times that",
                    audit.channel, levels.low, levels.high, audit.unit, noise, kNoises));
  std::vector<double> distances;
  for (const Window& window : windows)
    if (window.reason.empty())
      for (Eigen::Index i = window.first; i < window.last; ++i)
        distances.push_back(std::min(std::abs(signal[i] - levels.low), std::abs(signal[i] - levels.high)) / range);
  if (const double typical = median(distances); !(typical < kAtLevel))
    throw analysis_error(
        fmt::format("channel {} shows no flashes: half of its samples around the events are more than {:.0f} % "
                    "of the range away from its two levels ({:.4g} and {:.4g} {}), expected at most {:.0f} %",
                    audit.channel, 100 * typical, levels.low, levels.high, audit.unit, 100 * kAtLevel));
}

// Flashes that begin outside every window; a crossing within `hold` samples of the last one's begin is its flicker.
std::int64_t extra_flashes(const Eigen::RowVectorXd& signal, std::vector<Window> windows, double threshold,
                           double hold) {
  std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.first < b.first; });
  std::int64_t extra = 0;
  double begin = -std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 1; i < signal.size(); ++i) {
    if (!(signal[i - 1] < threshold && signal[i] >= threshold)) continue;
    if (static_cast<double>(i) - begin < hold) continue;
    begin = static_cast<double>(i);
    auto window = std::upper_bound(windows.begin(), windows.end(), i,
                                   [](Eigen::Index at, const Window& w) { return at < w.first; });
    const bool expected = std::any_of(windows.begin(), window, [&](const Window& w) { return i < w.last; });
    if (!expected) ++extra;
  }
  return extra;
}

// Least squares of offset (ms) on time (h) with its 95 % interval.
void add_drift(TriggerAudit& audit, Hertz rate) {
  std::vector<double> hours, offsets;
  for (const FlashRow& row : audit.rows)
    if (row.reason.empty()) {
      hours.push_back(row.event_sample / rate.value() / 3600.0);
      offsets.push_back(row.offset_ms);
    }
  const auto n = static_cast<Eigen::Index>(hours.size());
  if (n < 3) return;
  const Eigen::Map<const Eigen::ArrayXd> t(hours.data(), n), y(offsets.data(), n);
  const Eigen::ArrayXd centred = t - t.mean();
  const double spread = centred.square().sum();
  if (!(spread > 0)) return;
  audit.drift_ms_per_hour = (centred * (y - y.mean())).sum() / spread;
  const Eigen::ArrayXd residual = y - y.mean() - audit.drift_ms_per_hour * centred;
  const auto df = static_cast<double>(n - 2);
  const double reach = stats::student_t_quantile(0.975, df) * std::sqrt(residual.square().sum() / df / spread);
  audit.drift_interval = {audit.drift_ms_per_hour - reach, audit.drift_ms_per_hour + reach};
}

void summarise(TriggerAudit& audit, Hertz rate) {
  std::vector<double> offsets;
  for (const FlashRow& row : audit.rows) {
    if (row.reason.empty()) offsets.push_back(row.offset_ms);
    if (row.reason == kMissing || row.reason == kOnBefore || row.reason == kOfAnother) ++audit.missing;
  }
  audit.found = static_cast<std::int64_t>(offsets.size());
  audit.not_judged = static_cast<std::int64_t>(audit.rows.size()) - audit.found - audit.missing;
  if (offsets.empty()) return;
  const Eigen::Map<const Eigen::ArrayXd> y(offsets.data(), static_cast<Eigen::Index>(offsets.size()));
  audit.mean_ms = y.mean();
  audit.median_ms = median(offsets);
  audit.smallest_ms = y.minCoeff();
  audit.largest_ms = y.maxCoeff();
  if (offsets.size() > 1)
    audit.sd_ms = std::sqrt((y - audit.mean_ms).square().sum() / static_cast<double>(y.size() - 1));
  std::vector<double> distances;
  for (const double offset : offsets) distances.push_back(std::abs(offset - audit.median_ms));
  const double limit = std::max(5.0 * kRobustSd * median(distances), 2.0 * 1000.0 / rate.value());
  for (FlashRow& row : audit.rows)
    if (row.reason.empty() && std::abs(row.offset_ms - audit.median_ms) > limit) {
      row.outlying = true;
      ++audit.outlying;
    }
  add_drift(audit, rate);
}

void add_warnings(TriggerAudit& audit, Hertz rate) {
  const double step = 1000.0 / rate.value();
  if (audit.missing > 0)
    audit.warnings.push_back(
        fmt::format("{} of {} events have no flash on {}", audit.missing, audit.rows.size(), audit.channel));
  if (audit.not_judged > 0)
    audit.warnings.push_back(
        fmt::format("{} of {} events could not be judged: outside the data, at a boundary or not finite",
                    audit.not_judged, audit.rows.size()));
  if (audit.extra > 0)
    audit.warnings.push_back(fmt::format("{} flashes on {} belong to no event", audit.extra, audit.channel));
  if (audit.outlying > 0)
    audit.warnings.push_back(
        fmt::format("{} of {} flashes are far from the median offset of {:.2f} ms: late frames? Correct "
                    "each event by its own flash",
                    audit.outlying, audit.found, audit.median_ms));
  else if (audit.sd_ms > step)
    audit.warnings.push_back(
        fmt::format("the offset jitters by {:.2f} ms (SD; {:.2f} to {:.2f} ms), more than a sample: correct "
                    "each event by its own flash",
                    audit.sd_ms, audit.smallest_ms, audit.largest_ms));
  if (audit.drift_interval.low > 0 || audit.drift_interval.high < 0)
    audit.warnings.push_back(
        fmt::format("the offset drifts by {:.3g} ms per hour (95 % interval {:.3g} to {:.3g}): two clocks",
                    audit.drift_ms_per_hour, audit.drift_interval.low, audit.drift_interval.high));
}

std::vector<FlashRow> audited_events(const eeg::Recording& recording, const AuditOptions& options) {
  std::vector<FlashRow> out;
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const eeg::Event& event = recording.events[i];
    const bool chosen = options.conditions.empty() ||
                        std::any_of(options.conditions.begin(), options.conditions.end(), [&](const eeg::Condition& c) {
                          return c.query.matches(event, recording.sampling_frequency);
                        });
    if (!chosen) continue;
    FlashRow row;
    row.event = i;
    row.type = event.type;
    row.event_sample = event.sample;
    out.push_back(std::move(row));
  }
  if (out.empty()) throw input_error(recording.path, "no event to audit; expected events that ought to have a flash");
  return out;
}

void check(const AuditOptions& options) {
  if (!(options.from < options.to) || !(std::abs(options.from.count()) <= 60000) || !(options.to.count() <= 60000))
    throw usage_error(fmt::format("flashes are looked for from {} to {} ms; expected a window of at most a minute",
                                  options.from.count(), options.to.count()));
  if (!(options.fraction > 0 && options.fraction < 1))
    throw usage_error(fmt::format("the threshold is {} of the way, expected between 0 and 1", options.fraction));
}

}  // namespace

TriggerAudit audit_triggers(const eeg::Recording& recording, const AuditOptions& options) {
  check(options);
  if (recording.trials)
    throw input_error(recording.path, "the data are cut into epochs; the audit needs them continuous");
  TriggerAudit audit;
  const Eigen::Index row_of_channel = channel_row(recording, options.channel);
  audit.channel = options.channel;
  audit.unit = recording.channels[static_cast<std::size_t>(row_of_channel)].unit;
  Eigen::RowVectorXd signal = recording.data.row(row_of_channel);
  audit.rows = audited_events(recording, options);
  std::vector<Window> windows;
  for (const FlashRow& row : audit.rows) windows.push_back(window_of(recording, signal, row.event_sample, options));
  const Levels levels = levels_of(signal, windows);
  if (std::isnan(levels.low)) throw input_error(recording.path, "no event's window lies in the data; nothing to audit");
  require_flashes(signal, windows, levels, audit);
  audit.low = levels.low;
  audit.high = levels.high;
  audit.edge = options.edge;
  if (audit.edge == Edge::automatic)
    audit.edge = levels.before - levels.low <= levels.high - levels.before ? Edge::rising : Edge::falling;
  const bool rising = audit.edge == Edge::rising;
  audit.threshold = levels.low + (rising ? options.fraction : 1.0 - options.fraction) * (levels.high - levels.low);
  if (!rising) signal = -signal;
  const double threshold = rising ? audit.threshold : -audit.threshold;
  const std::vector<FlashMatch> matches = match_flashes(signal, windows, threshold);
  for (std::size_t i = 0; i < audit.rows.size(); ++i) {
    FlashRow& row = audit.rows[i];
    row.flash_sample = matches[i].sample;
    row.reason = matches[i].reason;
    row.offset_ms = (row.flash_sample - row.event_sample) * 1000.0 / recording.sampling_frequency.value();
  }
  audit.extra =
      extra_flashes(signal, windows, threshold, options.hold.count() * recording.sampling_frequency.value() / 1000.0);
  summarise(audit, recording.sampling_frequency);
  add_warnings(audit, recording.sampling_frequency);
  return audit;
}

}  // namespace attune::overlap
