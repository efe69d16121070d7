#include <fmt/format.h>

#include <cmath>

#include "attune/signal/iir.hpp"
#include "attune/startle/responses.hpp"

namespace attune::startle {
namespace {

constexpr double kLowestRate = 100;     // Hz
constexpr double kHighestShare = 0.45;  // of the sampling frequency
constexpr double kNotchQuality = 30;

}  // namespace

Envelope envelope_of(const physio::Channel& emg, const FilterOptions& options) {
  const double rate = emg.sampling_frequency.value();
  if (rate < kLowestRate)
    throw analysis_error(
        fmt::format("channel {}: sampled at {:g} Hz; an EMG of the eyelid needs at least {:g} Hz, better "
                    "1000",
                    emg.name, rate, kLowestRate));
  Envelope out;
  Hertz low_pass = options.low_pass;
  if (low_pass.value() > kHighestShare * rate) {
    low_pass = Hertz(kHighestShare * rate);
    out.warnings.push_back(
        fmt::format("channel {}: sampled at {:g} Hz, so that the EMG is taken up to {:g} Hz only, not {:g}", emg.name,
                    rate, low_pass.value(), options.low_pass.value()));
  }
  const auto note = [&](const Warnings& more) { out.warnings.insert(out.warnings.end(), more.begin(), more.end()); };
  const signal::Iir band = signal::design_butterworth({4, options.high_pass, low_pass, false}, emg.sampling_frequency);
  const signal::Iir smooth = signal::design_butterworth({2, {}, options.smooth, false}, emg.sampling_frequency);
  out.volts.assign(emg.samples.size(), std::nan(""));
  for (const signal::Segment& stretch : physio::segments_of(emg)) {
    const auto first = static_cast<std::size_t>(stretch.first);
    Eigen::MatrixXd column(stretch.count, 1);
    for (Eigen::Index i = 0; i < stretch.count; ++i) column(i, 0) = emg.samples[first + static_cast<std::size_t>(i)];
    const signal::IirUse use;
    note(signal::filter_columns(band, use, column, options.threads));
    if (options.line)
      note(signal::filter_columns(signal::design_iir_notch(*options.line, kNotchQuality, emg.sampling_frequency), use,
                                  column, options.threads));
    column = column.cwiseAbs().eval();
    note(signal::filter_columns(smooth, use, column, options.threads));
    for (Eigen::Index i = 0; i < stretch.count; ++i) out.volts[first + static_cast<std::size_t>(i)] = column(i, 0);
  }
  return out;
}

}  // namespace attune::startle
