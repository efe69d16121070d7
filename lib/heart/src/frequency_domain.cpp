#include "attune/heart/frequency_domain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>

#include "attune/base/error.hpp"
#include "lomb_scargle.hpp"
#include "welch.hpp"

namespace attune::heart {
namespace {

constexpr Eigen::Index kLeastSamples = 8;
constexpr std::size_t kLeastIntervals = 4;
// Runs that are shorter than the longest by no more than two slow beats at either end, and by a tenth.
constexpr double kNearly_s = 6, kNearly = 0.9;
constexpr std::size_t kChunk = 16;  // segments that are added up before the sums are

void check(const FrequencyOptions& options) {
  if (!(options.window.count() > 0) || !(options.rate.value() > 0) || !(options.lambda > 0))
    throw usage_error(
        fmt::format("a window of {:g} s, a rate of {:g} Hz and a lambda of {:g}; expected positive numbers",
                    options.window.count(), options.rate.value(), options.lambda));
}

// Samples of a segment: the window, or where no run is that long the shortest of those that are nearly as long as the
// longest, for beats do not begin and end with epochs of one length.
Eigen::Index segment_length(std::span<const IntervalRun> runs, const FrequencyOptions& options) {
  std::vector<double> lengths;
  for (const IntervalRun& run : runs)
    if (run.size() >= kLeastIntervals)
      lengths.push_back(run.end_s.back() - run.end_s.front() + 1.0 / options.rate.value());
  if (lengths.empty()) return 0;
  double seconds = *std::max_element(lengths.begin(), lengths.end());
  if (seconds >= options.window.count()) {
    seconds = options.window.count();
  } else {
    const double nearly = std::max(seconds - kNearly_s, kNearly * seconds);
    for (const double length : lengths)
      if (length >= nearly) seconds = std::min(seconds, length);
  }
  return static_cast<Eigen::Index>(std::floor(seconds * options.rate.value() + 1e-9));
}

// A run with its trend taken off, as samples and as beats.
struct FlatRun {
  Eigen::VectorXd curve;
  IntervalRun beats;
  std::vector<double> ms;  // before
};

FlatRun flattened(const IntervalRun& run, const FrequencyOptions& options) {
  FlatRun out{sampled(run, options.rate, Curve::natural_cubic), run, run.ms};
  const Eigen::VectorXd trend = trend_of(out.curve, options.detrend, options.lambda);
  out.curve -= trend;
  for (std::size_t i = 0; i < run.size(); ++i) {
    const double place = std::clamp((run.end_s[i] - run.end_s.front()) * options.rate.value(), 0.0,
                                    static_cast<double>(trend.size() - 1));
    const auto left = std::min(static_cast<Eigen::Index>(place), std::max<Eigen::Index>(0, trend.size() - 2));
    const auto right = std::min(left + 1, trend.size() - 1);
    out.beats.ms[i] -= trend(left) + (place - static_cast<double>(left)) * (trend(right) - trend(left));
  }
  return out;
}

struct Place {
  std::size_t run;
  Eigen::Index first;
};

// Sum of the densities of the segments over fixed chunks, added in order.
template <class Density>
Eigen::VectorXd mean_density(const std::vector<Place>& places, Eigen::Index bins, parallel::Threads threads,
                             Density density) {
  const std::size_t chunks = (places.size() + kChunk - 1) / kChunk;
  std::vector<Eigen::VectorXd> sums(chunks, Eigen::VectorXd::Zero(bins));
  parallel::for_chunks(places.size(), kChunk, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) density(places[i], sums[begin / kChunk]);
  });
  Eigen::VectorXd out = Eigen::VectorXd::Zero(bins);
  for (const Eigen::VectorXd& sum : sums) out += sum;
  return out / static_cast<double>(places.size());
}

Eigen::Index lomb_bins(const std::vector<FlatRun>& flat, Eigen::Index all_bins, double step_hz) {
  double ms = 0, count = 0;
  for (const FlatRun& run : flat)
    for (const double interval : run.ms) ms += interval, ++count;
  const double highest = 0.5e3 * count / ms;
  return std::min(all_bins, static_cast<Eigen::Index>(std::floor(highest / step_hz + 1e-9)) + 1);
}

}  // namespace

IntervalSpectrum interval_spectrum(std::span<const IntervalRun> runs, const FrequencyOptions& options) {
  check(options);
  const Eigen::Index length = segment_length(runs, options);
  IntervalSpectrum out;
  if (length < kLeastSamples) return out;
  const double rate = options.rate.value(), seconds = static_cast<double>(length) / rate;
  std::vector<FlatRun> flat;
  std::vector<Place> places;
  for (const IntervalRun& run : runs) {
    if (run.size() < kLeastIntervals) continue;
    const double span = run.end_s.back() - run.end_s.front();
    const auto samples = static_cast<Eigen::Index>(std::floor(span * rate + 1e-9)) + 1;
    if (samples < length) continue;
    flat.push_back(flattened(run, options));
    out.intervals += run.size();
    for (Eigen::Index first = 0; first + length <= samples; first += std::max<Eigen::Index>(1, length / 2))
      places.push_back({flat.size() - 1, first});
  }
  const Eigen::Index all_bins = length / 2 + 1;
  if (options.method == SpectrumMethod::welch) {
    const WelchSegment welch(length, options.rate);
    out.density = mean_density(places, all_bins, options.threads, [&](const Place& place, Eigen::VectorXd& sum) {
      welch.add(flat[place.run].curve.segment(place.first, length), sum);
    });
  } else {
    const Eigen::Index bins = lomb_bins(flat, all_bins, 1.0 / seconds);
    out.density = mean_density(places, bins, options.threads, [&](const Place& place, Eigen::VectorXd& sum) {
      const FlatRun& run = flat[place.run];
      const double from = run.beats.end_s.front() + static_cast<double>(place.first) / rate;
      add_lomb_scargle(run.beats, run.ms, from, seconds, sum);
    });
  }
  out.frequencies =
      Eigen::VectorXd::LinSpaced(out.density.size(), 0, static_cast<double>(out.density.size() - 1)) / seconds;
  out.length = Seconds(seconds);
  out.segments = places.size();
  return out;
}

double band_power(const IntervalSpectrum& spectrum, Band band) {
  if (spectrum.segments == 0) return std::numeric_limits<double>::quiet_NaN();
  const Eigen::VectorXd &f = spectrum.frequencies, &p = spectrum.density;
  double sum = 0;
  for (Eigen::Index k = 0; k + 1 < f.size(); ++k) {
    const double from = std::max(f(k), band.low.value()), to = std::min(f(k + 1), band.high.value());
    if (!(to > from)) continue;
    const double slope = (p(k + 1) - p(k)) / (f(k + 1) - f(k));
    sum += (to - from) * (p(k) + slope * (0.5 * (from + to) - f(k)));
  }
  return sum;
}

double peak_frequency(const IntervalSpectrum& spectrum, Band band) {
  const Eigen::VectorXd &f = spectrum.frequencies, &p = spectrum.density;
  Eigen::Index best = -1;
  for (Eigen::Index k = 1; k + 1 < f.size(); ++k)
    if (f(k) >= band.low.value() && f(k) < band.high.value() && p(k) > p(k - 1) && p(k) >= p(k + 1) &&
        (best < 0 || p(k) > p(best)))
      best = k;
  if (best < 0) return std::numeric_limits<double>::quiet_NaN();
  const double left = std::log(p(best - 1)), middle = std::log(p(best)), right = std::log(p(best + 1));
  const double bend = left - 2 * middle + right;
  const double shift = std::isfinite(bend) && bend < 0 ? 0.5 * (left - right) / bend : 0.0;
  return f(best) + std::clamp(shift, -0.5, 0.5) * (f(1) - f(0));
}

}  // namespace attune::heart
