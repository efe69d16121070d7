#include "attune/signal/resample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "attune/signal/fir_blocks.hpp"
#include "channel_view.hpp"

namespace attune::signal {
namespace {

constexpr double kLargestTerm = 100000;
constexpr double kRatioTolerance = 1e-12;

struct Ratio {
  Eigen::Index up = 1, down = 1;
};

// The first convergent of the continued fraction that is within the tolerance.
Ratio ratio_of(Hertz from, Hertz to) {
  const double wanted = to / from;
  double p0 = 1, q0 = 0, p1 = std::floor(wanted), q1 = 1, rest = wanted - p1;
  while (!(p1 > 0 && std::abs(p1 / q1 - wanted) <= kRatioTolerance * wanted)) {
    const double whole = rest > 0 ? std::floor(1.0 / rest) : kLargestTerm;
    const double p2 = whole * p1 + p0, q2 = whole * q1 + q0;
    if (!(p2 <= kLargestTerm && q2 <= kLargestTerm))
      throw usage_error(fmt::format("{} to {} Hz is no ratio of two whole numbers up to {}; choose a frequency that is",
                                    from.value(), to.value(), kLargestTerm));
    rest = 1.0 / rest - whole;
    p0 = p1, q0 = q1, p1 = p2, q1 = q2;
  }
  return {static_cast<Eigen::Index>(p1), static_cast<Eigen::Index>(q1)};
}

// One new sample is a sum over every up-th tap: those sums are made 1, so that a constant keeps its value.
void normalise_phases(Eigen::VectorXd& taps, Eigen::Index up) {
  for (Eigen::Index phase = 0; phase < up; ++phase) {
    double sum = 0.0;
    for (Eigen::Index k = phase; k < taps.size(); k += up) sum += taps(k);
    for (Eigen::Index k = phase; k < taps.size(); k += up) taps(k) /= sum;
  }
}

// The taps of every phase side by side, the earliest old sample's first.
Eigen::MatrixXd phases_of(const Resampler& r) {
  const Eigen::Index longest = (r.filter.taps.size() + r.up - 1) / r.up;
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(longest, r.up);
  for (Eigen::Index k = 0; k < r.filter.taps.size(); ++k) out(longest - 1 - k / r.up, k % r.up) = r.filter.taps(k);
  return out;
}

void resample_segment(const Resampler& r, const Eigen::MatrixXd& phases, std::span<const double> from,
                      std::span<double> to) {
  const auto count = static_cast<Eigen::Index>(from.size());
  const Eigen::Index middle = r.filter.taps.size() / 2;
  for (std::size_t k = 0; k < to.size(); ++k) {
    const Eigen::Index at = static_cast<Eigen::Index>(k) * r.down + middle;
    const Eigen::Index earliest = at / r.up - phases.rows() + 1;
    const auto taps = phases.col(at % r.up);
    if (earliest >= 0 && earliest + phases.rows() <= count) {
      to[k] = taps.dot(Eigen::Map<const Eigen::VectorXd>(from.data() + earliest, phases.rows()));
      continue;
    }
    double sum = 0.0;
    for (Eigen::Index q = 0; q < phases.rows(); ++q) {
      const PaddedSample p = padded_sample(earliest + q, count, r.padding, phases.rows());
      sum += taps(q) * (p.weight * from[static_cast<std::size_t>(p.sample)] +
                        p.mirrored_weight * from[static_cast<std::size_t>(p.mirrored)]);
    }
    to[k] = sum;
  }
}

}  // namespace

Eigen::Index Resampler::length(Eigen::Index samples) const { return (samples * up + down - 1) / down; }

Resampler design_resampler(Hertz from, Hertz to, const ResampleOptions& options) {
  for (const Hertz frequency : {from, to})
    if (!(frequency.value() > 0 && std::isfinite(frequency.value())))
      throw usage_error(fmt::format("a sampling frequency is {} Hz; expected a positive number", frequency.value()));
  if (!(options.transition > 0 && options.transition < 1))
    throw usage_error(fmt::format(
        "the transition is {} of the lower Nyquist frequency; expected a part between 0 and 1", options.transition));
  const Ratio ratio = ratio_of(from, to);
  Resampler out{ratio.up, ratio.down, from, to, {}, options.padding, options.short_segments};
  if (ratio.up == 1 && ratio.down == 1) {
    out.filter = Fir{Eigen::VectorXd::Ones(1), from, options.window, {}};
    return out;
  }
  const double nyquist = std::min(from, to).value() / 2.0;
  FirOptions filter;
  filter.lowpass = Hertz(nyquist * (1.0 - options.transition));
  filter.lowpass_transition = Hertz(nyquist * options.transition);
  filter.window = options.window;
  out.filter = design_fir(filter, from * static_cast<double>(ratio.up));
  normalise_phases(out.filter.taps, ratio.up);
  return out;
}

Resampled resample_columns(const Resampler& r, const Eigen::Ref<const Eigen::MatrixXd>& columns,
                           std::span<const Segment> segments, parallel::Threads threads) {
  // The view is only read.
  const ChannelView view{const_cast<double*>(columns.data()), columns.rows(), columns.cols(), 1, columns.outerStride()};
  require_inside(segments, view.samples);
  const Eigen::MatrixXd phases = phases_of(r);
  Resampled out;
  out.warnings = judge_short_segments(segments, phases.rows(), r.from, r.short_segments);
  require_finite(view, segments, threads);
  Eigen::Index samples = 0;
  for (const Segment& segment : segments) {
    out.segments.push_back({samples, r.length(segment.count)});
    samples += out.segments.back().count;
  }
  out.columns.resize(samples, columns.cols());
  parallel::for_each(static_cast<std::size_t>(columns.cols()), threads, [&](std::size_t item) {
    const auto c = static_cast<Eigen::Index>(item);
    for (std::size_t s = 0; s < segments.size(); ++s)
      resample_segment(
          r, phases, {columns.col(c).data() + segments[s].first, static_cast<std::size_t>(segments[s].count)},
          {out.columns.col(c).data() + out.segments[s].first, static_cast<std::size_t>(out.segments[s].count)});
  });
  return out;
}

Resampled resample_columns(const Resampler& resampler, const Eigen::Ref<const Eigen::MatrixXd>& columns,
                           parallel::Threads threads) {
  const std::array<Segment, 1> whole{Segment{0, columns.rows()}};
  return resample_columns(resampler, columns, whole, threads);
}

double resampled_position(double sample, std::span<const Segment> before, std::span<const Segment> after,
                          const Resampler& resampler) {
  if (before.size() != after.size()) throw Error(Fault::internal, "segments before and after resampling differ");
  const double ratio = static_cast<double>(resampler.up) / static_cast<double>(resampler.down);
  std::size_t own = 0;
  while (own + 1 < before.size() && static_cast<double>(before[own + 1].first) <= sample) ++own;
  if (before.empty()) return sample * ratio;
  return static_cast<double>(after[own].first) + (sample - static_cast<double>(before[own].first)) * ratio;
}

std::string report(const Resampler& r) {
  if (r.up == r.down) return fmt::format("{:.6g} Hz as it is", r.from.value());
  return fmt::format("{:.6g} to {:.6g} Hz, {} / {}, polyphase; anti-alias filter: {}", r.from.value(), r.to.value(),
                     r.up, r.down, describe(r.filter));
}

}  // namespace attune::signal
