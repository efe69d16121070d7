#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "attune/base/median.hpp"
#include "attune/physio/windows.hpp"
#include "attune/startle/responses.hpp"

namespace attune::startle {
namespace {

constexpr double kMicrovolts = 1e6;
constexpr double kRobust = 1.4826;  // of a median absolute deviation
constexpr double kRounding = 1e-9;  // of the largest value: what filters leave of a signal that is none

/// The curve around one probe: samples by their time after it.
class Curve {
 public:
  Curve(const physio::Channel& emg, const std::vector<double>& volts, Seconds onset)
      : volts_(volts), rate_(emg.sampling_frequency.value()), zero_((onset - emg.start).count() * rate_) {}

  double ms_of(std::ptrdiff_t sample) const { return 1e3 * (static_cast<double>(sample) - zero_) / rate_; }
  /// Samples within [from, to], clipped to nothing outside of the recording.
  std::pair<std::ptrdiff_t, std::ptrdiff_t> within(Milliseconds from, Milliseconds to) const {
    constexpr double kTolerance = 1e-6;  // of a sample
    return {static_cast<std::ptrdiff_t>(std::ceil(zero_ + 1e-3 * from.count() * rate_ - kTolerance)),
            static_cast<std::ptrdiff_t>(std::floor(zero_ + 1e-3 * to.count() * rate_ + kTolerance))};
  }
  /// NaN outside of the recording.
  double at(std::ptrdiff_t sample) const {
    if (sample < 0 || sample >= std::ssize(volts_)) return std::nan("");
    return kMicrovolts * volts_[static_cast<std::size_t>(sample)];
  }

 private:
  const std::vector<double>& volts_;
  double rate_, zero_;
};

void check(const physio::Recording& recording, const ScoreOptions& options) {
  physio::require_conditions(recording, options.conditions);
  const auto window = [](const char* name, Milliseconds from, Milliseconds to) {
    if (!(to > from))
      throw usage_error(fmt::format("the {} window from {:g} to {:g} ms is none", name, from.count(), to.count()));
  };
  window("baseline", options.baseline_from, options.baseline_to);
  window("onset", options.onset_from, options.onset_to);
  window("peak", options.peak_from, options.peak_to);
  if (!(options.least_sds > 0 && options.noisy_sds > 0))
    throw usage_error(
        fmt::format("limits of {:g} and {:g} SDs; expected numbers above 0", options.least_sds, options.noisy_sds));
  if (!(options.onset_fraction > 0 && options.onset_fraction < 1))
    throw usage_error(
        fmt::format("an onset at {:g} of the height; expected a share between 0 and 1", options.onset_fraction));
}

struct Baseline {
  double mean = 0, sd = 0;
};

Baseline baseline_of(const Curve& curve, const ScoreOptions& options) {
  const auto [first, last] = curve.within(options.baseline_from, options.baseline_to);
  double sum = 0, squares = 0;
  for (std::ptrdiff_t i = first; i <= last; ++i) {
    sum += curve.at(i);
    squares += curve.at(i) * curve.at(i);
  }
  const auto n = static_cast<double>(last - first + 1);
  return {sum / n, n > 1 ? std::sqrt(std::max(0.0, squares - sum * sum / n) / (n - 1)) : 0.0};
}

/// Where the curve, followed back from its peak, crosses `level`, linear between samples: a time, or that it does not
/// come down to it after the window's start.
struct Onset {
  double ms = std::numeric_limits<double>::quiet_NaN();
  bool earlier = false;
};
Onset onset_of(const Curve& curve, std::ptrdiff_t peak, double level, const ScoreOptions& options) {
  const auto [first, last] = curve.within(options.onset_from, options.peak_to);
  for (std::ptrdiff_t i = peak; i > first; --i) {
    const double above = curve.at(i), below = curve.at(i - 1);
    if (below > level) continue;
    const double part = (level - below) / (above - below);
    return {curve.ms_of(i - 1) + part * (curve.ms_of(i) - curve.ms_of(i - 1)), false};
  }
  return {std::numeric_limits<double>::quiet_NaN(), true};
}

/// Peak, response and latencies of a trial that counts so far.
void read_response(Trial& trial, const Curve& curve, double least, const ScoreOptions& options) {
  const auto [first, last] = curve.within(options.peak_from, options.peak_to);
  std::ptrdiff_t peak = first;
  for (std::ptrdiff_t i = first; i <= last; ++i)
    if (curve.at(i) > curve.at(peak)) peak = i;
  const double height = curve.at(peak) - trial.baseline_uv;
  trial.magnitude_uv = 0;
  if (!(height > 0 && height >= least)) return;
  const Onset onset = onset_of(curve, peak, trial.baseline_uv + options.onset_fraction * height, options);
  if (onset.earlier) {
    trial.excluded = "begins before the onset window";
    trial.magnitude_uv = Trial::kNone;
    return;
  }
  if (onset.ms > options.onset_to.count()) return;  // too late to be an answer to the probe
  trial.response = true;
  trial.magnitude_uv = trial.amplitude_uv = height;
  trial.onset_ms = onset.ms;
  trial.peak_ms = curve.ms_of(peak);
}

/// All samples that a trial looks at, in whatever order its windows lie.
std::pair<std::ptrdiff_t, std::ptrdiff_t> whole_of(const Curve& curve, const ScoreOptions& options) {
  return curve.within(std::min({options.baseline_from, options.onset_from, options.peak_from}),
                      std::max(options.baseline_to, options.peak_to));
}

bool is_whole(const Curve& curve, const ScoreOptions& options) {
  const auto [first, last] = whole_of(curve, options);
  for (std::ptrdiff_t i = first; i <= last; ++i)
    if (std::isnan(curve.at(i))) return false;
  return first <= last;
}

/// Largest and smallest sample of the raw EMG that are not missing, in its unit.
struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  double largest() const { return std::max(std::abs(low), std::abs(high)); }
};
Range range_of(std::span<const double> raw) {
  Range out;
  for (const double value : raw) {
    if (std::isnan(value)) continue;
    out.low = std::min(out.low, value);
    out.high = std::max(out.high, value);
  }
  return out;
}

/// Whether the raw EMG of a trial says nothing: an electrode that is off, or an amplifier at its limit.
std::string fault_of(const Curve& curve, const physio::Channel& emg, const Range& whole, const ScoreOptions& options) {
  constexpr int kAtLimit = 5;  // samples in a row at the largest or smallest value of the recording
  const auto [first, last] = whole_of(curve, options);
  const std::span<const double> raw =
      std::span(emg.samples).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1));
  const Range range = range_of(raw);
  if (range.low == range.high) return "flat signal";
  int run = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const bool at_limit = raw[i] == whole.low || raw[i] == whole.high;
    run = at_limit ? (i > 0 && raw[i] == raw[i - 1] ? run + 1 : 1) : 0;
    if (run >= kAtLimit) return "clipped signal";
  }
  return "";
}

void add_t_scores(std::vector<Trial>& trials) {
  double sum = 0, squares = 0, n = 0;
  for (const Trial& trial : trials)
    if (trial.excluded.empty()) sum += trial.magnitude_uv, squares += trial.magnitude_uv * trial.magnitude_uv, ++n;
  if (n < 2) return;
  const double mean = sum / n, sd = std::sqrt(std::max(0.0, squares - n * mean * mean) / (n - 1));
  if (!(sd > 0)) return;
  for (Trial& trial : trials)
    if (trial.excluded.empty()) trial.t_score = 50 + 10 * (trial.magnitude_uv - mean) / sd;
}

}  // namespace

std::vector<Trial> score(const physio::Recording& recording, const physio::Channel& emg, const Envelope& envelope,
                         const ScoreOptions& options) {
  check(recording, options);
  std::vector<Trial> trials;
  std::vector<Curve> curves;
  std::vector<double> means, sds;
  const Range whole = range_of(emg.samples);
  for (const physio::Event& event : recording.events) {
    if (std::find(options.conditions.begin(), options.conditions.end(), event.type) == options.conditions.end())
      continue;
    Trial trial;
    trial.condition = event.type;
    trial.onset_s = event.onset.count();
    curves.emplace_back(emg, envelope.volts, event.onset);
    trial.excluded =
        is_whole(curves.back(), options) ? fault_of(curves.back(), emg, whole, options) : "missing samples";
    if (trial.excluded.empty()) {
      const Baseline baseline = baseline_of(curves.back(), options);
      trial.baseline_uv = baseline.mean;
      means.push_back(baseline.mean);
      sds.push_back(baseline.sd);
    }
    trials.push_back(std::move(trial));
  }
  const double usual = median_of(means),
               least = std::max(options.least_sds * median_of(sds), kRounding * kMicrovolts * whole.largest());
  std::vector<double> away;
  for (const double mean : means) away.push_back(std::abs(mean - usual));
  const double noisy = usual + options.noisy_sds * kRobust * median_of(away);
  for (std::size_t i = 0; i < trials.size(); ++i) {
    Trial& trial = trials[i];
    if (!trial.excluded.empty()) continue;
    if (means.size() > 2 && trial.baseline_uv > noisy && trial.baseline_uv - usual > least)
      trial.excluded = "noisy baseline";
    else
      read_response(trial, curves[i], least, options);
  }
  add_t_scores(trials);
  return trials;
}

}  // namespace attune::startle
