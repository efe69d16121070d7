#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "attune/artefact/eog.hpp"
#include "attune/artefact/robust.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"
#include "attune/signal/segments.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;

constexpr double kLeastUv = 50.0;  // below, alpha waves at frontal sites pass for blinks
constexpr double kDeviations = 5.0;
constexpr double kNormal = 1.4826;  // from a median absolute deviation to a standard deviation
constexpr double kEnd = 0.1;        // of the peak: where a blink ends
constexpr Milliseconds kRise{200};

/// The band-passed source in uV with what a search needs to know.
struct Search {
  Eigen::RowVectorXd uv;
  double amplitude = 0, velocity_uv = 0;  ///< the latter per sample
  Index rise = 0, half = 0, reach = 0;    ///< samples
};

/// First sample from `peak` in direction `step` at which the source is below `level` of the peak, within `most` samples
/// and the segment; the last one looked at if there is none.
Index below(const Search& search, const signal::Segment& segment, Index peak, Index step, double level, Index most) {
  const double sign = search.uv[peak] < 0 ? -1.0 : 1.0;
  const double limit = level * std::abs(search.uv[peak]);
  Index at = peak;
  while (std::abs(at - peak) < most && at + step >= segment.first && at + step < segment.first + segment.count) {
    at += step;
    if (sign * search.uv[at] < limit) break;
  }
  return at;
}

/// Where a blink ends in direction `step`: the first trough after it has fallen below 10 % of its peak. The high-pass
/// makes it fall sooner than it does; the trough is where it has really come back.
Index end_of(const Search& search, const signal::Segment& segment, Index peak, Index step) {
  const double sign = search.uv[peak] < 0 ? -1.0 : 1.0;
  Index at = below(search, segment, peak, step, kEnd, search.reach);
  while (std::abs(at - peak) < search.reach && at + step >= segment.first &&
         at + step < segment.first + segment.count && sign * search.uv[at + step] < sign * search.uv[at])
    at += step;
  return at;
}

bool is_blink(const Search& search, const signal::Segment& segment, Index peak) {
  const double sign = search.uv[peak] < 0 ? -1.0 : 1.0;
  double fastest = 0;
  for (Index t = std::max(segment.first + 1, peak - search.rise); t <= peak; ++t)
    fastest = std::max(fastest, sign * (search.uv[t] - search.uv[t - 1]));
  if (fastest < search.velocity_uv) return false;
  const double half = 0.5 * std::abs(search.uv[peak]);
  const Index left = below(search, segment, peak, -1, 0.5, search.half);
  const Index right = below(search, segment, peak, 1, 0.5, search.half);
  return sign * search.uv[left] < half && sign * search.uv[right] < half;
}

bool is_peak(const Search& search, const signal::Segment& segment, Index t) {
  const double size = std::abs(search.uv[t]);
  if (size < search.amplitude) return false;
  if (t > segment.first && std::abs(search.uv[t - 1]) >= size) return false;
  return t + 1 >= segment.first + segment.count || std::abs(search.uv[t + 1]) <= size;
}

void find_in(const Search& search, const signal::Segment& segment, std::vector<Blink>& blinks) {
  for (Index t = segment.first; t < segment.first + segment.count; ++t) {
    if (!is_peak(search, segment, t) || !is_blink(search, segment, t)) continue;
    Blink blink;
    blink.peak = t;
    blink.first = end_of(search, segment, t, -1);
    blink.end = end_of(search, segment, t, 1) + 1;
    blink.amplitude_uv = search.uv[t];
    if (!blinks.empty() && blink.first < blinks.back().end) {
      // Two peaks of one blink, or the undershoot after it: one blink, with the higher peak.
      Blink& last = blinks.back();
      last.end = std::max(last.end, blink.end);
      if (std::abs(blink.amplitude_uv) > std::abs(last.amplitude_uv)) {
        last.peak = blink.peak;
        last.amplitude_uv = blink.amplitude_uv;
      }
      continue;
    }
    blinks.push_back(blink);
  }
}

}  // namespace

Blinks find_blinks(const eeg::Recording& recording, const EogSource& source, const BlinkOptions& options,
                   parallel::Threads threads) {
  const double fs = recording.sampling_frequency.value();
  const auto samples = [fs](Milliseconds time) {
    return std::max<Index>(1, static_cast<Index>(std::llround(Seconds(time).count() * fs)));
  };
  signal::FirOptions band;
  band.highpass = Hertz(1);
  band.lowpass = Hertz(10);
  const signal::Fir fir = signal::design_fir(band, recording.sampling_frequency);
  const std::vector<signal::Segment> segments = signal::segments_between(recording.boundaries, recording.data.cols());
  Eigen::MatrixXd row = series_of(recording, source);
  Blinks out;
  out.warnings = signal::filter_rows(fir, {}, row, segments, threads);
  Search search;
  search.uv = 1e6 * row.row(0);
  const double deviation = kNormal * median_absolute_deviation({search.uv.begin(), search.uv.end()});
  out.amplitude = options.amplitude.value_or(Microvolts(std::max(kLeastUv, kDeviations * deviation)));
  out.source = source.name;
  out.filter = signal::describe(fir);
  search.amplitude = out.amplitude.value();
  search.velocity_uv = options.velocity * 1000.0 / fs;
  search.rise = samples(kRise);
  search.half = samples(options.half_width / 2);
  search.reach = samples(options.reach);
  for (const signal::Segment& segment : segments) find_in(search, segment, out.blinks);
  return out;
}

}  // namespace attune::artefact
