#include "attune/erp/peak.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "windowed.hpp"

namespace attune::erp {
namespace {

constexpr const char* kPeakOnEdge = "peak on the window's edge";

// A run of equal samples, [first, last]: one sample, or a plateau.
struct Run {
  Eigen::Index first, last;
};

// The waveform with the component pointing up.
class Upright {
 public:
  Upright(const Waveform& waveform, Polarity polarity)
      : values_(waveform.values), sign_(polarity == Polarity::positive ? 1.0 : -1.0) {}
  double operator[](Eigen::Index column) const { return sign_ * values_[static_cast<std::size_t>(column)]; }
  Eigen::Index size() const { return static_cast<Eigen::Index>(values_.size()); }
  double sign() const { return sign_; }

  Run run_from(Eigen::Index first, Eigen::Index end) const {
    Run run{first, first};
    while (run.last + 1 < end && (*this)[run.last + 1] == (*this)[first]) ++run.last;
    return run;
  }
  double mean(Eigen::Index first, Eigen::Index count) const {
    double sum = 0;
    for (Eigen::Index c = first; c < first + count; ++c) sum += (*this)[c];
    return sum / static_cast<double>(count);
  }

 private:
  std::span<const double> values_;
  double sign_;
};

// The top of a run: its sample, or the vertex of the parabola through it and its neighbours. A plateau is its middle.
Peak peak_at(const Waveform& waveform, const Run& run, PeakPlace place) {
  Peak peak;
  peak.column = (run.first + run.last) / 2;
  peak.amplitude = waveform.values[static_cast<std::size_t>(run.first)];
  peak.latency_ms = 0.5 * (waveform.times.at(run.first).count() + waveform.times.at(run.last).count());
  if (place == PeakPlace::sample || run.first != run.last) return peak;
  if (run.first == 0 || run.last + 1 == static_cast<Eigen::Index>(waveform.values.size())) return peak;
  const double left = waveform.values[static_cast<std::size_t>(run.first - 1)],
               right = waveform.values[static_cast<std::size_t>(run.last + 1)];
  if (!std::isfinite(left) || !std::isfinite(right)) return {.reason = "not finite"};
  // Neither neighbour is above the sample and not both are level with it, so the vertex is within half a step.
  const double shift = 0.5 * (left - right) / (left - 2 * peak.amplitude + right);
  peak.latency_ms += shift * waveform.times.step().count();
  peak.amplitude -= 0.25 * (left - right) * shift;
  return peak;
}

Peak absolute_peak(const Waveform& waveform, const Columns& inside, const Upright& upright, PeakPlace place) {
  Eigen::Index best = inside.first;
  for (Eigen::Index c = inside.first + 1; c <= inside.last; ++c)
    if (upright[c] > upright[best]) best = c;
  const Run run = upright.run_from(best, inside.last + 1);
  if (run.first == inside.first || run.last == inside.last) return {.reason = kPeakOnEdge};
  return peak_at(waveform, run, place);
}

// True if the run rises above its neighbours and above the mean of `reach` samples on either side (ERPLAB).
bool is_local_peak(const Upright& upright, const Run& run, Eigen::Index reach) {
  if (run.first - reach < 0 || run.last + reach >= upright.size()) return false;
  const double top = upright[run.first];
  return top > upright[run.first - 1] && top > upright[run.last + 1] && top > upright.mean(run.first - reach, reach) &&
         top > upright.mean(run.last + 1, reach);
}

Peak local_peak(const Waveform& waveform, const Columns& inside, const Upright& upright, const PeakOptions& options) {
  const Eigen::Index reach = options.neighbourhood;
  std::optional<Run> best;
  for (Eigen::Index c = inside.first; c <= inside.last;) {
    const Run run = upright.run_from(c, upright.size());
    const bool is_inside = run.last <= inside.last && (run.first == 0 || upright[run.first - 1] != upright[run.first]);
    if (is_inside && is_local_peak(upright, run, reach) && (!best || upright[run.first] > upright[best->first]))
      best = run;
    c = run.last + 1;
  }
  if (best) return peak_at(waveform, *best, options.place);
  if (options.without == WithoutLocalPeak::absolute) return absolute_peak(waveform, inside, upright, options.place);
  return {.reason = kNoLocalPeak};
}

// Why a peak has no crossing beside it; empty if it may have one.
std::string why_too_small(const Peak& peak, const PeakOptions& options, const CrossingOptions& crossing) {
  if (!peak.reason.empty()) return peak.reason;
  const bool is_up = options.polarity == Polarity::positive;
  const double height = is_up ? peak.amplitude : -peak.amplitude;
  if (!(height > 0)) return is_up ? "the peak is not positive" : "the peak is not negative";
  if (height < crossing.least_peak.value())
    return fmt::format("the peak is below {:g} uV", Microvolts(crossing.least_peak).value());
  return "";
}

// Walks from the peak by `step` (-1 back, 1 forward) to the first fall to `fraction` of it, within `range`.
Reading walk(const Waveform& waveform, const Window& window, const Window& range, PeakOptions options, double fraction,
             const CrossingOptions& crossing, Eigen::Index step) {
  options.place = PeakPlace::sample;
  const Peak peak = find_peak(waveform, window, options);
  if (std::string reason = why_too_small(peak, options, crossing); !reason.empty()) return {.reason = reason};
  if (std::string reason = why_unusable(waveform, range); !reason.empty()) return {.reason = reason};
  const Upright upright(waveform, options.polarity);
  const double threshold = fraction * upright[peak.column];
  const Columns inside = columns_in(waveform.times, range);
  Eigen::Index outer = peak.column + step;
  // The window may end between two samples: one more on either side belongs to its last interval.
  while (outer >= std::max<Eigen::Index>(inside.first - 1, 0) &&
         outer <= std::min<Eigen::Index>(inside.last + 1, upright.size() - 1)) {
    if (!std::isfinite(upright[outer])) return {.reason = "not finite"};
    if (upright[outer] <= threshold) {
      const double rise = (threshold - upright[outer]) / (upright[outer - step] - upright[outer]);
      const double column = static_cast<double>(outer) - static_cast<double>(step) * rise;
      const double from = exact_column(waveform.times, range.from), to = exact_column(waveform.times, range.to);
      if (column < from || column > to) break;
      return {waveform.times.at(outer).count() - static_cast<double>(step) * rise * waveform.times.step().count(), ""};
    }
    outer += step;
  }
  return {.reason = fmt::format("no fall to {:g} % of the peak {} it in the window", 100.0 * fraction,
                                step < 0 ? "before" : "after")};
}

// The largest extremum of the other direction before a peak.
Peak counter_peak(const Waveform& waveform, const Window& window, const Peak& peak, PeakOptions options,
                  const std::optional<Window>& counter) {
  options.polarity = options.polarity == Polarity::positive ? Polarity::negative : Polarity::positive;
  options.neighbourhood = 0;
  const Milliseconds start = std::max(std::min(Milliseconds(0), window.from), waveform.times.at(0));
  const Window range = counter.value_or(Window{start, waveform.times.at(peak.column)});
  Peak found = find_peak(waveform, range, options);
  if (found.reason == kPeakOnEdge) found.reason = "counter-peak on the edge of where it is looked for";
  return found;
}

}  // namespace

Peak find_peak(const Waveform& waveform, const Window& window, const PeakOptions& options) {
  if (std::string reason = why_unusable(waveform, window); !reason.empty()) return {.reason = std::move(reason)};
  const Columns inside = columns_in(waveform.times, window);
  if (inside.empty()) return {.reason = "no sample in the window"};
  const Upright upright(waveform, options.polarity);
  return options.neighbourhood > 0 ? local_peak(waveform, inside, upright, options)
                                   : absolute_peak(waveform, inside, upright, options.place);
}

Reading peak_to_peak(const Waveform& waveform, const Window& window, const PeakOptions& options,
                     const std::optional<Window>& counter) {
  Peak peak = find_peak(waveform, window, options);
  if (!peak.reason.empty()) return {.reason = std::move(peak.reason)};
  Peak other = counter_peak(waveform, window, peak, options, counter);
  if (!other.reason.empty()) return {.reason = std::move(other.reason)};
  return {peak.amplitude - other.amplitude, ""};
}

Reading fractional_peak_onset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                              double fraction, const CrossingOptions& crossing) {
  Window range = window;
  if (crossing.search_from) range.from = std::min(range.from, *crossing.search_from);
  return walk(waveform, window, range, options, fraction, crossing, -1);
}

Reading fractional_peak_offset(const Waveform& waveform, const Window& window, const PeakOptions& options,
                               double fraction, const CrossingOptions& crossing) {
  return walk(waveform, window, window, options, fraction, crossing, 1);
}

}  // namespace attune::erp
