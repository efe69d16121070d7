#include "attune/spectrum/wavelets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "attune/base/error.hpp"
#include "attune/base/number_text.hpp"

namespace attune::spectrum {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kSupport = 5.0;     // standard deviations of the envelope on either side
constexpr double kEdge = 2.0;        // of them that must lie within the trial
constexpr std::size_t kMost = 1000;  // frequencies

double number_in(std::string_view text, std::string_view all) {
  const auto value = parse_double(text);
  if (!value || !(*value > 0) || !(*value < 1e6))
    throw usage_error(
        fmt::format("frequencies {}: {} is not a frequency in Hz; expected FIRST:LAST:STEP or a list, as "
                    "4:30:1 or 6,10,20",
                    in_quotes(all), in_quotes(text)));
  return *value;
}

std::vector<std::string_view> parts_of(std::string_view text, char between) {
  std::vector<std::string_view> out;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find(between, start), text.size());
    out.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return out;
}

Eigen::Index longest_half(const std::vector<double>& frequencies, const std::vector<double>& cycles, double rate) {
  double most = 0;
  for (std::size_t k = 0; k < frequencies.size(); ++k)
    most = std::max(most, (cycles.size() == 1 ? cycles[0] : cycles[k]) / (2 * kPi * frequencies[k]));
  if (!(kSupport * most * rate < 1e8)) throw usage_error("a wavelet of more than 1e8 samples; use higher frequencies");
  return static_cast<Eigen::Index>(std::ceil(kSupport * most * rate));
}

void check(const std::vector<double>& frequencies, const std::vector<double>& cycles, double rate) {
  if (frequencies.empty()) throw usage_error("no frequency is given; expected FIRST:LAST:STEP or a list, as 4:30:1");
  if (cycles.size() != 1 && cycles.size() != frequencies.size())
    throw usage_error(fmt::format("{} numbers of cycles for {} frequencies; expected one, or one a frequency",
                                  cycles.size(), frequencies.size()));
  for (const double c : cycles)
    if (!(c > 0 && c <= 1000)) throw usage_error(fmt::format("{} cycles; expected a number above 0, as 5", c));
  if (!(frequencies.back() < 0.5 * rate))
    throw usage_error(fmt::format("a frequency of {} Hz at {} samples a second; expected all below half of that",
                                  frequencies.back(), rate));
}

}  // namespace

Seconds wavelet_sd(Hertz frequency, double cycles) { return Seconds(cycles / (2 * kPi * frequency.value())); }

Eigen::VectorXcd morlet_wavelet(Hertz frequency, double cycles, Hertz rate) {
  const double sd = wavelet_sd(frequency, cycles).count();
  const auto half = static_cast<Eigen::Index>(std::ceil(kSupport * sd * rate.value())) - 1;
  const double offset = std::exp(-0.5 * cycles * cycles);
  Eigen::VectorXcd out(2 * half + 1);
  for (Eigen::Index k = -half; k <= half; ++k) {
    const double t = static_cast<double>(k) / rate.value();
    const std::complex<double> wave = std::polar(1.0, 2 * kPi * frequency.value() * t);
    out(half + k) = (wave - offset) * std::exp(-t * t / (2 * sd * sd));
  }
  return out * (std::numbers::sqrt2 / out.norm());
}

std::vector<double> parse_frequencies(std::string_view text) {
  std::vector<double> out;
  const std::vector<std::string_view> range = parts_of(text, ':');
  if (range.size() == 3) {
    const double first = number_in(range[0], text), last = number_in(range[1], text), step = number_in(range[2], text);
    if (!(last >= first) || (last - first) / step >= static_cast<double>(kMost))
      throw usage_error(fmt::format("frequencies {}: expected a last one not below the first, and at most {} of them",
                                    in_quotes(text), kMost));
    const auto count = static_cast<int>(std::floor((last - first) / step + 1e-9)) + 1;
    for (int i = 0; i < count; ++i) out.push_back(first + step * i);
    return out;
  }
  for (const std::string_view part : parts_of(text, ',')) out.push_back(number_in(part, text));
  for (std::size_t i = 1; i < out.size(); ++i)
    if (!(out[i] > out[i - 1]))
      throw usage_error(fmt::format("frequencies {}: expected them ascending", in_quotes(text)));
  return out;
}

WaveletTransform::WaveletTransform(Eigen::Index samples, Hertz rate, const std::vector<double>& frequencies,
                                   const std::vector<double>& cycles)
    : samples_(samples),
      forward_((check(frequencies, cycles, rate.value()),
                signal::fast_transform_size(samples + 2 * longest_half(frequencies, cycles, rate.value())))),
      backward_(forward_.size()) {
  const Eigen::Index size = forward_.size(), bins = forward_.bins();
  spectra_.resize(size, static_cast<Eigen::Index>(frequencies.size()));
  signal::TransformBuffer buffer = forward_.buffer();
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const Hertz frequency(frequencies[k]);
    const double n = cycles.size() == 1 ? cycles[0] : cycles[k];
    const Eigen::VectorXcd wavelet = morlet_wavelet(frequency, n, rate);
    const auto column = static_cast<Eigen::Index>(k);
    spectra_.col(column).setZero();
    // A complex series is two real ones: X = R + i S at k, and conj(R) + i conj(S) at size - k.
    for (const bool imaginary : {false, true}) {
      Eigen::Map<Eigen::VectorXd> real(buffer.real(), size);
      real.setZero();
      if (imaginary)
        real.head(wavelet.size()) = wavelet.imag();
      else
        real.head(wavelet.size()) = wavelet.real();
      forward_.run(buffer);
      const std::complex<double> factor = imaginary ? std::complex<double>(0, 1) : std::complex<double>(1, 0);
      for (Eigen::Index b = 0; b < size; ++b) {
        const std::complex<double> value = buffer.values()[static_cast<std::size_t>(std::min(b, size - b))];
        spectra_(b, column) += factor * (b < bins ? value : std::conj(value)) / static_cast<double>(size);
      }
    }
    centres_.push_back(wavelet.size() / 2);
    edges_.push_back(static_cast<Eigen::Index>(std::ceil(kEdge * wavelet_sd(frequency, n).count() * rate.value())));
  }
}

WaveletTransform::Workspace WaveletTransform::workspace() const {
  return {forward_.buffer(), backward_.buffer(), Eigen::MatrixXcd(samples_, frequencies())};
}

void WaveletTransform::run(const Eigen::Ref<const Eigen::VectorXd>& trial, Workspace& workspace) const {
  const Eigen::Index size = forward_.size(), bins = forward_.bins();
  Eigen::Map<Eigen::VectorXd> padded(workspace.real.real(), size);
  padded.head(samples_) = trial;
  padded.tail(size - samples_).setZero();
  forward_.run(workspace.real);
  const std::complex<double>* x = workspace.real.values().data();
  std::complex<double>* y = workspace.complex.values().data();
  for (Eigen::Index k = 0; k < frequencies(); ++k) {
    for (Eigen::Index b = 0; b < bins; ++b) y[b] = x[b] * spectra_(b, k);
    for (Eigen::Index b = bins; b < size; ++b) y[b] = std::conj(x[size - b]) * spectra_(b, k);
    backward_.run(workspace.complex);
    workspace.coefficients.col(k) =
        Eigen::Map<const Eigen::VectorXcd>(y + centres_[static_cast<std::size_t>(k)], samples_);
  }
}

}  // namespace attune::spectrum
