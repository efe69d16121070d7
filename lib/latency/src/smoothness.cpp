#include "attune/latency/smoothness.hpp"

#include <algorithm>
#include <cmath>

#include "attune/erp/peak.hpp"

namespace attune::latency {
namespace {

// Columns around `peak`, within `inside`, where the average is above half of it.
erp::Columns above_half(const Eigen::RowVectorXd& upright, const erp::Columns& inside, Eigen::Index peak) {
  const double half = 0.5 * upright(peak);
  erp::Columns out{peak, peak};
  while (out.first > inside.first && upright(out.first - 1) > half) --out.first;
  while (out.last < inside.last && upright(out.last + 1) > half) ++out.last;
  return out;
}

// Variance over people of the second difference at a column.
double curvature_variance(const Waveforms& waveforms, Eigen::Index column) {
  const Eigen::VectorXd bend = waveforms.col(column - 1) - 2.0 * waveforms.col(column) + waveforms.col(column + 1);
  return (bend.array() - bend.mean()).square().sum() / static_cast<double>(bend.size() - 1);
}

}  // namespace

double needed_smoothness(erp::Kind kind) {
  if (kind == erp::Kind::peak_latency) return kSmoothPeak;
  return kind == erp::Kind::fractional_peak_onset || kind == erp::Kind::fractional_peak_offset ? kSmoothFlank : 0.0;
}

Smoothness smoothness(const Waveforms& waveforms, const eeg::TimeAxis& times, const erp::Component& component) {
  Smoothness out;
  const erp::Columns window = erp::columns_in(times, component.window);
  // A second difference needs a neighbour on either side.
  const erp::Columns inside{std::max<Eigen::Index>(window.first, 1), std::min(window.last, waveforms.cols() - 2)};
  if (inside.empty() || waveforms.rows() < 2) return out;
  const Eigen::RowVectorXd upright =
      (component.polarity == erp::Polarity::positive ? 1.0 : -1.0) * waveforms.colwise().mean();
  Eigen::Index peak = inside.first;
  for (Eigen::Index c = inside.first; c <= inside.last; ++c)
    if (upright(c) > upright(peak)) peak = c;
  if (!(upright(peak) > 0)) return out;
  const erp::Columns top = above_half(upright, inside, peak);
  double variance = 0;
  for (Eigen::Index c = top.first; c <= top.last; ++c) variance += curvature_variance(waveforms, c);
  variance /= static_cast<double>(top.last - top.first + 1) * static_cast<double>(waveforms.rows());
  // In units of the step: both curvatures are divided by its square.
  const double half_width = std::max(0.5 * static_cast<double>(top.last - top.first), 1.0);
  out.ratio = upright(peak) / (half_width * half_width) / std::sqrt(variance);
  return out;
}

}  // namespace attune::latency
