#include "attune/spectrum/power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/spectrum/jackknife.hpp"
#include "segment_power.hpp"

namespace attune::spectrum {
namespace {

// Channels whose values share a cache line where data are channels x samples; also what a thread takes at a time.
constexpr std::size_t kChannelsTogether = 8;

// A segment that is used, and the unit it belongs to.
struct Piece {
  std::size_t block;
  Eigen::Index first, unit;
};

struct Pieces {
  std::vector<Piece> kept;
  Eigen::Index units = 0, not_finite = 0, rejected = 0;
};

void check(const PowerOptions& options) {
  if (options.window && !(options.window->count() > 0))
    throw usage_error(fmt::format("a window of {} s; expected one above 0, as 2", options.window->count()));
  if (!(options.overlap >= 0 && options.overlap < 1))
    throw usage_error(fmt::format("an overlap of {}; expected a share from 0 to below 1, as 0.5", options.overlap));
  if (options.reject && !(options.reject->value() > 0))
    throw usage_error(fmt::format("a limit of {} uV; expected one above 0, as 150", options.reject->value()));
}

// Fewer have no spectrum to speak of.
constexpr Eigen::Index kFewestSamples = 4;

Eigen::Index segment_length(const Signals& signals, const PowerOptions& options) {
  if (!options.window && signals.in_trials) return std::max(kFewestSamples, signals.times.samples);
  const double exact = options.window.value_or(Seconds(2)).count() * signals.sampling_frequency.value();
  if (!(exact < 1e9)) throw usage_error("a window of more than 1e9 samples");
  return std::max(kFewestSamples, eeg::nearest_sample(exact));
}

enum class Verdict { good, not_finite, rejected };
Verdict judge(const Signals& signals, const std::vector<Eigen::Index>& good, std::size_t block, Eigen::Index first,
              Eigen::Index length, const std::optional<Microvolts>& reject) {
  const Eigen::MatrixXd& data = signals.data[block];
  Eigen::ArrayXd low = Eigen::ArrayXd::Constant(data.rows(), std::numeric_limits<double>::infinity()), high = -low;
  for (Eigen::Index t = first; t < first + length; ++t)
    for (const Eigen::Index c : good) {
      const double value = data(c, t);
      if (!std::isfinite(value)) return Verdict::not_finite;
      low(c) = std::min(low(c), value);
      high(c) = std::max(high(c), value);
    }
  if (!reject) return Verdict::good;
  for (const Eigen::Index c : good)
    if (high(c) - low(c) > Volts(*reject).value()) return Verdict::rejected;
  return Verdict::good;
}

Pieces pieces_of(const Signals& signals, const Condition& condition, const std::vector<Eigen::Index>& good,
                 Eigen::Index length, Eigen::Index step, const PowerOptions& options) {
  Pieces out;
  for (const Stretch& stretch : condition.stretches) {
    const std::size_t before = out.kept.size();
    for (Eigen::Index start = 0; start + length <= stretch.samples.count; start += step) {
      const Eigen::Index first = stretch.samples.first + start;
      const Verdict verdict = judge(signals, good, stretch.block, first, length, options.reject);
      if (verdict == Verdict::not_finite) ++out.not_finite;
      if (verdict == Verdict::rejected) ++out.rejected;
      if (verdict == Verdict::good) out.kept.push_back({stretch.block, first, out.units});
      if (!signals.in_trials && verdict == Verdict::good) ++out.units;
    }
    if (signals.in_trials && out.kept.size() > before) ++out.units;
  }
  return out;
}

std::string place_of(const Signals& signals, const std::string& condition) {
  return fmt::format("{}{}", describe(signals.source),
                     condition.empty() ? "" : fmt::format(": condition {}", in_quotes(condition)));
}

// Before the tapers of a length that fits nowhere are made: they may need more memory than there is.
void require_room(const Signals& signals, const Condition& condition, Eigen::Index length) {
  Eigen::Index longest = 0;
  for (const Stretch& stretch : condition.stretches) longest = std::max(longest, stretch.samples.count);
  if (longest >= length) return;
  const double rate = signals.sampling_frequency.value();
  throw analysis_error(fmt::format(
      "{}: no segment of {} s fits, the longest stretch is {} s; use a shorter window or longer trials",
      place_of(signals, condition.name), static_cast<double>(length) / rate, static_cast<double>(longest) / rate));
}

void require_pieces(const Pieces& pieces, const Signals& signals, const std::string& condition) {
  if (!pieces.kept.empty()) return;
  throw analysis_error(fmt::format("{}: no segment is left: {} have values that are not finite, {} exceed the limit",
                                   place_of(signals, condition), pieces.not_finite, pieces.rejected));
}

// Sums of the pieces' densities, block by block, of some neighbouring channels.
void add_up(const Signals& signals, const SegmentPower& estimator, const std::vector<Piece>& pieces,
            const std::vector<std::size_t>& block_of, std::span<const Eigen::Index> channels,
            std::vector<Eigen::MatrixXd>& sums) {
  SegmentPower::Workspace workspace(estimator);
  Eigen::MatrixXd samples(estimator.length(), static_cast<Eigen::Index>(channels.size()));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Eigen::MatrixXd& data = signals.data[pieces[i].block];
    for (Eigen::Index t = 0; t < estimator.length(); ++t)
      for (std::size_t c = 0; c < channels.size(); ++c)
        samples(t, static_cast<Eigen::Index>(c)) = data(channels[c], pieces[i].first + t);
    Eigen::MatrixXd& sum = sums[block_of[i]];
    for (std::size_t c = 0; c < channels.size(); ++c)
      sum.row(channels[c]) += estimator.density(samples.col(static_cast<Eigen::Index>(c)), workspace).transpose();
  }
}

Power condition_power(const Signals& signals, const Condition& condition, const std::vector<Eigen::Index>& good,
                      const SegmentPower& estimator, Eigen::Index step, const PowerOptions& options) {
  const Pieces pieces = pieces_of(signals, condition, good, estimator.length(), step, options);
  require_pieces(pieces, signals, condition.name);
  Power out;
  out.condition = condition.name;
  out.frequencies = estimator.frequencies();
  out.ends_at_nyquist = estimator.length() % 2 == 0;
  out.segments = static_cast<Eigen::Index>(pieces.kept.size());
  out.not_finite = pieces.not_finite;
  out.rejected = pieces.rejected;
  out.units = pieces.units;
  out.length = Seconds(static_cast<double>(estimator.length()) / signals.sampling_frequency.value());
  const Eigen::Index blocks = pieces.units < kFewestUnits ? 1 : std::min(kMostBlocks, pieces.units);
  std::vector<std::size_t> block_of;
  std::vector<Eigen::Index> counts(static_cast<std::size_t>(blocks), 0);
  for (const Piece& piece : pieces.kept) {
    block_of.push_back(static_cast<std::size_t>(piece.unit * blocks / pieces.units));
    ++counts[block_of.back()];
  }
  const auto rows = static_cast<Eigen::Index>(signals.channels.size());
  std::vector<Eigen::MatrixXd> sums(static_cast<std::size_t>(blocks),
                                    Eigen::MatrixXd::Zero(rows, out.frequencies.size()));
  parallel::for_chunks(good.size(), kChannelsTogether, options.threads, [&](std::size_t begin, std::size_t end) {
    add_up(signals, estimator, pieces.kept, block_of, std::span(good).subspan(begin, end - begin), sums);
  });
  out.density = Eigen::MatrixXd::Zero(rows, out.frequencies.size());
  for (const Eigen::MatrixXd& sum : sums) out.density += sum;
  out.density /= static_cast<double>(out.segments);
  for (std::size_t c = 0; c < signals.channels.size(); ++c)
    if (signals.bad[c])
      out.density.row(static_cast<Eigen::Index>(c)).setConstant(std::numeric_limits<double>::quiet_NaN());
  if (blocks == 1) return out;
  for (std::size_t b = 0; b < sums.size(); ++b) out.blocks.push_back(sums[b] / static_cast<double>(counts[b]));
  out.block_segments = std::move(counts);
  return out;
}

}  // namespace

std::vector<Power> power(const Signals& signals, const PowerOptions& options) {
  check(options);
  const Eigen::Index length = segment_length(signals, options);
  for (const Condition& condition : signals.conditions) require_room(signals, condition, length);
  const SegmentPower estimator(length, signals.sampling_frequency, options);
  const double step = (options.method == Method::welch ? 1.0 - options.overlap : 1.0) * static_cast<double>(length);
  std::vector<Eigen::Index> good;
  for (std::size_t c = 0; c < signals.bad.size(); ++c)
    if (!signals.bad[c]) good.push_back(static_cast<Eigen::Index>(c));
  std::vector<Power> out;
  for (const Condition& condition : signals.conditions)
    out.push_back(condition_power(signals, condition, good, estimator,
                                  std::max<Eigen::Index>(1, static_cast<Eigen::Index>(std::ceil(step - 1e-9))),
                                  options));
  return out;
}

}  // namespace attune::spectrum
