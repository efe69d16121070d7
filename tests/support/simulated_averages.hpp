#pragma once

#include <Eigen/Dense>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <optional>
#include <string>
#include <unsupported/Eigen/FFT>
#include <vector>

#include "attune/eeg/time_axis.hpp"
#include "attune/erp/measure.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::test {

/// A component as people have it: a Gaussian whose latency and amplitude differ from person to person.
struct PlantedComponent {
  std::string name;
  double latency_ms, between_sd_ms, width_ms;  ///< width: the Gaussian's standard deviation
  double amplitude_uv, amplitude_sd_uv;
  erp::Component measured, onset;  ///< windows of peak and area, and of the fractional onset, as the presets have them
};
inline PlantedComponent planted_n170() {
  const auto negative = erp::Polarity::negative;
  return {"N170",
          130,
          8,
          14,
          -5,
          2,
          {"", {Milliseconds(110), Milliseconds(150)}, negative},
          {"", {Milliseconds(110), Milliseconds(150)}, negative, Milliseconds(10)}};
}
inline PlantedComponent planted_n400() {
  const auto negative = erp::Polarity::negative;
  return {"N400",
          385,
          18,
          70,
          -7,
          2.5,
          {"", {Milliseconds(300), Milliseconds(500)}, negative},
          {"", {Milliseconds(300), Milliseconds(500)}, negative, Milliseconds(200)}};
}
inline PlantedComponent planted_p3() {
  const auto positive = erp::Polarity::positive;
  return {"P3",
          410,
          40,
          75,
          7,
          2.5,
          {"", {Milliseconds(300), Milliseconds(600)}, positive},
          {"", {Milliseconds(300), Milliseconds(600)}, positive, Milliseconds(200)}};
}

/// The component looked for in windows so wide that a group 40 ms later stays inside.
inline PlantedComponent widely(PlantedComponent planted) {
  const auto window = [](double from, double to) { return erp::Window{Milliseconds(from), Milliseconds(to)}; };
  const double later = 40, reach = std::max(2.5 * planted.width_ms, 2 * planted.between_sd_ms);
  planted.measured.window = window(planted.latency_ms - reach, planted.latency_ms + later + reach);
  planted.onset.window = planted.measured.window;
  planted.onset.search_from = Milliseconds(planted.latency_ms - 2 * reach);
  return planted;
}

/// The noise of a single trial: 85 % of its variance an Ornstein-Uhlenbeck process whose samples at 256 Hz are AR(1)
/// with 0.95 and 15 % an alpha rhythm of 10 (SD 1) Hz; or 1/f from 0.1 Hz on.
enum class TrialNoise { autoregressive, one_over_f };
inline std::string name_of(TrialNoise noise) { return noise == TrialNoise::autoregressive ? "AR" : "1/f"; }

struct AverageSettings {
  TrialNoise noise = TrialNoise::autoregressive;
  double rate_hz = 250;
  double trial_sd_uv = 12;  ///< of a single trial; of 1/f noise between 0.1 and 125 Hz, at every rate
  int trials = 40;          ///< averaged: the noise of the average is Gaussian with 1 / trials of the variance
  std::optional<double> low_pass_hz{};  ///< Gaussian, zero phase, half amplitude here; of noise and component alike
};

/// Averages of simulated people, -200 to 800 ms, baseline (-200 to 0 ms) taken off: people x samples, volts. Noise is
/// drawn by its exact spectrum on a circle of some four seconds, of which an epoch is the first second.
class SimulatedAverages {
 public:
  explicit SimulatedAverages(const AverageSettings& settings) : settings_(settings) {
    const double rate = settings.rate_hz;
    const auto at = [&](double ms) { return eeg::nearest_sample(ms * rate / 1000); };
    times_ = {Hertz(rate), at(-200), at(800) - at(-200) + 1};
    baseline_ = 1 - times_.first;
    circle_ = 1;
    while (circle_ < 4 * static_cast<Eigen::Index>(rate)) circle_ *= 2;
    for (Eigen::Index k = 0; k < circle_; ++k) {
      const double f = rate * static_cast<double>(std::min(k, circle_ - k)) / static_cast<double>(circle_);
      scale_.push_back(std::sqrt(density(f) * rate / static_cast<double>(circle_)) * response(f));
    }
  }

  const eeg::TimeAxis& times() const { return times_; }

  /// One-sided power density of a single trial's noise before the low-pass, in uV^2 a hertz; 0 at 0 Hz for 1/f.
  double density(double hertz) const {
    const double variance = settings_.trial_sd_uv * settings_.trial_sd_uv;
    if (settings_.noise == TrialNoise::one_over_f) return hertz < 0.1 ? 0 : variance / std::log(125 / 0.1) / hertz;
    const double rho = std::pow(0.95, 256 / settings_.rate_hz);
    const std::complex<double> turn = std::polar(1.0, -2 * std::numbers::pi * hertz / settings_.rate_hz);
    const double ar = 2 * (1 - rho * rho) / settings_.rate_hz / std::norm(1.0 - rho * turn);
    const double alpha = std::exp(-0.5 * (hertz - 10) * (hertz - 10)) / std::sqrt(2 * std::numbers::pi);
    return variance * (0.85 * ar + 0.15 * alpha);
  }

  /// Noise of the averages of `people`, baseline not taken off.
  Eigen::MatrixXd noise(Eigen::Index people, parallel::Stream& stream) const {
    Eigen::MatrixXd out(people, times_.samples);
    std::vector<std::complex<double>> spectrum(scale_.size()), wave(scale_.size());
    Eigen::FFT<double> fft;  // of its own, so that threads may draw at once
    const double volts = 1e-6 / std::sqrt(static_cast<double>(settings_.trials) * 2);
    for (Eigen::Index p = 0; p < people; p += 2) {  // real and imaginary parts are independent
      for (std::size_t k = 0; k < scale_.size(); ++k) {
        const double re = stream.normal(), im = stream.normal();
        spectrum[k] = scale_[k] * volts * std::complex<double>(re, im);
      }
      fft.fwd(wave, spectrum);
      for (Eigen::Index t = 0; t < times_.samples; ++t) {
        out(p, t) = wave[static_cast<std::size_t>(t)].real();
        if (p + 1 < people) out(p + 1, t) = wave[static_cast<std::size_t>(t)].imag();
      }
    }
    return out;
  }

  /// Adds to every person's noise a component of their own, `shift_ms` later than planted, and takes the baseline off.
  void add(Eigen::MatrixXd& waves, const PlantedComponent& component, double shift_ms, parallel::Stream& stream) const {
    const double blur = low_pass_sd_ms();
    const double width = std::hypot(component.width_ms, blur);
    for (Eigen::Index p = 0; p < waves.rows(); ++p) {
      const double latency = component.latency_ms + shift_ms + component.between_sd_ms * stream.normal();
      const double height =
          (component.amplitude_uv + component.amplitude_sd_uv * stream.normal()) * 1e-6 * component.width_ms / width;
      for (Eigen::Index t = 0; t < waves.cols(); ++t) {
        const double z = (times_.at(t).count() - latency) / width;
        waves(p, t) += height * std::exp(-0.5 * z * z);
      }
      waves.row(p).array() -= waves.row(p).head(baseline_).mean();
    }
  }

  /// A group of people: noise and component.
  Eigen::MatrixXd people(Eigen::Index n, const PlantedComponent& component, double shift_ms,
                         parallel::Stream& stream) const {
    Eigen::MatrixXd waves = noise(n, stream);
    add(waves, component, shift_ms, stream);
    return waves;
  }

 private:
  /// The Gaussian low-pass is a Gaussian in time too, this wide; 0 without one.
  double low_pass_sd_ms() const {
    if (!settings_.low_pass_hz) return 0;
    return 1000 * std::sqrt(2 * std::numbers::ln2) / (2 * std::numbers::pi * *settings_.low_pass_hz);
  }
  double response(double hertz) const {
    return settings_.low_pass_hz ? std::exp2(-hertz * hertz / (*settings_.low_pass_hz * *settings_.low_pass_hz)) : 1;
  }

  AverageSettings settings_;
  eeg::TimeAxis times_;
  Eigen::Index baseline_ = 0, circle_ = 0;
  std::vector<double> scale_;
};

}  // namespace attune::test
