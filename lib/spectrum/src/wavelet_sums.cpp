#include "wavelet_sums.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attune::spectrum {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// [from, to) of the trial, each end at its nearest sample.
Cells columns_of(const Signals& signals, const eeg::Span& span, const std::string& what) {
  const double rate = signals.sampling_frequency.value();
  const auto column = [&](Milliseconds time) {
    return eeg::nearest_sample(time.count() * rate / 1000.0) - signals.times.first;
  };
  Cells out;
  out.first_sample = column(span.from);
  out.samples = column(span.to) - out.first_sample;
  if (out.samples < 1 || out.first_sample < 0 || out.first_sample + out.samples > signals.times.samples)
    throw usage_error(fmt::format("{} from {} to {} ms: expected a part of the epochs, which go from {} to {} ms", what,
                                  span.from.count(), span.to.count(), signals.times.at(0).count(),
                                  signals.times.at(signals.times.samples).count()));
  return out;
}

Cells cells_of(const Signals& signals, const Region& region, const std::vector<double>& frequencies) {
  Cells out = columns_of(signals, region.times, "region " + in_quotes(region.name));
  const double slack = 1e-9 * frequencies.back();
  const auto low = std::find_if(frequencies.begin(), frequencies.end(),
                                [&](double f) { return f >= region.band.low.value() - slack; }),
             end = std::find_if(frequencies.begin(), frequencies.end(),
                                [&](double f) { return f > region.band.high.value() + slack; });
  if (low >= end)
    throw usage_error(fmt::format("region {}: none of the frequencies lies from {} to {} Hz", in_quotes(region.name),
                                  region.band.low.value(), region.band.high.value()));
  out.first_frequency = low - frequencies.begin();
  out.frequencies = end - low;
  return out;
}

Eigen::Index trial_samples(const Signals& signals) {
  if (!signals.in_trials)
    throw input_error(signals.source, "is a continuous recording; wavelets need epochs, as attune eeg --epochs writes");
  return signals.times.samples;
}

double mean_of(const Eigen::MatrixXd& plane, const Cells& cells) {
  return plane.block(cells.first_sample, cells.first_frequency, cells.samples, cells.frequencies).mean();
}

}  // namespace

Plan::Plan(const Signals& signals, const WaveletOptions& options)
    : transform(trial_samples(signals), signals.sampling_frequency, options.frequencies, options.cycles),
      keep_edges(options.keep_edges) {
  require_confidence(options.confidence);
  for (std::size_t i = 0; i < options.regions.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (options.regions[i].name == options.regions[j].name)
        throw usage_error(fmt::format("two regions are named {}", in_quotes(options.regions[i].name)));
  for (const Condition& condition : signals.conditions)
    if (condition.stretches.empty())
      throw analysis_error(
          fmt::format("{}: condition {} has no trial", describe(signals.source), in_quotes(condition.name)));
  for (const Region& region : options.regions) regions.push_back(cells_of(signals, region, options.frequencies));
  if (options.mode == BaselineMode::none) return;
  if (!options.baseline) throw usage_error("a baseline mode needs a baseline: FROM,TO in ms, as -500,-200");
  baseline = columns_of(signals, *options.baseline, "the baseline");
  baseline.frequencies = transform.frequencies();
  if (options.mode == BaselineMode::zscore && baseline.samples < 2)
    throw usage_error("a z score needs a baseline of two samples or more; give a longer one");
}

void Plan::blank_edges(Eigen::MatrixXd& plane) const {
  if (keep_edges) return;
  for (Eigen::Index k = 0; k < plane.cols(); ++k) {
    const Eigen::Index edge = std::min(plane.rows(), transform.edges()[static_cast<std::size_t>(k)]);
    plane.col(k).head(edge).setConstant(kNone);
    plane.col(k).tail(edge).setConstant(kNone);
  }
}

BlockSums sum_blocks(std::span<const Stretch> trials, Eigen::Index samples, Eigen::Index frequencies,
                     std::size_t quantities,
                     const std::function<void(std::size_t trial, std::vector<Eigen::MatrixXd>& planes)>& add) {
  const std::size_t count = trials.size();
  const std::size_t blocks =
      count < static_cast<std::size_t>(kFewestUnits) ? 1 : std::min(static_cast<std::size_t>(kMostBlocks), count);
  BlockSums out;
  out.total = static_cast<Eigen::Index>(count);
  out.trials.assign(blocks, 0);
  out.planes.assign(blocks, std::vector<Eigen::MatrixXd>(quantities, Eigen::MatrixXd::Zero(samples, frequencies)));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t block = i * blocks / count;
    ++out.trials[block];
    add(i, out.planes[block]);
  }
  return out;
}

std::vector<Eigen::MatrixXd> total_of(const BlockSums& sums) {
  std::vector<Eigen::MatrixXd> out = sums.planes.front();
  for (std::size_t b = 1; b < sums.planes.size(); ++b)
    for (std::size_t q = 0; q < out.size(); ++q) out[q] += sums.planes[b][q];
  return out;
}

RegionValue region_value(const BlockSums& sums, const PlaneOf& plane, const Cells& cells, double confidence) {
  const std::vector<Eigen::MatrixXd> total = total_of(sums);
  RegionValue out;
  const double value = mean_of(plane(total, static_cast<double>(sums.total)), cells);
  std::vector<double> without;
  for (std::size_t b = 0; sums.planes.size() > 1 && b < sums.planes.size(); ++b) {
    std::vector<Eigen::MatrixXd> rest = total;
    for (std::size_t q = 0; q < rest.size(); ++q) rest[q] -= sums.planes[b][q];
    without.push_back(mean_of(plane(rest, static_cast<double>(sums.total - sums.trials[b])), cells));
  }
  out.estimate = jackknife(value, without, sums.trials, false, confidence);
  if (!std::isfinite(out.estimate.value)) {
    out.estimate = {};
    out.reason =
        "a cell has no value: there or in the baseline a wavelet reaches beyond the trial, or there is no activity";
  }
  return out;
}

}  // namespace attune::spectrum
