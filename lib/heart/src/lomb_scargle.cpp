#include "lomb_scargle.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

namespace attune::heart {
namespace {

// Turning a phasor step by step adds up rounding; it is set anew this often.
constexpr Eigen::Index kFresh = 64;

struct Tapered {
  std::vector<double> time_s, value;  // from the start of the segment; less the mean, times the taper
  double mean_ms = 0;                 // of the intervals themselves
};

Tapered tapered(const IntervalRun& beats, std::span<const double> ms, double from_s, double seconds) {
  Tapered out;
  std::vector<double> weight;
  const auto first = std::lower_bound(beats.end_s.begin(), beats.end_s.end(), from_s) - beats.end_s.begin();
  double mean = 0, energy = 0;
  for (auto i = static_cast<std::size_t>(first); i < beats.size() && beats.end_s[i] < from_s + seconds; ++i) {
    out.time_s.push_back(beats.end_s[i] - from_s);
    out.value.push_back(beats.ms[i]);
    weight.push_back(0.5 - 0.5 * std::cos(2 * std::numbers::pi * out.time_s.back() / seconds));
    mean += beats.ms[i];
    out.mean_ms += ms[i];
    energy += weight.back() * weight.back();
  }
  const auto n = static_cast<double>(out.value.size());
  for (std::size_t i = 0; i < out.value.size(); ++i)
    out.value[i] = (out.value[i] - mean / n) * weight[i] / std::sqrt(energy / n);
  out.mean_ms /= n;
  return out;
}

}  // namespace

// P(w) = (C_tau^2 / CC + S_tau^2 / SS) / 2 with the phase tau that makes cosine and sine orthogonal (Scargle 1982); a
// sine of amplitude A gives N A^2 / 4 in a peak 1 / T wide, so 2 T / N times it is a density.
void add_lomb_scargle(const IntervalRun& flat, std::span<const double> ms, double from_s, double seconds,
                      Eigen::VectorXd& density) {
  const Tapered x = tapered(flat, ms, from_s, seconds);
  const std::size_t count = x.value.size();
  if (count < 2) return;
  const auto n = static_cast<double>(count);
  const double scale = 2e-3 * x.mean_ms;
  std::vector<std::complex<double>> now(count), turn(count);
  for (std::size_t i = 0; i < count; ++i) turn[i] = std::polar(1.0, 2 * std::numbers::pi * x.time_s[i] / seconds);
  for (Eigen::Index k = 1; k < density.size(); ++k) {
    double cosine = 0, sine = 0, cosine2 = 0, sine2 = 0;
    const bool fresh = k % kFresh == 1;
    for (std::size_t i = 0; i < count; ++i) {
      const double angle = 2 * std::numbers::pi * static_cast<double>(k) * x.time_s[i] / seconds;
      now[i] = fresh ? std::polar(1.0, angle)
                     : std::complex<double>(now[i].real() * turn[i].real() - now[i].imag() * turn[i].imag(),
                                            now[i].real() * turn[i].imag() + now[i].imag() * turn[i].real());
      const double c = now[i].real(), s = now[i].imag();
      cosine += x.value[i] * c, sine += x.value[i] * s;
      cosine2 += c * c - s * s, sine2 += 2 * c * s;
    }
    const double phase = 0.5 * std::atan2(sine2, cosine2);
    const double c_tau = cosine * std::cos(phase) + sine * std::sin(phase);
    const double s_tau = sine * std::cos(phase) - cosine * std::sin(phase);
    const double excess = std::hypot(cosine2, sine2), cc = 0.5 * (n + excess), ss = 0.5 * (n - excess);
    density(k) += scale * 0.5 * (c_tau * c_tau / cc + (ss > 1e-9 * n ? s_tau * s_tau / ss : 0.0));
  }
}

}  // namespace attune::heart
