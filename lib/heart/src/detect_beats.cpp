#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "attune/base/median.hpp"
#include "attune/heart/beats.hpp"
#include "candidates.hpp"
#include "noise_bumps.hpp"
#include "place.hpp"
#include "pulse.hpp"
#include "qrs_decision.hpp"
#include "shape.hpp"
#include "stretches.hpp"

namespace attune::heart {
namespace {

constexpr Seconds kSamePeak{0.1};  // two beats closer than this are one, found twice
// Of the side (see side_of): from a beat that goes down a third more than up to one that goes up twice as far as down.
constexpr double kOtherSide = 0.5;
constexpr double kNoSkewness = 0.1;  // a wave less skewed than this points upwards, as most devices have it
constexpr Seconds kShortest{2.0};    // a shorter stretch has too few beats to learn from

// A beat before it is placed: the highest and the lowest point of its deflection, in samples of the channel.
struct Found {
  Eigen::Index highest = 0, lowest = 0;
  double above = 0, below = 0, energy = 0;
  std::size_t segment = 0;
};

std::span<const double> part(const physio::Channel& channel, const signal::Segment& segment) {
  return std::span(channel.samples)
      .subspan(static_cast<std::size_t>(segment.first), static_cast<std::size_t>(segment.count));
}

void find_qrs(const physio::Channel& channel, const signal::Segment& segment, std::size_t number,
              parallel::Threads threads, std::vector<Found>& out) {
  const auto candidates = qrs_candidates(part(channel, segment), channel.sampling_frequency, threads);
  for (const std::size_t i : choose_qrs(candidates, channel.sampling_frequency)) {
    const Candidate& one = candidates[i];
    out.push_back({one.highest, one.lowest, one.above, one.below, one.energy, number});
  }
}

// In [-1, 1]: 1 where the deflection is all upwards.
double side_of(const Found& one) { return (one.above - one.below) / (one.above + one.below); }

double typical_side(const std::vector<Found>& found) {
  std::vector<double> sides;
  for (const Found& one : found) sides.push_back(side_of(one));
  return sides.empty() ? 0.0 : median_of(std::move(sides));
}

void require_rate(const physio::Channel& channel, Method method) {
  const double least = method == Method::ppg ? 20.0 : 50.0, rate = channel.sampling_frequency.value();
  if (!(rate >= least) || std::isinf(rate))
    throw analysis_error(fmt::format("{}: sampled at {} Hz; {} needs at least {} Hz to find beats", channel.name, rate,
                                     method == Method::ppg ? "a pulse wave" : "an electrocardiogram", least));
  if (std::all_of(channel.samples.begin(), channel.samples.end(), [](double x) { return std::isnan(x); }))
    throw analysis_error(fmt::format("{}: has no sample; expected a signal", channel.name));
}

Polarity pulse_polarity(const physio::Channel& channel, const std::vector<signal::Segment>& segments,
                        parallel::Threads threads) {
  std::vector<double> skewness;
  for (const auto& segment : segments) {
    const auto more = pulse_skewness(part(channel, segment), channel.sampling_frequency, threads);
    skewness.insert(skewness.end(), more.begin(), more.end());
  }
  return !skewness.empty() && median_of(std::move(skewness)) < -kNoSkewness ? Polarity::downward : Polarity::upward;
}

std::vector<Found> find(const physio::Channel& channel, const std::vector<signal::Segment>& segments,
                        const DetectOptions& options, Beats& out) {
  std::vector<Found> found;
  const double sign = out.polarity == Polarity::upward ? 1.0 : -1.0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (static_cast<double>(segments[s].count) < kShortest.count() * channel.sampling_frequency.value()) {
      out.warnings.push_back(
          fmt::format("{}: the {:.3f} s without a gap from {:.3f} s are too few to find beats in (2 s are needed)",
                      channel.name, static_cast<double>(segments[s].count) / channel.sampling_frequency.value(),
                      channel.time_of(static_cast<double>(segments[s].first)).count()));
      continue;
    }
    if (options.method == Method::ppg) {
      for (const Eigen::Index at :
           pulse_peaks(part(channel, segments[s]), sign, channel.sampling_frequency, options.threads))
        found.push_back({at, at, 1, 1, 1, s});
    } else {
      find_qrs(channel, segments[s], s, options.threads, found);
    }
  }
  return found;
}

// The point about which the peak of every beat is looked for. An ectopic beat whose other deflection is the larger, and
// not just about as large as in most beats, is placed on that one.
std::vector<Eigen::Index> main_points(const std::vector<Found>& found, Polarity polarity) {
  const double typical = typical_side(found), sign = polarity == Polarity::upward ? 1.0 : -1.0;
  std::vector<Eigen::Index> out;
  for (const Found& one : found) {
    const double side = side_of(one);
    const bool other = sign * side < 0 && std::abs(side - typical) > kOtherSide;
    out.push_back((polarity == Polarity::upward) != other ? one.highest : one.lowest);
  }
  return out;
}

// Positions of the peaks in samples of the channel.
std::vector<double> place(const physio::Channel& channel, const std::vector<signal::Segment>& segments,
                          const std::vector<Found>& found, const DetectOptions& options, Polarity polarity) {
  const bool ppg = options.method == Method::ppg;
  const Seconds width = ppg ? Seconds(0.015) : Seconds(0.004), search = ppg ? Seconds(0.08) : Seconds(0.03);
  const Placement upward(channel.sampling_frequency, 1.0, width, search);
  const Placement downward(channel.sampling_frequency, -1.0, width, search);
  const std::vector<Eigen::Index> points = main_points(found, polarity);
  std::vector<double> out(found.size());
  parallel::for_chunks(found.size(), 1024, options.threads, [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const auto& segment = segments[found[i].segment];
      const bool up =
          found[i].highest == found[i].lowest ? polarity == Polarity::upward : points[i] == found[i].highest;
      out[i] = static_cast<double>(segment.first) + (up ? upward : downward).peak(part(channel, segment), points[i]);
    }
  });
  return out;
}

// Which beats stay: not those that were placed on the peak of the one before, and not bumps of noise.
std::vector<std::size_t> keep(const std::vector<Found>& found, const std::vector<double>& positions,
                              const std::vector<double>& quality, double rate) {
  std::vector<Bump> bumps;
  for (std::size_t i = 0; i < found.size(); ++i) bumps.push_back({positions[i], found[i].energy, quality[i]});
  const std::vector<bool> noise = noise_bumps(bumps);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (noise[i]) continue;
    const bool follows = !out.empty() && found[out.back()].segment == found[i].segment;
    if (follows && positions[i] - positions[out.back()] < kSamePeak.count() * rate) continue;
    out.push_back(i);
  }
  return out;
}

// A window of the shape that does not reach into the neighbouring beats.
ShapeWindow window_of(const std::vector<double>& positions, Method method, double rate) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < positions.size(); ++i) intervals.push_back((positions[i] - positions[i - 1]) / rate);
  const double typical = intervals.empty() ? 1.0 : median_of(std::move(intervals));
  if (method == Method::ppg) return {Seconds(0.3 * typical), Seconds(0.5 * typical)};
  return {Seconds(std::min(0.15, 0.4 * typical)), Seconds(std::min(0.25, 0.5 * typical))};
}

void doubt_hum(const physio::Channel& channel, const std::vector<double>& positions, parallel::Threads threads,
               Beats& out) {
  const Hertz rate = channel.sampling_frequency;
  const std::size_t like = void_if_like_between(
      channel.samples, positions, window_of(positions, Method::pan_tompkins, rate.value()), rate, threads, out.quality);
  if (like > 0)
    out.warnings.push_back(
        fmt::format("{}: {} of {} beats look like the signal everywhere between them, as of hum or a loose electrode; "
                    "their quality is 0; look at the signal, and choose another channel where it holds no beats",
                    channel.name, like, out.size()));
}

}  // namespace

Beats detect_beats(const physio::Channel& channel, const DetectOptions& options) {
  require_rate(channel, options.method);
  const double rate = channel.sampling_frequency.value();
  Beats out;
  out.channel = channel.name;
  out.polarity = options.polarity;
  out.recording_from_s = channel.start.count();
  out.recording_to_s = channel.time_of(static_cast<double>(channel.samples.size())).count();
  // The peak of a QRS complex lasts some 10 ms, that of a pulse wave some 50.
  out.stretches = bad_stretches(channel, options.method == Method::ppg ? Seconds(0.1) : Seconds(0.02));
  const std::vector<signal::Segment> segments = physio::segments_of(channel);
  if (options.method == Method::ppg && options.find_polarity)
    out.polarity = pulse_polarity(channel, segments, options.threads);
  const std::vector<Found> found = find(channel, segments, options, out);
  if (options.method == Method::pan_tompkins && options.find_polarity)
    out.polarity = typical_side(found) < 0 ? Polarity::downward : Polarity::upward;
  const std::vector<double> positions = place(channel, segments, found, options, out.polarity);
  const std::vector<double> quality =
      shape_quality(channel.samples, positions, window_of(positions, options.method, rate), channel.sampling_frequency,
                    options.threads);
  std::size_t last_segment = segments.size();
  std::vector<double> kept;
  for (const std::size_t i : keep(found, positions, quality, rate)) {
    kept.push_back(positions[i]);
    out.times_s.push_back(channel.time_of(positions[i]).count());
    out.quality.push_back(quality[i]);
    out.follows_gap.push_back(found[i].segment != last_segment);
    last_segment = found[i].segment;
  }
  if (options.method == Method::pan_tompkins) doubt_hum(channel, kept, options.threads, out);
  if (out.size() == 0) out.warnings.push_back(fmt::format("{}: no beat was found", channel.name));
  return out;
}

}  // namespace attune::heart
