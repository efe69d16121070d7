#include "measured_wave.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "attune/erp/peak.hpp"

namespace attune::transfer {
namespace {

constexpr double kFineRate = 16'000;

}  // namespace

MeasuredWave ideal_wave(const SyntheticComponent& component, const eeg::EpochOptions& epoching) {
  MeasuredWave out;
  const auto sample_of = [](Milliseconds time) { return eeg::nearest_sample(time.count() * kFineRate / 1000.0); };
  out.times.sampling_frequency = Hertz(kFineRate);
  out.times.first = sample_of(epoching.from);
  out.times.samples = sample_of(epoching.to) - out.times.first + 1;
  out.values.resize(out.times.samples);
  for (Eigen::Index i = 0; i < out.times.samples; ++i) out.values(i) = value_at(component, out.times.at(i));
  if (epoching.baseline) {
    const Eigen::Index first = std::max<Eigen::Index>(sample_of(epoching.baseline->from) - out.times.first, 0);
    const Eigen::Index end = std::min(sample_of(epoching.baseline->to) - out.times.first, out.times.samples);
    if (end > first) out.values.array() -= out.values.segment(first, end - first).mean();
  }
  return out;
}

Form form_of(const eeg::TimeAxis& times, const Eigen::RowVectorXd& values, erp::Polarity polarity) {
  const erp::Waveform waveform{{values.data(), static_cast<std::size_t>(values.size())}, times};
  const erp::Window whole{times.at(0), times.at(times.samples - 1)};
  const erp::PeakOptions options{polarity, 0};
  Form out;
  out.width_ms = erp::fractional_peak_offset(waveform, whole, options, 0.5).value -
                 erp::fractional_peak_onset(waveform, whole, options, 0.5).value;
  const double sign = polarity == erp::Polarity::positive ? 1.0 : -1.0;
  Eigen::Index column = 0;
  out.height = (sign * values).maxCoeff(&column);
  out.top = times.at(column);
  out.undershoot_percent = 100.0 * std::max(-(sign * values).minCoeff(), 0.0) / out.height;
  return out;
}

}  // namespace attune::transfer
