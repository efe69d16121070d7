#include "attune/spectrum/time_frequency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "wavelet_sums.hpp"

namespace attune::spectrum {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

using Planes = std::vector<Eigen::MatrixXd>;

// What the baseline makes of mean power, frequency by frequency.
void apply_baseline(Eigen::MatrixXd& power, BaselineMode mode, const Cells& baseline) {
  if (mode == BaselineMode::none) return;
  for (Eigen::Index k = 0; k < power.cols(); ++k) {
    const Eigen::ArrayXd before = power.col(k).segment(baseline.first_sample, baseline.samples);
    const double mean = before.mean();
    Eigen::ArrayXd values = power.col(k).array();
    if (mode == BaselineMode::ratio) values /= mean;
    if (mode == BaselineMode::decibel) values = 10.0 * (values / mean).log10();
    if (mode == BaselineMode::percent) values = 100.0 * (values - mean) / mean;
    if (mode == BaselineMode::zscore) {
      const double sd = std::sqrt((before - mean).square().sum() / (static_cast<double>(before.size()) - 1.0));
      values = (values - mean) / sd;
    }
    power.col(k) = values;
  }
}

double debiased(double squared, double n) { return n < 2 ? kNone : (n * squared - 1.0) / (n - 1.0); }

// Planes made of the sums of power, cos and sin of a channel's phase.
Eigen::MatrixXd coherence_of(const Planes& sums, double n) {
  return (sums[1].array().square() + sums[2].array().square()).sqrt() / n;
}

Eigen::MatrixXd debiased_of(const Eigen::MatrixXd& coherence, double n) {
  return coherence.unaryExpr([n](double c) { return debiased(c * c, n); });
}

// Sums over the trials of a condition of one channel's power and phases.
BlockSums channel_sums(const Signals& signals, const Condition& condition, Eigen::Index channel, const Plan& plan) {
  WaveletTransform::Workspace workspace = plan.transform.workspace();
  const double rate = signals.sampling_frequency.value();
  return sum_blocks(condition.stretches, plan.transform.samples(), plan.transform.frequencies(), 3,
                    [&](std::size_t trial, Planes& planes) {
                      plan.transform.run(signals.data[condition.stretches[trial].block].row(channel).transpose(),
                                         workspace);
                      const auto& z = workspace.coefficients;
                      planes[0].array() += z.array().abs2() / rate;
                      for (Eigen::Index i = 0; i < z.size(); ++i) {
                        const std::complex<double> value = z.data()[i];
                        const double size = std::abs(value);
                        if (!(size > 0)) continue;
                        planes[1].data()[i] += value.real() / size;
                        planes[2].data()[i] += value.imag() / size;
                      }
                    });
}

void fill_channel(const Signals& signals, const Condition& condition, Eigen::Index channel, const Plan& plan,
                  const WaveletOptions& options, TimeFrequency& out) {
  const BlockSums sums = channel_sums(signals, condition, channel, plan);
  const PlaneOf power = [&](const Planes& planes, double n) {
    Eigen::MatrixXd plane = planes[0] / n;
    plan.blank_edges(plane);
    apply_baseline(plane, options.mode, plan.baseline);
    if (options.mode == BaselineMode::none) plane *= 1e12;
    return plane;
  };
  const PlaneOf coherence = [&](const Planes& planes, double n) {
    Eigen::MatrixXd plane = coherence_of(planes, n);
    plan.blank_edges(plane);
    return plane;
  };
  const PlaneOf unbiased = [&](const Planes& planes, double n) { return debiased_of(coherence(planes, n), n); };
  const auto index = static_cast<std::size_t>(channel);
  const Planes total = total_of(sums);
  out.power[index] = power(total, static_cast<double>(sums.total)).transpose();
  out.coherence[index] = coherence(total, static_cast<double>(sums.total)).transpose();
  for (const Cells& cells : plan.regions) {
    out.region_power[index].push_back(region_value(sums, power, cells, options.confidence));
    out.region_coherence[index].push_back(region_value(sums, coherence, cells, options.confidence));
    out.region_debiased_coherence[index].push_back(region_value(sums, unbiased, cells, options.confidence));
    if (out.trials < 2) out.region_debiased_coherence[index].back() = {{}, "one trial"};
  }
}

TimeFrequency blank(const Signals& signals, const Condition& condition, const Plan& plan) {
  TimeFrequency out;
  const std::size_t channels = signals.channels.size(), regions = plan.regions.size();
  out.condition = condition.name;
  out.trials = static_cast<Eigen::Index>(condition.stretches.size());
  const Eigen::MatrixXd none = Eigen::MatrixXd::Constant(plan.transform.frequencies(), plan.transform.samples(), kNone);
  out.power.assign(channels, none);
  out.coherence.assign(channels, none);
  for (auto* values : {&out.region_power, &out.region_coherence, &out.region_debiased_coherence}) {
    values->resize(channels);
    for (std::size_t c = 0; c < channels; ++c)
      if (signals.bad[c]) (*values)[c].assign(regions, RegionValue{{}, "bad channel"});
  }
  return out;
}

}  // namespace

std::vector<TimeFrequency> time_frequency(const Signals& signals, const WaveletOptions& options) {
  const Plan plan(signals, options);
  std::vector<TimeFrequency> out;
  for (const Condition& condition : signals.conditions) {
    TimeFrequency& found = out.emplace_back(blank(signals, condition, plan));
    parallel::for_each(signals.channels.size(), options.threads, [&](std::size_t channel) {
      if (!signals.bad[channel])
        fill_channel(signals, condition, static_cast<Eigen::Index>(channel), plan, options, found);
    });
  }
  return out;
}

}  // namespace attune::spectrum
