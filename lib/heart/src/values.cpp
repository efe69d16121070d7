#include "values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/base/nearest_name.hpp"

namespace attune::heart {
namespace {

enum class Group { time, frequency, nonlinear, rsa, quality };
constexpr std::array<std::string_view, 5> kGroups{"time", "frequency", "nonlinear", "rsa", "quality"};

using Take = Value (*)(const Found&, const MeasureOptions&);

struct Entry {
  std::string_view name, unit;
  Group group;
  Take take;
};

Value number(double value, std::size_t n, std::string_view few) {
  return {value, n, std::isnan(value) ? std::string(few) : std::string()};
}

// A perfectly regular rhythm leaves this little power by rounding.
constexpr double kRounding_ms2 = 1e-12;

constexpr std::string_view kFewIntervals = "too few intervals", kFewDifferences = "too few successive differences";

Value in_band(const Found& found, Band band, BandLength length, std::string_view name) {
  const IntervalSpectrum& spectrum = found.spectrum;
  if (spectrum.segments == 0) return {.reason = "no run of intervals is long enough for a spectrum"};
  if (spectrum.length.count() < length.least - kSlack_s)
    return {.reason =
                fmt::format("segments of {:.0f} s, {} needs {:g} s", spectrum.length.count(), name, length.least)};
  const double power = band_power(spectrum, band);
  return {power < kRounding_ms2 ? 0.0 : power, spectrum.intervals, {}};
}

Value vlf(const Found& f, const MeasureOptions& o) { return in_band(f, o.bands.vlf, kVlfLength, "vlf"); }
Value lf(const Found& f, const MeasureOptions& o) { return in_band(f, o.bands.lf, kLfLength, "lf"); }
Value hf(const Found& f, const MeasureOptions& o) { return in_band(f, o.bands.hf, kHfLength, "hf"); }

Value logarithm(Value power) {
  if (power.reason.empty() && !(power.value > 0)) power.reason = "nothing varies, and 0 has no logarithm";
  power.value = power.reason.empty() ? std::log(power.value) : std::numeric_limits<double>::quiet_NaN();
  return power;
}

// `share(lf, hf)` where both are there.
template <class Share>
Value of_both(const Found& f, const MeasureOptions& o, Share share) {
  const Value low = lf(f, o), high = hf(f, o);
  if (!low.reason.empty()) return {.reason = low.reason};
  if (!high.reason.empty()) return {.reason = high.reason};
  return number(share(low.value, high.value), low.n, "no power in the bands");
}

Value peak_in(const Found& f, Band band, const Value& power) {
  if (!power.reason.empty()) return {.reason = power.reason};
  if (!(power.value > 0)) return {.reason = "no power in the band"};
  return number(peak_frequency(f.spectrum, band), power.n, "no peak in the band");
}

Value estimate(const Estimate& found, std::size_t n) { return {found.value, n, found.reason}; }

Value beat_quality(const Found& f, const MeasureOptions& /*options*/) {
  if (!f.detected) return {.reason = "beats were not detected here"};
  return number(f.beat_quality, f.beats, "no beat");
}

Value valley(const Found& f, const MeasureOptions& /*options*/) {
  if (!f.breaths_known) return {.reason = "breathing is not known"};
  return number(f.valley.mean, f.valley.breaths, "no breath without a gap between beats");
}

constexpr std::array kEntries{
    Entry{"mean_nn", "ms", Group::time,
          [](const Found& f, const MeasureOptions&) { return number(f.time.mean_nn, f.time.n, kFewIntervals); }},
    Entry{"heart_rate", "1/min", Group::time,
          [](const Found& f, const MeasureOptions&) { return number(f.time.heart_rate, f.time.n, kFewIntervals); }},
    Entry{"sdnn", "ms", Group::time,
          [](const Found& f, const MeasureOptions&) { return number(f.time.sdnn, f.time.n, kFewIntervals); }},
    Entry{"cvnn", "percent", Group::time,
          [](const Found& f, const MeasureOptions&) { return number(f.time.cvnn, f.time.n, kFewIntervals); }},
    Entry{"rmssd", "ms", Group::time,
          [](const Found& f, const MeasureOptions&) {
            return number(f.time.rmssd, f.time.differences, kFewDifferences);
          }},
    Entry{"ln_rmssd", "ln(ms)", Group::time,
          [](const Found& f, const MeasureOptions&) {
            return logarithm(number(f.time.rmssd, f.time.differences, kFewDifferences));
          }},
    Entry{
        "sdsd", "ms", Group::time,
        [](const Found& f, const MeasureOptions&) { return number(f.time.sdsd, f.time.differences, kFewDifferences); }},
    Entry{"pnn50", "percent", Group::time,
          [](const Found& f, const MeasureOptions&) {
            return number(f.time.pnn50, f.time.differences, kFewDifferences);
          }},
    Entry{"pnn20", "percent", Group::time,
          [](const Found& f, const MeasureOptions&) {
            return number(f.time.pnn20, f.time.differences, kFewDifferences);
          }},
    Entry{"vlf", "ms^2", Group::frequency, vlf},
    Entry{"lf", "ms^2", Group::frequency, lf},
    Entry{"hf", "ms^2", Group::frequency, hf},
    Entry{"ln_lf", "ln(ms^2)", Group::frequency,
          [](const Found& f, const MeasureOptions& o) { return logarithm(lf(f, o)); }},
    Entry{"ln_hf", "ln(ms^2)", Group::frequency,
          [](const Found& f, const MeasureOptions& o) { return logarithm(hf(f, o)); }},
    Entry{"lf_nu", "percent", Group::frequency,
          [](const Found& f, const MeasureOptions& o) {
            return of_both(f, o, [](double low, double high) { return 100 * low / (low + high); });
          }},
    Entry{"lf_hf", "1", Group::frequency,
          [](const Found& f, const MeasureOptions& o) {
            return of_both(f, o, [](double low, double high) { return low / high; });
          }},
    Entry{"lf_peak", "Hz", Group::frequency,
          [](const Found& f, const MeasureOptions& o) { return peak_in(f, o.bands.lf, lf(f, o)); }},
    Entry{"hf_peak", "Hz", Group::frequency,
          [](const Found& f, const MeasureOptions& o) { return peak_in(f, o.bands.hf, hf(f, o)); }},
    Entry{"sd1", "ms", Group::nonlinear,
          [](const Found& f, const MeasureOptions&) { return number(f.plot.sd1, f.plot.pairs, kFewDifferences); }},
    Entry{"sd2", "ms", Group::nonlinear,
          [](const Found& f, const MeasureOptions&) { return number(f.plot.sd2, f.plot.pairs, kFewDifferences); }},
    Entry{"sample_entropy", "1", Group::nonlinear,
          [](const Found& f, const MeasureOptions&) { return estimate(f.entropy, f.time.n); }},
    Entry{"dfa_alpha1", "1", Group::nonlinear,
          [](const Found& f, const MeasureOptions&) { return estimate(f.alpha1, f.time.n); }},
    Entry{"dfa_alpha2", "1", Group::nonlinear,
          [](const Found& f, const MeasureOptions&) { return estimate(f.alpha2, f.time.n); }},
    Entry{"ln_rsa", "ln(ms^2)", Group::rsa,
          [](const Found& f, const MeasureOptions&) {
            return Value{f.rsa.ln_rsa, f.rsa.epochs.size(), f.rsa.reason};
          }},
    Entry{"peak_to_valley", "ms", Group::rsa, valley},
    Entry{"beat_quality", "1", Group::quality, beat_quality},
};

bool has(std::span<const std::string> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> measure_names() {
  std::vector<std::string> out;
  for (const Entry& entry : kEntries) out.emplace_back(entry.name);
  return out;
}

std::string unit_of(std::string_view measure) {
  for (const Entry& entry : kEntries)
    if (entry.name == measure) return std::string(entry.unit);
  throw Error(Fault::internal, fmt::format("no measure is called {}", measure));
}

std::vector<std::string> measures_of(std::span<const std::string> names) {
  std::vector<std::string> known = measure_names();
  for (const std::string_view group : kGroups) known.emplace_back(group);
  for (const std::string& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw usage_error(fmt::format("there is no measure {}{}", in_quotes(name), suggestion(name, known)));
  std::vector<std::string> out;
  for (const Entry& entry : kEntries)
    if (has(names, entry.name) || has(names, kGroups[static_cast<std::size_t>(entry.group)]))
      out.emplace_back(entry.name);
  return out;
}

bool needs_spectrum(std::span<const std::string> names) {
  return std::any_of(kEntries.begin(), kEntries.end(),
                     [&](const Entry& entry) { return entry.group == Group::frequency && has(names, entry.name); });
}

Found find(std::span<const IntervalRun> runs, std::span<const Breath> breaths, std::span<const std::string> names,
           const MeasureOptions& options) {
  Found out;
  out.breaths_known = !breaths.empty();
  out.time = time_domain(runs);
  if (needs_spectrum(names)) out.spectrum = interval_spectrum(runs, options.frequency);
  if (has(names, "sd1") || has(names, "sd2")) out.plot = poincare(runs);
  if (has(names, "sample_entropy")) out.entropy = sample_entropy(runs);
  if (has(names, "dfa_alpha1")) out.alpha1 = fluctuation_exponent(runs, 4, 16);
  if (has(names, "dfa_alpha2")) out.alpha2 = fluctuation_exponent(runs, 16, 64);
  if (has(names, "ln_rsa")) out.rsa = porges_bohrer(runs, options.bands);
  if (has(names, "peak_to_valley")) out.valley = peak_to_valley(runs, breaths);
  return out;
}

Value value_of(const std::string& name, const Found& found, const MeasureOptions& options) {
  for (const Entry& entry : kEntries)
    if (entry.name == name) return entry.take(found, options);
  throw Error(Fault::internal, fmt::format("no measure is called {}", name));
}

}  // namespace attune::heart
