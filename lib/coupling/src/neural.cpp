#include "attune/coupling/neural.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace attune::coupling {

namespace {

// Neural activity before the first frame reaches into the run for this long.
constexpr Seconds kLead{32};
// Log of the ratio of variances, times the mean power of the directions, is searched here: from hardly any neural
// variance to hardly any noise.
constexpr double kLowest = -7, kHighest = 12, kCoarse = 0.5;
constexpr int kHalvings = 40;
// Directions with a smaller share of the largest power are those the response does not let through.
constexpr double kNoPower = 1e-10;

}  // namespace

NeuralTime::NeuralTime(const bold::ResponseModel& response, const bold::FrameTimes& frames,
                       std::span<const Eigen::Index> kept)
    : bin_(frames.repetition_time / static_cast<double>(kBinsPerFrame)), kept_(kept.begin(), kept.end()) {
  lead_ = static_cast<Eigen::Index>(std::ceil(kLead / bin_));
  start_ = frames.start - static_cast<double>(lead_) * bin_;
  bins_ = lead_ + kBinsPerFrame * (frames.volumes - 1);
  bold::ResponseModel plain = response;
  plain.time_derivative = plain.dispersion_derivative = plain.spm_sampling = false;
  const bold::Response answer(plain, frames.repetition_time);
  kernel_.resize(lead_ + 1);
  for (Eigen::Index m = 0; m <= lead_; ++m) kernel_(m) = m == 0 ? 0 : answer(0, static_cast<double>(m) * bin_, bin_);
}

Eigen::MatrixXd NeuralTime::convolved(const Eigen::Ref<const Eigen::MatrixXd>& neural) const {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(kept_.size()), neural.cols());
  const Eigen::RowVectorXd backwards = kernel_.tail(lead_).reverse();
  for (std::size_t row = 0; row < kept_.size(); ++row)
    out.row(static_cast<Eigen::Index>(row)).noalias() =
        backwards * neural.middleRows(kBinsPerFrame * kept_[row], lead_);
  return out;
}

Eigen::VectorXd NeuralTime::centred_task(std::span<const bold::Event> events, const std::string& trial_type) const {
  Eigen::VectorXd task = Eigen::VectorXd::Zero(bins_);
  for (const bold::Event& event : events) {
    if (event.trial_type != trial_type) continue;
    const double from = (event.onset - start_) / bin_;
    const double to = from + (event.duration > Seconds(0) ? event.duration : Seconds(1)) / bin_;
    const auto last = std::min(bins_, static_cast<Eigen::Index>(std::ceil(std::max(0.0, to))));
    for (auto at = static_cast<Eigen::Index>(std::max(0.0, from)); at < last; ++at) {
      const auto begin = static_cast<double>(at);
      const double share = std::min(to, begin + 1) - std::max(from, begin);
      task(at) = std::min(1.0, task(at) + std::max(0.0, share));
    }
  }
  return task.array() - task.tail(bins_ - lead_).mean();
}

Eigen::MatrixXd NeuralTime::cosines() const {
  const auto n = static_cast<double>(bins_);
  const Eigen::Index terms = bins_ / kBinsPerFrame;
  Eigen::MatrixXd out(bins_, terms);
  for (Eigen::Index k = 0; k < terms; ++k)
    for (Eigen::Index i = 0; i < bins_; ++i)
      out(i, k) =
          std::sqrt((k == 0 ? 1.0 : 2.0) / n) *
          std::cos(std::numbers::pi * (2.0 * static_cast<double>(i) + 1.0) * static_cast<double>(k) / (2.0 * n));
  return out;
}

Deconvolution::Deconvolution(const NeuralTime& time, const Eigen::MatrixXd& nuisance) : nuisance_(nuisance) {
  const Eigen::MatrixXd cosines = time.cosines();
  Eigen::MatrixXd seen = time.convolved(cosines);
  seen -= nuisance * (nuisance.transpose() * seen).eval();
  // Directions of the frames, by how much of the neural signal comes through in them.
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(seen * seen.transpose());
  const Eigen::Index count = (eigen.eigenvalues().array() > kNoPower * eigen.eigenvalues().maxCoeff()).count();
  powers_ = eigen.eigenvalues().tail(count);
  directions_ = eigen.eigenvectors().rightCols(count);
  to_signal_ = cosines * (seen.transpose() * directions_);
}

NeuralSignal Deconvolution::operator()(const Eigen::Ref<const Eigen::VectorXd>& series) const {
  const Eigen::VectorXd clean = series - nuisance_ * (nuisance_.transpose() * series);
  const Eigen::ArrayXd squares = (directions_.transpose() * clean).array().square();
  const double total = clean.squaredNorm();
  const double rest = std::max(0.0, total - squares.sum());
  const double degrees = static_cast<double>(clean.size() - nuisance_.cols());
  const double scale = 1 / powers_.mean();
  // Restricted log-likelihood over log(t / s), s at its best value.
  const auto likelihood = [&](double log_ratio) {
    const Eigen::ArrayXd variance = 1 + std::exp(log_ratio) * scale * powers_.array();
    return -0.5 * (degrees * std::log((squares / variance).sum() + rest) + variance.log().sum());
  };
  double best = kLowest, value = likelihood(kLowest);
  for (double at = kLowest + kCoarse; at <= kHighest; at += kCoarse)
    if (const double there = likelihood(at); there > value) {
      value = there;
      best = at;
    }
  double step = kCoarse / 2;
  for (int halving = 0; halving < kHalvings; ++halving, step /= 2)
    for (const double at : {best - step, best + step})
      if (const double there = likelihood(std::clamp(at, kLowest, kHighest)); there > value) {
        value = there;
        best = std::clamp(at, kLowest, kHighest);
      }
  NeuralSignal out;
  out.ratio = std::exp(best) * scale;
  const Eigen::ArrayXd shrink = out.ratio / (1 + out.ratio * powers_.array());
  const Eigen::VectorXd weights = (directions_.transpose() * clean).array() * shrink;
  out.signal = to_signal_ * weights;
  // What the convolved signal leaves of the series, direction by direction.
  const double left = rest + (squares * (1 - shrink * powers_.array()).square()).sum();
  out.explained = total > 0 ? 1 - left / total : 0;
  return out;
}

}  // namespace attune::coupling
