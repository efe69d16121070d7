#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "values.hpp"

namespace attune::heart {
namespace {

// Breathing below this lies in LF, and what it moves is not in HF.
constexpr double kSlowBreathing_per_min = 9;
// Of LF + HF, when breathing is not known: what paced breathing gives and rest does not.
constexpr double kMostLf_percent = 80;
constexpr Band kPaced{Hertz(0.065), Hertz(0.13)};
// Share of the variance of the intervals that a line over time takes.
constexpr double kDrift = 0.25;

bool has(std::span<const std::string> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
bool has_any(std::span<const std::string> names, std::initializer_list<std::string_view> wanted) {
  return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view name) { return has(names, name); });
}

// Squared correlation of the intervals with time, and the line's change over the time of the beats.
struct Drift {
  double share = 0, ms = 0;
};
Drift drift_of(std::span<const IntervalRun> runs) {
  double n = 0, t = 0, y = 0, tt = 0, ty = 0, yy = 0;
  if (runs.empty()) return {};
  const double origin = runs.front().end_s.front();
  for (const IntervalRun& run : runs)
    for (std::size_t i = 0; i < run.size(); ++i) n += 1, t += run.end_s[i] - origin, y += run.ms[i];
  t /= n, y /= n;
  for (const IntervalRun& run : runs)
    for (std::size_t i = 0; i < run.size(); ++i) {
      const double x = run.end_s[i] - origin - t, z = run.ms[i] - y;
      tt += x * x, ty += x * z, yy += z * z;
    }
  if (!(tt > 0) || !(yy > 0)) return {};
  return {ty * ty / (tt * yy), ty / tt * (runs.back().end_s.back() - origin)};
}

void breathing(Warnings& out, const std::string& where, std::span<const IntervalRun> runs,
               std::span<const Breath> breaths, const Found& found, const MeasureOptions& options) {
  double count = 0, seconds = 0;
  for (const Breath& breath : breaths)
    for (const IntervalRun& run : runs)
      if (breath.implausible.empty() && run.from_s() <= breath.inhale_s && breath.end_s <= run.end_s.back())
        count += 1, seconds += breath.end_s - breath.inhale_s;
  const std::string says =
      "so that what breathing does to the heart lies in LF and not in HF or ln_rsa; compare rmssd "
      "or peak_to_valley";
  if (count > 0 && 60 * count / seconds < kSlowBreathing_per_min) {
    out.push_back(fmt::format("{}: {:.1f} breaths in a minute are slower than {:g}, {}", where, 60 * count / seconds,
                              kSlowBreathing_per_min, says));
    return;
  }
  if (count > 0 || found.spectrum.segments == 0 || found.spectrum.length.count() < kLfLength.least - kSlack_s) return;
  const double low = band_power(found.spectrum, options.bands.lf), high = band_power(found.spectrum, options.bands.hf);
  const double share = 100 * low / (low + high), peak = peak_frequency(found.spectrum, options.bands.lf);
  if (share > kMostLf_percent && peak > kPaced.low.value() && peak < kPaced.high.value())
    out.push_back(
        fmt::format("{}: {:.0f} % of LF and HF lie in LF, around {:.3f} Hz; this is what breathing {:.1f} times "
                    "a minute gives, {}",
                    where, share, peak, 60 * peak, says));
}

}  // namespace

Warnings cautions(const std::string& where, std::span<const IntervalRun> runs, std::span<const Breath> breaths,
                  const Found& found, std::span<const std::string> names, const MeasureOptions& options) {
  Warnings out;
  const bool low = has_any(names, {"lf", "ln_lf", "lf_nu", "lf_hf", "lf_peak"}),
             high = has_any(names, {"hf", "ln_hf", "lf_nu", "lf_hf", "hf_peak"});
  const double length = found.spectrum.length.count();
  if (found.spectrum.segments > 0) {
    const auto shorter = [&](BandLength band) {
      return length < band.advised - kSlack_s && length >= band.least - kSlack_s;
    };
    if (low && shorter(kLfLength))
      out.push_back(fmt::format("{}: segments of {:.0f} s hold few waves of LF; {:g} s are advised (Task Force 1996)",
                                where, length, kLfLength.advised));
    if (high && shorter(kHfLength))
      out.push_back(fmt::format("{}: segments of {:.0f} s hold few waves of HF; {:g} s are advised (Task Force 1996)",
                                where, length, kHfLength.advised));
    if (2 * found.spectrum.intervals < found.time.n)
      out.push_back(
          fmt::format("{}: the spectrum rests on {} of {} intervals, those in runs of {:.0f} s without a gap; a "
                      "shorter --window takes more of them",
                      where, found.spectrum.intervals, found.time.n, length));
    const double highest = 0.5 * found.time.heart_rate / 60;
    if (high && options.bands.hf.high.value() > highest)
      out.push_back(fmt::format("{}: HF reaches to {:g} Hz, and {:.0f} beats in a minute show nothing above {:.2f} Hz",
                                where, options.bands.hf.high.value(), found.time.heart_rate, highest));
    const Drift drift = drift_of(runs);
    if (options.frequency.detrend == Detrend::mean && drift.share > kDrift)
      out.push_back(
          fmt::format("{}: intervals drift by {:.0f} ms from start to end, {:.0f} % of their variance; a "
                      "spectrum takes the rhythm as stationary: give --detrend or shorter epochs",
                      where, drift.ms, 100 * drift.share));
  }
  if (high || has(names, "ln_rsa")) breathing(out, where, runs, breaths, found, options);
  return out;
}

}  // namespace attune::heart
