#include "attune/heart/rsa.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "attune/heart/tachogram.hpp"
#include "attune/signal/iir.hpp"

namespace attune::heart {
namespace {

constexpr Eigen::Index kPoints = 21, kHalf = kPoints / 2, kDegree = 3;
constexpr double kEpoch_s = 30;
constexpr int kOrder = 4;
// How long an interval may still follow the breath it belongs to.
constexpr double kDelay_s = 0.75;
// A rhythm without variation leaves rounding.
constexpr double kLeastVariance = 1e-12;

// Row i: the weights with which 21 points give the value of their cubic at the i-th.
Eigen::MatrixXd polynomial_weights() {
  const Eigen::VectorXd place = Eigen::VectorXd::LinSpaced(kPoints, -1, 1);
  Eigen::MatrixXd powers(kPoints, kDegree + 1);
  for (Eigen::Index i = 0; i <= kDegree; ++i) powers.col(i) = place.array().pow(static_cast<double>(i));
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(powers);
  const Eigen::MatrixXd basis = qr.householderQ() * Eigen::MatrixXd::Identity(kPoints, kDegree + 1);
  return basis * basis.transpose();
}

Eigen::VectorXd moving_polynomial(const Eigen::VectorXd& curve) {
  static const Eigen::MatrixXd weights = polynomial_weights();
  Eigen::VectorXd out(curve.size());
  for (Eigen::Index i = 0; i < curve.size(); ++i) {
    const Eigen::Index first = std::clamp<Eigen::Index>(i - kHalf, 0, curve.size() - kPoints);
    out(i) = weights.row(i - first).dot(curve.segment(first, kPoints));
  }
  return out;
}

struct Extent {
  double shortest = std::numeric_limits<double>::infinity(), longest = -std::numeric_limits<double>::infinity();
  bool any() const { return longest > 0; }
};

Extent extent_of(const IntervalRun& run, double from_s, double to_s) {
  Extent out;
  const auto first = std::lower_bound(run.end_s.begin(), run.end_s.end(), from_s) - run.end_s.begin();
  for (auto i = static_cast<std::size_t>(first); i < run.size() && run.end_s[i] < to_s; ++i) {
    out.shortest = std::min(out.shortest, run.ms[i]);
    out.longest = std::max(out.longest, run.ms[i]);
  }
  return out;
}

}  // namespace

PorgesBohrer porges_bohrer(std::span<const IntervalRun> runs, const Bands& bands) {
  PorgesBohrer out;
  const auto epoch = static_cast<Eigen::Index>(std::lround(kEpoch_s * bands.rsa_rate.value()));
  signal::ButterworthOptions band;
  band.order = kOrder;
  band.highpass = bands.rsa.low;
  band.lowpass = bands.rsa.high;
  const signal::Iir filter = signal::design_butterworth(band, bands.rsa_rate);
  bool flat = false;
  for (const IntervalRun& run : runs) {
    const Eigen::VectorXd curve = sampled(run, bands.rsa_rate, Curve::linear);
    if (curve.size() < epoch) continue;
    Eigen::MatrixXd rest = curve - moving_polynomial(curve);
    // Runs are longer than the filter's padding, so there is nothing to warn of.
    signal::filter_columns(filter, {}, rest, parallel::Threads{1});
    for (Eigen::Index first = 0; first + epoch <= rest.rows(); first += epoch) {
      const Eigen::ArrayXd part = rest.col(0).segment(first, epoch);
      const double variance = (part - part.mean()).square().sum() / static_cast<double>(epoch - 1);
      flat = flat || !(variance > kLeastVariance);
      out.epochs.push_back(std::log(variance));
    }
  }
  if (out.epochs.empty())
    out.reason = fmt::format("no run of {:g} s without a gap", kEpoch_s);
  else if (flat)
    out.reason = "30 s of intervals that do not vary in the band";
  if (!out.reason.empty()) return out;
  out.ln_rsa = 0;
  for (const double value : out.epochs) out.ln_rsa += value / static_cast<double>(out.epochs.size());
  return out;
}

PeakToValley peak_to_valley(std::span<const IntervalRun> runs, std::span<const Breath> breaths) {
  PeakToValley out;
  double sum = 0;
  for (const Breath& breath : breaths) {
    const auto holds = [&](const IntervalRun& run) {
      return run.from_s() <= breath.inhale_s && run.end_s.back() >= breath.end_s;
    };
    const auto run = std::find_if(runs.begin(), runs.end(), holds);
    if (!breath.implausible.empty() || run == runs.end()) {
      ++out.left_out;
      continue;
    }
    const Extent in = extent_of(*run, breath.inhale_s, breath.exhale_s + kDelay_s),
                 outwards = extent_of(*run, breath.exhale_s, breath.end_s + kDelay_s);
    if (!in.any() || !outwards.any()) {
      ++out.left_out;
      continue;
    }
    sum += std::max(0.0, outwards.longest - in.shortest);
    ++out.breaths;
  }
  if (out.breaths > 0) out.mean = sum / static_cast<double>(out.breaths);
  return out;
}

}  // namespace attune::heart
