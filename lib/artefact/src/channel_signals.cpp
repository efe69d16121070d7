#include "channel_signals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/artefact/robust.hpp"
#include "attune/signal/apply_fir.hpp"
#include "attune/signal/fir.hpp"

namespace attune::artefact {
namespace {

constexpr Eigen::Index kBlock = 8;  // channels: one cache line of a column of `Recording::data`
constexpr double kSpread = std::numeric_limits<double>::infinity();  // in place of what is not below a limit

std::vector<double> values_of(const Eigen::Ref<const Eigen::VectorXd>& column) {
  return {column.data(), column.data() + column.size()};
}

Eigen::MatrixXd gather(const eeg::Recording& recording, const Examined& examined, Eigen::Index first,
                       Eigen::Index count) {
  Eigen::MatrixXd out(recording.data.cols(), count);
  for (Eigen::Index s = 0; s < out.rows(); ++s)
    for (Eigen::Index c = 0; c < count; ++c)
      out(s, c) = recording.data(examined.rows[static_cast<std::size_t>(first + c)], s);
  return out;
}

// False if the median absolute deviation cannot be below `flat`: then half of the values would lie within 2 `flat` of
// each other, and at least a quarter of all would be that close to one of the two values before them.
bool may_be_silent(const Eigen::Ref<const Eigen::VectorXd>& values, double flat) {
  Eigen::Index close = 0;
  for (Eigen::Index i = 2; i < values.size(); ++i)
    close += static_cast<Eigen::Index>(std::abs(values[i] - values[i - 1]) <= 2 * flat) |
             static_cast<Eigen::Index>(std::abs(values[i] - values[i - 2]) <= 2 * flat);
  return 4 * (close + 3) >= values.size();
}

double absolute_spread(const Eigen::Ref<const Eigen::VectorXd>& values, double flat) {
  return may_be_silent(values, flat) ? median_absolute_deviation(values_of(values)) : kSpread;
}

RawFacts facts_of(const Eigen::Ref<const Eigen::VectorXd>& column, const Examined& examined, double flat) {
  RawFacts out;
  out.not_finite = column.size() - column.array().isFinite().count();
  if (out.not_finite > 0) return out;
  const double centre = column.mean();
  const double deviation = std::sqrt((column.array() - centre).square().mean());
  out.spread = std::min(deviation, absolute_spread(column, flat));
  for (const Window& window : examined.windows)
    out.dropout.push_back(absolute_spread(column.segment(window.first, window.count), flat) < flat);
  return out;
}

// Takes the low-passed signal of a block of high-passed channels and measures both.
void measure_block(Eigen::MatrixXd block, Eigen::Index first, const signal::Fir* lowpass, const Examined& examined,
                   ChannelSignals& out, parallel::Threads threads) {
  parallel::for_each(static_cast<std::size_t>(block.cols()), threads, [&](std::size_t c) {
    const auto column = static_cast<Eigen::Index>(c);
    out.amplitude[first + column] = robust_deviation(values_of(block.col(column)));
  });
  Eigen::MatrixXd above = block;
  if (lowpass) signal::filter_columns(*lowpass, {}, block, examined.segments, threads);
  above -= block;
  parallel::for_each(static_cast<std::size_t>(block.cols()), threads, [&](std::size_t c) {
    const auto column = static_cast<Eigen::Index>(c);
    if (lowpass)
      out.noise_ratio[first + column] = median_absolute_deviation(values_of(above.col(column))) /
                                        median_absolute_deviation(values_of(block.col(column)));
    for (std::size_t s = 0; s < examined.segments.size(); ++s) {
      const signal::Segment &all = examined.segments[s], &thin = examined.thin_segments[s];
      for (Eigen::Index i = 0; i < thin.count; ++i)
        out.columns(thin.first + i, first + column) = block(all.first + i * examined.step, column);
    }
  });
}

ChannelSignals empty_signals(const Examined& examined) {
  const auto channels = static_cast<Eigen::Index>(examined.size());
  const signal::Segment& last = examined.thin_segments.back();
  constexpr double kNone = ChannelMeasures::kNone;
  return {Eigen::MatrixXd(last.first + last.count, channels), Eigen::VectorXd::Constant(channels, kNone),
          Eigen::VectorXd::Constant(channels, kNone)};
}

std::optional<signal::Fir> lowpass_of(const eeg::Recording& recording, const Examined& examined,
                                      const BadChannelOptions& options) {
  if (!examined.has_lowpass) return std::nullopt;
  signal::FirOptions fir;
  fir.lowpass = options.lowpass;
  fir.lowpass_transition = options.lowpass * 0.1;
  return signal::design_fir(fir, recording.sampling_frequency);
}

}  // namespace

ChannelSignals filter_channels(const eeg::Recording& recording, const Examined& examined,
                               const BadChannelOptions& options, bool keep, HighPassed& kept, Warnings& warnings,
                               parallel::Threads threads) {
  signal::FirOptions highpass_options;
  highpass_options.highpass = options.highpass;
  const signal::Fir highpass = signal::design_fir(highpass_options, recording.sampling_frequency);
  const std::optional<signal::Fir> lowpass = lowpass_of(recording, examined, options);
  ChannelSignals out = empty_signals(examined);
  const auto channels = static_cast<Eigen::Index>(examined.size());
  kept.facts.assign(examined.size(), {});
  for (Eigen::Index first = 0; first < channels; first += kBlock) {
    Eigen::MatrixXd block = gather(recording, examined, first, std::min(kBlock, channels - first));
    parallel::for_each(static_cast<std::size_t>(block.cols()), threads, [&](std::size_t c) {
      const auto column = static_cast<Eigen::Index>(c);
      RawFacts facts = facts_of(block.col(column), examined, options.flat.value());
      if (facts.not_finite > 0 || facts.spread < options.flat.value()) block.col(column).setZero();
      kept.facts[static_cast<std::size_t>(first) + c] = std::move(facts);
    });
    const Warnings said = signal::filter_columns(highpass, {}, block, examined.segments, threads);
    if (first == 0) warnings.insert(warnings.end(), said.begin(), said.end());
    if (keep) kept.blocks.push_back(block);
    measure_block(std::move(block), first, lowpass ? &*lowpass : nullptr, examined, out, threads);
  }
  return out;
}

ChannelSignals below_lowpass(const HighPassed& highpassed, const Eigen::VectorXd& reference,
                             const eeg::Recording& recording, const Examined& examined,
                             const BadChannelOptions& options, parallel::Threads threads) {
  const std::optional<signal::Fir> lowpass = lowpass_of(recording, examined, options);
  ChannelSignals out = empty_signals(examined);
  Eigen::Index first = 0;
  for (const Eigen::MatrixXd& block : highpassed.blocks) {
    measure_block(block.colwise() - reference, first, lowpass ? &*lowpass : nullptr, examined, out, threads);
    first += block.cols();
  }
  return out;
}

}  // namespace attune::artefact
