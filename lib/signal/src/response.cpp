#include "attune/signal/response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <functional>
#include <iterator>
#include <limits>
#include <numbers>

namespace attune::signal {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr std::array<double, 2> kLevels{-3.0, -6.0};
// Halvings of a bracket. A recursive filter's gain costs nothing: to the last bit; a windowed sinc's is a sum over all
// taps, and its bracket is but a transition wide: to a billionth of it.
constexpr int kHalvings = 60, kHalvingsOfFir = 30;

double amplitude_of(double level_db) { return std::pow(10.0, level_db / 20.0); }

// Real response of a symmetric filter about its middle tap.
double symmetric_gain(const Fir& fir, Hertz frequency) {
  const Eigen::Index middle = fir.taps.size() / 2;
  const double angle = 2.0 * kPi * frequency.value() / fir.sampling_frequency.value();
  double sum = fir.taps(middle);
  for (Eigen::Index k = 1; k <= middle; ++k)
    sum += (fir.taps(middle + k) + fir.taps(middle - k)) * std::cos(angle * static_cast<double>(k));
  return std::abs(sum);
}

// Where a gain that only rises or falls between two frequencies passes the levels.
void cross(const std::function<double(double)>& gain, double low, double high, int halvings,
           std::vector<Crossing>& out) {
  const double at_low = gain(low), at_high = gain(high);
  for (const double level : kLevels) {
    const double amplitude = amplitude_of(level);
    if ((at_low < amplitude) == (at_high < amplitude)) continue;
    double a = low, b = high;
    for (int i = 0; i < halvings; ++i) {
      const double middle = 0.5 * (a + b);
      ((gain(middle) < amplitude) == (at_low < amplitude) ? a : b) = middle;
    }
    out.push_back({level, Hertz(0.5 * (a + b))});
  }
}

std::vector<Crossing> in_order(std::vector<Crossing> crossings) {
  std::stable_sort(crossings.begin(), crossings.end(),
                   [](const Crossing& a, const Crossing& b) { return a.frequency < b.frequency; });
  return crossings;
}

std::string text_of(const std::vector<Crossing>& crossings) {
  std::string out;
  for (const Crossing& crossing : crossings)
    fmt::format_to(std::back_inserter(out), "{}{:.0f} dB at {:.6g} Hz", out.empty() ? "" : ", ", crossing.level_db,
                   crossing.frequency.value());
  return out.empty() ? "no cut-off" : out;
}

const char* name_of(Padding padding) {
  switch (padding) {
    case Padding::reflect_limited:
      return "ends reflected about their value (reflect_limited)";
    case Padding::edge:
      return "ends held";
    case Padding::zero:
      return "zeros beyond the ends";
  }
  return "?";
}

}  // namespace

Response response(const Fir& fir, Phase phase, Hertz frequency) {
  return {symmetric_gain(fir, frequency), phase == Phase::zero ? Milliseconds(0) : Milliseconds(fir.delay())};
}

Response response(const Iir& iir, Passes passes, Hertz frequency) {
  const double angle = 2.0 * kPi * frequency.value() / iir.sampling_frequency.value();
  const std::complex<double> z1 = std::polar(1.0, -angle), z2 = std::polar(1.0, -2.0 * angle);
  double gain = 1.0, delay = 0.0;
  for (const auto& s : iir.sections.rowwise()) {
    const std::complex<double> b = s(0) + s(1) * z1 + s(2) * z2, a = s(3) + s(4) * z1 + s(5) * z2;
    gain *= std::abs(b) / std::abs(a);
    // Group delay of a polynomial in 1/z: real part of sum k c_k z^-k / sum c_k z^-k.
    delay += std::real((s(1) * z1 + 2.0 * s(2) * z2) / b) - std::real((s(4) * z1 + 2.0 * s(5) * z2) / a);
  }
  if (passes == Passes::zero_phase) return {gain * gain, Milliseconds(0)};
  if (gain == 0.0) delay = std::numeric_limits<double>::quiet_NaN();
  return {gain, Milliseconds(1000.0 * delay / iir.sampling_frequency.value())};
}

std::vector<Crossing> cut_offs(const Fir& fir) {
  std::vector<Crossing> out;
  for (const FirEdge& edge : fir.edges)
    cross([&](double f) { return symmetric_gain(fir, Hertz(f)); }, std::min(edge.pass, edge.stop).value(),
          std::max(edge.pass, edge.stop).value(), kHalvingsOfFir, out);
  return in_order(std::move(out));
}

std::vector<Crossing> cut_offs(const Iir& iir, Passes passes) {
  const auto gain = [&](double f) { return response(iir, passes, Hertz(f)).gain; };
  const double nyquist = iir.sampling_frequency.value() / 2.0, middle = iir.centre ? iir.centre->value() : nyquist;
  std::vector<Crossing> out;
  cross(gain, 0.0, middle, kHalvings, out);
  if (iir.centre) cross(gain, middle, nyquist, kHalvings, out);
  return in_order(std::move(out));
}

std::string report(const Fir& fir, const FirUse& use) {
  return fmt::format("{}; {}; measured {}; {}", describe(fir),
                     use.phase == Phase::zero
                         ? std::string("zero phase, one pass, delay removed")
                         : fmt::format("causal, delays by {:.6g} ms", Milliseconds(fir.delay()).count()),
                     text_of(cut_offs(fir)), name_of(use.padding));
}

std::string report(const Iir& iir, const IirUse& use) {
  return fmt::format("{}; {} section{}; {}; as used {}", iir.name, iir.sections.rows(),
                     iir.sections.rows() == 1 ? "" : "s",
                     use.passes == Passes::zero_phase ? "zero phase, forwards and backwards, every dB twice"
                                                      : "single pass, delays by a time that depends on the frequency",
                     text_of(cut_offs(iir, use.passes)));
}

}  // namespace attune::signal
