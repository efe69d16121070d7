#include "attune/spectrum/peak.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace attune::spectrum {
namespace {

constexpr double kProminence = 3.0;  // robust standard deviations of log10 density
constexpr double kLeastSd = 1e-9;    // rounding is no valley

// The frequencies of the fit: what lies above the line, and how deep a valley has to be.
struct Excess {
  Eigen::VectorXd line, above;
  const std::vector<bool>& peak;
  double prominence;

  // How far the density at `valley` lies below one with the excess `level` there, log10.
  double depth(Eigen::Index valley, double level) const {
    return std::log10((line(valley) + level) / (line(valley) + above(valley)));
  }
  bool in_peak(Eigen::Index i) const { return i >= 0 && i < above.size() && peak[static_cast<std::size_t>(i)]; }
};

Excess excess_of(const Eigen::Ref<const Eigen::VectorXd>& frequencies, const Eigen::Ref<const Eigen::VectorXd>& density,
                 const AperiodicFit& fit) {
  const auto count = static_cast<Eigen::Index>(fit.peak.size());
  Excess out{Eigen::VectorXd(count), Eigen::VectorXd(count), fit.peak,
             kProminence * std::max(kLeastSd, fit.residual_sd)};
  for (Eigen::Index i = 0; i < count; ++i)
    out.line(i) = std::pow(10.0, fit.offset - fit.exponent * std::log10(frequencies(fit.first + i)));
  out.above = density.segment(fit.first, count) - out.line;
  return out;
}

// The last frequency of the run about a summit, in steps of +1 or -1: the part of the peak above half of it, up to the
// valley before a higher place or another summit. A ripple is no valley.
Eigen::Index edge_of(const Excess& excess, Eigen::Index summit, Eigen::Index step) {
  const double top = excess.above(summit);
  Eigen::Index valley = summit, i = summit + step;
  for (; excess.in_peak(i) && excess.above(i) >= 0.5 * top; i += step) {
    if (excess.above(i) < excess.above(valley)) valley = i;
    if (excess.above(i) > top || excess.depth(valley, excess.above(i)) > excess.prominence) return valley;
  }
  return i - step;
}

// True unless a higher place of the same peak follows without a valley between.
bool stands_out(const Excess& excess, Eigen::Index summit, Eigen::Index step) {
  const double top = excess.above(summit);
  Eigen::Index valley = summit;
  for (Eigen::Index i = summit + step; excess.in_peak(i); i += step) {
    if (excess.above(i) > top) return excess.depth(valley, top) > excess.prominence;
    if (excess.above(i) < excess.above(valley)) valley = i;
  }
  return true;
}

// Top of a peak: where, in steps of frequency, and how high; NaN without one.
struct Summit {
  double place = std::numeric_limits<double>::quiet_NaN(), height = std::numeric_limits<double>::quiet_NaN();
};

// Vertex of the parabola that fits the logarithm of the excess best over the run of `best` and at least its neighbours:
// exact for a Gaussian, and steadier than three points are on a broad top.
Summit summit_of(const Excess& excess, Eigen::Index best) {
  if (!stands_out(excess, best, -1) || !stands_out(excess, best, 1)) return {};
  Eigen::Index first = edge_of(excess, best, -1), last = edge_of(excess, best, 1);
  if (first == best && excess.above(best - 1) > 0) --first;
  if (last == best && excess.above(best + 1) > 0) ++last;
  if (last - first < 2) return {};
  Eigen::MatrixX3d powers(last - first + 1, 3);
  Eigen::VectorXd logarithms(powers.rows());
  for (Eigen::Index i = first; i <= last; ++i) {
    const double x = static_cast<double>(i - best);
    powers.row(i - first) << 1.0, x, x * x;
    logarithms(i - first) = std::log(excess.above(i));
  }
  const Eigen::Vector3d fit = powers.householderQr().solve(logarithms);
  const double vertex = -fit(1) / (2.0 * fit(2)), place = static_cast<double>(best) + vertex;
  if (!(fit(2) < 0) || place < static_cast<double>(first) || place > static_cast<double>(last)) return {};
  return {place, std::exp(fit(0) + 0.5 * fit(1) * vertex)};
}

}  // namespace

SpectralPeak find_peak(const Eigen::Ref<const Eigen::VectorXd>& frequencies,
                       const Eigen::Ref<const Eigen::VectorXd>& density, const AperiodicFit& fit, const Band& band) {
  SpectralPeak out;
  if (!fit.reason.empty()) {
    out.reason = "no 1/f line: " + fit.reason;
    return out;
  }
  const Excess excess = excess_of(frequencies, density, fit);
  const Eigen::VectorXd& above = excess.above;
  const double first = frequencies(fit.first), step = frequencies(1) - frequencies(0);
  const auto in_band = [&](double f) { return f > band.low.value() && f < band.high.value(); };
  Summit best;
  double highest = 0;
  for (Eigen::Index i = 1; i + 1 < above.size(); ++i) {
    const bool summit = above(i) > above(i - 1) && above(i) >= above(i + 1);
    if (!summit || !excess.in_peak(i) || above(i) <= highest) continue;
    // The top may be on the other side of the band's end than the frequency next to it.
    const double f = frequencies(fit.first + i);
    if (f + step <= band.low.value() || f - step >= band.high.value()) continue;
    const Summit found = summit_of(excess, i);
    if (std::isnan(found.place) || !in_band(first + found.place * step)) continue;
    best = found;
    highest = above(i);
  }
  if (std::isnan(best.place)) {
    out.reason = "no peak above the 1/f line in the band";
    return out;
  }
  out.frequency_hz = first + best.place * step;
  const double level = std::pow(10.0, fit.offset - fit.exponent * std::log10(out.frequency_hz));
  out.height = std::log10(1.0 + best.height / level);
  return out;
}

}  // namespace attune::spectrum
