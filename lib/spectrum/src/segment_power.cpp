#include "segment_power.hpp"

#include <fmt/format.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::spectrum {
namespace {

// Tapers that let more than a tenth of their energy leak out of the band are left out.
constexpr double kLeastConcentration = 0.9;
constexpr int kAdaptiveRounds = 150;
constexpr double kAdaptiveTolerance = 1e-10;

signal::SlepianTapers chosen_tapers(Eigen::Index length, Hertz rate, const PowerOptions& options) {
  if (options.method == Method::welch) {
    const Eigen::VectorXd weights = signal::taper(options.taper, length);
    return {weights / weights.norm(), Eigen::VectorXd::Ones(1)};
  }
  const double seconds = static_cast<double>(length) / rate.value();
  const double half = 0.5 * options.bandwidth.value() * seconds;
  const auto count = static_cast<Eigen::Index>(std::floor(2.0 * half + 1e-9));
  if (!(options.bandwidth.value() > 0) || count < 1)
    throw usage_error(
        fmt::format("a bandwidth of {:g} Hz over segments of {} s has no taper; expected at least {:g} Hz",
                    options.bandwidth.value(), seconds, 1.0 / seconds));
  signal::SlepianTapers all = signal::slepian_tapers(length, half, std::min(count, length));
  const Eigen::Index good = (all.concentrations.array() > kLeastConcentration).count();
  if (good == 0)
    throw usage_error(
        fmt::format("a bandwidth of {:g} Hz over segments of {} s has no taper that keeps 90 % of its "
                    "energy in it; use a wider one",
                    options.bandwidth.value(), seconds));
  return {all.tapers.leftCols(good), all.concentrations.head(good)};
}

}  // namespace

SegmentPower::SegmentPower(Eigen::Index length, Hertz sampling_frequency, const PowerOptions& options)
    : transform_(length), rate_(sampling_frequency.value()), adaptive_(options.adaptive) {
  signal::SlepianTapers chosen = chosen_tapers(length, sampling_frequency, options);
  tapers_ = std::move(chosen.tapers);
  concentrations_ = std::move(chosen.concentrations);
}

Eigen::VectorXd SegmentPower::frequencies() const {
  Eigen::VectorXd out(transform_.bins());
  for (Eigen::Index k = 0; k < out.size(); ++k) out(k) = static_cast<double>(k) * rate_ / static_cast<double>(length());
  return out;
}

const Eigen::VectorXd& SegmentPower::density(const Eigen::Ref<const Eigen::VectorXd>& samples,
                                             Workspace& workspace) const {
  workspace.centred = samples.array() - samples.mean();
  for (Eigen::Index k = 0; k < tapers_.cols(); ++k) {
    Eigen::Map<Eigen::VectorXd>(workspace.buffer.real(), length()) = workspace.centred.cwiseProduct(tapers_.col(k));
    transform_.run(workspace.buffer);
    for (Eigen::Index f = 0; f < transform_.bins(); ++f)
      workspace.spectra(f, k) = std::norm(workspace.buffer.values()[static_cast<std::size_t>(f)]);
  }
  if (adaptive_ && tapers_.cols() > 1)
    weigh_adaptively(workspace);
  else
    workspace.density = workspace.spectra * (concentrations_ / concentrations_.sum());
  // One-sided: what lies between 0 and half the sampling frequency has a twin at the negative frequency.
  const Eigen::Index last = length() % 2 == 0 ? transform_.bins() - 1 : transform_.bins();
  workspace.density.segment(1, last - 1) *= 2.0;
  workspace.density /= rate_;
  return workspace.density;
}

// Thomson's weights: d_k = sqrt(lambda_k) S / (lambda_k S + (1 - lambda_k) variance), S = sum d_k^2 S_k / sum d_k^2.
void SegmentPower::weigh_adaptively(Workspace& workspace) const {
  const double variance = workspace.centred.squaredNorm() / static_cast<double>(length());
  const Eigen::Index first = std::min<Eigen::Index>(2, tapers_.cols());
  const Eigen::ArrayXd lambda = concentrations_.array();
  for (Eigen::Index f = 0; f < transform_.bins(); ++f) {
    const Eigen::ArrayXd each = workspace.spectra.row(f).transpose();
    double now = each.head(first).mean();
    for (int round = 0; round < kAdaptiveRounds; ++round) {
      const Eigen::ArrayXd d = lambda.sqrt() * now / (lambda * now + (1.0 - lambda) * variance);
      const double next = (d.square() * each).sum() / d.square().sum();
      const bool done = !(std::abs(next - now) > kAdaptiveTolerance * next);
      now = next;
      if (done) break;
    }
    workspace.density(f) = std::isfinite(now) ? now : 0.0;
  }
}

}  // namespace attune::spectrum
