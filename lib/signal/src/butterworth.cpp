#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "attune/signal/iir.hpp"
#include "second_order_sections.hpp"

namespace attune::signal {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kHighestOrder = 20;
// The bilinear transform's rate is free, as it cancels; 2 makes s = 4 tan(pi f / fs).
constexpr double kTwiceRate = 4.0;

double warped(Hertz frequency, Hertz sampling_frequency) {
  return kTwiceRate * std::tan(kPi * (2.0 * frequency.value() / sampling_frequency.value()) / 2.0);
}

void require_inside(Hertz frequency, Hertz sampling_frequency, const char* what) {
  if (!(frequency.value() > 0 && frequency.value() < sampling_frequency.value() / 2.0))
    throw usage_error(fmt::format("{} is {} Hz; expected a frequency between 0 and {} Hz, half the sampling frequency",
                                  what, frequency.value(), sampling_frequency.value() / 2.0));
}

Complex product(const std::vector<Complex>& factors) {
  Complex out = 1.0;
  for (const Complex& factor : factors) out *= factor;
  return out;
}

std::vector<Complex> negated(std::vector<Complex> values) {
  for (Complex& value : values) value = -value;
  return values;
}

// Poles of the low-pass with its -3 dB point at 1: on the left half of the unit circle.
std::vector<Complex> prototype(int order) {
  std::vector<Complex> out;
  for (int m = -order + 1; m < order; m += 2)
    out.push_back(m == 0 ? Complex(-1.0) : -std::exp(Complex(0.0, kPi * m / (2.0 * order))));
  return out;
}

// Both solutions of s^2 - 2 p s + centre^2 = 0 for every p.
std::vector<Complex> around(const std::vector<Complex>& poles, double centre) {
  std::vector<Complex> out;
  for (const double sign : {1.0, -1.0})
    for (const Complex& p : poles) out.push_back(p + sign * std::sqrt(p * p - centre * centre));
  return out;
}

ZeroPoleGain analog(const ButterworthOptions& options, Hertz sampling_frequency) {
  const auto order = static_cast<std::size_t>(options.order);
  const std::vector<Complex> poles = prototype(options.order);
  ZeroPoleGain out;
  if (!options.highpass || !options.lowpass) {
    const double edge = warped(options.lowpass ? *options.lowpass : *options.highpass, sampling_frequency);
    for (const Complex& p : poles) out.poles.push_back(options.lowpass ? edge * p : edge / p);
    out.gain = options.lowpass ? std::pow(edge, options.order) : std::real(1.0 / product(negated(poles)));
    if (!options.lowpass) out.zeros.assign(order, 0.0);
    return out;
  }
  const double low = warped(*options.highpass, sampling_frequency), high = warped(*options.lowpass, sampling_frequency);
  const double width = high - low, centre = std::sqrt(low * high);
  std::vector<Complex> scaled;
  for (const Complex& p : poles) scaled.push_back(options.stop ? (width / 2.0) / p : p * width / 2.0);
  out.poles = around(scaled, centre);
  if (options.stop) {
    out.zeros.assign(order, Complex(0.0, centre));
    out.zeros.insert(out.zeros.end(), order, Complex(0.0, -centre));
    out.gain = std::real(1.0 / product(negated(poles)));
  } else {
    out.zeros.assign(order, 0.0);
    out.gain = std::pow(width, options.order);
  }
  return out;
}

ZeroPoleGain bilinear(const ZeroPoleGain& from) {
  ZeroPoleGain out;
  std::vector<Complex> above, below;
  for (const Complex& z : from.zeros) {
    out.zeros.push_back((kTwiceRate + z) / (kTwiceRate - z));
    above.push_back(kTwiceRate - z);
  }
  for (const Complex& p : from.poles) {
    out.poles.push_back((kTwiceRate + p) / (kTwiceRate - p));
    below.push_back(kTwiceRate - p);
  }
  out.zeros.resize(out.poles.size(), -1.0);  // what was at infinity
  out.gain = from.gain * std::real(product(above) / product(below));
  return out;
}

std::string name_of(const ButterworthOptions& options) {
  if (options.highpass && options.lowpass)
    return fmt::format("Butterworth band {} of order {} from {:.6g} to {:.6g} Hz", options.stop ? "stop" : "pass",
                       options.order, options.highpass->value(), options.lowpass->value());
  return fmt::format("Butterworth {}-pass of order {} at {:.6g} Hz", options.lowpass ? "low" : "high", options.order,
                     (options.lowpass ? *options.lowpass : *options.highpass).value());
}

}  // namespace

Iir design_butterworth(const ButterworthOptions& options, Hertz sampling_frequency) {
  if (options.order < 1 || options.order > kHighestOrder)
    throw usage_error(
        fmt::format("the order of a Butterworth filter is {}; expected 1 to {}", options.order, kHighestOrder));
  if (!(sampling_frequency.value() > 0 && std::isfinite(sampling_frequency.value())))
    throw usage_error(
        fmt::format("the sampling frequency is {} Hz; expected a positive number", sampling_frequency.value()));
  if (!options.highpass && !options.lowpass)
    throw usage_error("a filter has neither a high-pass nor a low-pass frequency; give one or both");
  if (options.highpass) require_inside(*options.highpass, sampling_frequency, "the high-pass frequency");
  if (options.lowpass) require_inside(*options.lowpass, sampling_frequency, "the low-pass frequency");
  const bool band = options.highpass && options.lowpass;
  if (options.stop && !band) throw usage_error("a band stop has one edge only; give both");
  if (band && !(*options.highpass < *options.lowpass))
    throw usage_error(fmt::format("the band from {} to {} Hz is empty; expected the lower frequency first",
                                  options.highpass->value(), options.lowpass->value()));
  Iir out{sections_of(bilinear(analog(options, sampling_frequency))), sampling_frequency, name_of(options), {}};
  if (band) {
    const double low = warped(*options.highpass, sampling_frequency),
                 high = warped(*options.lowpass, sampling_frequency);
    out.centre = sampling_frequency * (std::atan(std::sqrt(low * high) / kTwiceRate) / kPi);
  }
  return out;
}

// Orfanidis, Introduction to Signal Processing (1996), eq. 11.3.4 to 11.3.7 with the bandwidth at -3 dB.
Iir design_iir_notch(Hertz frequency, double quality, Hertz sampling_frequency) {
  require_inside(frequency, sampling_frequency, "the notch");
  if (!(quality > 0 && std::isfinite(quality)))
    throw usage_error(
        fmt::format("the quality of the notch is {}; expected frequency / width, a positive number", quality));
  const double w = 2.0 * frequency.value() / sampling_frequency.value();
  const double root_half = 1.0 / std::sqrt(2.0);
  const double beta = std::sqrt(1.0 - root_half * root_half) / root_half * std::tan(w / quality * kPi / 2.0);
  if (!(beta > 0))
    throw usage_error(
        fmt::format("a notch of quality {} at {} Hz is wider than the spectrum; expected a larger quality", quality,
                    frequency.value()));
  const double gain = 1.0 / (1.0 + beta), cosine = std::cos(w * kPi);
  Iir out;
  out.sections.resize(1, 6);
  out.sections << gain, gain * -2.0 * cosine, gain, 1.0, -2.0 * gain * cosine, 2.0 * gain - 1.0;
  out.sampling_frequency = sampling_frequency;
  out.name = fmt::format("notch at {:.6g} Hz, {:.6g} Hz wide", frequency.value(), frequency.value() / quality);
  out.centre = frequency;
  return out;
}

}  // namespace attune::signal
