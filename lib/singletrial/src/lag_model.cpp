#include "lag_model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace attune::singletrial {
namespace {

/// At least so many lags on either side of none, and so many to a cycle of the fastest wave.
constexpr Eigen::Index kLeastLags = 30;
constexpr double kLagsPerCycle = 16;
/// Noise of a cosine is taken to be at least this part of the largest, so that whitening cannot blow up what a filter
/// left nothing of.
constexpr double kLeastNoise = 1e-4;
/// Lags beyond so many SDs of the jitter have no weight.
constexpr double kReach = 8;
/// Amplitudes vary by at least 1 % and at most by twice themselves.
constexpr double kLeastVariance = 1e-4, kMostVariance = 4;
/// Part of the mean diagonal added to the normal equations: sines that no lag lets one see stay small.
constexpr double kRidge = 1e-6;
/// What the cosines see of a sum of sines less than this part of the largest counts as nothing.
constexpr double kLeastSeen = 1e-6;

/// Two half waves to a cycle. Even, since cosine k sees sine p only where k + p is odd: of an odd number of sines one
/// would be invisible, and any amount of it fit. Fewer than the steps between samples, of which as many are 0 at all.
Eigen::Index even_waves(double cycles, Eigen::Index samples) {
  const Eigen::Index wanted = std::max(static_cast<Eigen::Index>(std::lround(cycles)), Eigen::Index{2});
  return 2 * std::min(wanted, (samples - 2) / 2);
}

}  // namespace

LagModel::LagModel(const eeg::TimeAxis& times, const AlignOptions& options) {
  const Milliseconds lag = search_lag(options);
  const erp::Window window = options.component.window;
  const erp::Columns columns = erp::columns_in(times, {window.from - lag, window.to + lag});
  first_ = columns.first;
  samples_ = columns.last - columns.first + 1;
  start_ms_ = times.at(first_).count();
  length_ms_ = times.at(columns.last).count() - start_ms_;
  const double cycles = length_ms_ / 1000.0 * low_pass_of(options).value();
  waves_ = even_waves(cycles, samples_);
  const auto per_side = std::max(kLeastLags, static_cast<Eigen::Index>(std::ceil(lag.count() / 1000.0 * kLagsPerCycle *
                                                                                 low_pass_of(options).value())));
  lags_ms_ = Eigen::VectorXd::LinSpaced(2 * per_side + 1, -lag.count(), lag.count());
  lags_ms_(per_side) = 0;
  const auto n = static_cast<double>(samples_);
  cosines_.resize(waves_, samples_);
  for (Eigen::Index k = 0; k < waves_; ++k)
    for (Eigen::Index t = 0; t < samples_; ++t)
      cosines_(k, t) = std::sqrt(2 / n) *
                       std::cos(std::numbers::pi * static_cast<double>(k + 1) * (static_cast<double>(t) + 0.5) / n);
  for (Eigen::Index g = 0; g < lags_ms_.size(); ++g)
    plain_.push_back(Eigen::MatrixXd(cosines_ * sines(times_ms(), lags_ms_(g))));
}

Eigen::VectorXd LagModel::times_ms() const {
  return Eigen::VectorXd::LinSpaced(samples_, start_ms_, start_ms_ + length_ms_);
}

Eigen::MatrixXd LagModel::sines(const Eigen::Ref<const Eigen::VectorXd>& times_ms, double lag_ms) const {
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(times_ms.size(), waves_);
  for (Eigen::Index t = 0; t < times_ms.size(); ++t) {
    const double place = (times_ms(t) - lag_ms - start_ms_) / length_ms_;
    if (place < 0 || place > 1) continue;
    for (Eigen::Index p = 0; p < waves_; ++p)
      out(t, p) = std::sin(std::numbers::pi * static_cast<double>(p + 1) * place);
  }
  return out;
}

void LagModel::whiten(const Eigen::Ref<const Eigen::MatrixXd>& noise) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(noise);
  const double least = kLeastNoise * solver.eigenvalues().maxCoeff();
  const Eigen::VectorXd scale = solver.eigenvalues().array().max(least).rsqrt();
  whitening_ = scale.asDiagonal() * solver.eigenvectors().transpose();
  moved_.clear();
  squares_.clear();
  for (const Eigen::MatrixXd& plain : plain_) {
    moved_.push_back(Eigen::MatrixXd(whitening_ * plain));
    squares_.push_back(Eigen::MatrixXd(moved_.back().transpose() * moved_.back()));
  }
}

Eigen::VectorXd unmoved_sines(const LagModel& model, const Eigen::Ref<const Eigen::VectorXd>& amounts) {
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
  solver.setThreshold(kLeastSeen);
  solver.compute(model.moved(model.middle()));
  return solver.solve(amounts);
}

namespace {

struct LagPrior {
  Eigen::Index first = 0;
  Eigen::RowVectorXd log_weight;
};

/// The normal cut off at the longest lag, on the lags there are.
LagPrior prior_of(const LagModel& model, double jitter_ms) {
  const Eigen::VectorXd& lags = model.lags_ms();
  if (jitter_ms <= 0) return {model.middle(), Eigen::RowVectorXd::Zero(1)};
  const double step = lags(1) - lags(0);
  const auto reach =
      std::clamp(static_cast<Eigen::Index>(std::ceil(kReach * jitter_ms / step)), Eigen::Index{1}, model.middle());
  LagPrior out{model.middle() - reach, {}};
  const Eigen::ArrayXd place = lags.segment(out.first, 2 * reach + 1).array() / jitter_ms;
  const Eigen::ArrayXd log_weight = -0.5 * place.square();
  out.log_weight = (log_weight - std::log(log_weight.exp().sum())).transpose();
  return out;
}

/// One step of maximisation: the template and the variance of amplitudes that the expectations speak for.
void improve(const LagModel& model, const Eigen::MatrixXd& amounts, const Eigen::VectorXd& times_drawn,
             const LagExpectation& given, LagState& state) {
  const Eigen::Index lags = given.weight.cols();
  const Eigen::MatrixXd weight = times_drawn.asDiagonal() * given.weight;
  const Eigen::MatrixXd first = (weight.array() * given.amplitude.array()).matrix();
  const Eigen::RowVectorXd total = weight.colwise().sum();
  const Eigen::RowVectorXd second = (first.array() * given.amplitude.array()).matrix().colwise().sum() +
                                    (total.array() * given.variance.array()).matrix();
  const Eigen::MatrixXd seen = amounts.transpose() * first;
  const Eigen::Index waves = state.sines.size();
  Eigen::MatrixXd normal = Eigen::MatrixXd::Zero(waves, waves);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(waves);
  for (Eigen::Index g = 0; g < lags; ++g) {
    normal += second(g) * model.squares(given.first_lag + g);
    right.noalias() += model.moved(given.first_lag + g).transpose() * seen.col(g);
  }
  normal.diagonal().array() += kRidge * normal.trace() / static_cast<double>(waves);
  state.sines = normal.ldlt().solve(right);
  const double variance = (second.sum() - 2 * first.sum()) / times_drawn.sum() + 1;
  state.amplitude_variance = std::clamp(variance, kLeastVariance, kMostVariance);
}

}  // namespace

namespace {

/// Log likelihoods in `weight`; the amplitudes given each lag from `first` on.
LagExpectation look(const LagModel& model, const Eigen::MatrixXd& amounts, const LagState& state, Eigen::Index first,
                    Eigen::Index lags) {
  Eigen::MatrixXd waves(amounts.cols(), lags);
  for (Eigen::Index g = 0; g < lags; ++g) waves.col(g).noalias() = model.moved(first + g) * state.sines;
  const double precision = 1 / state.amplitude_variance;
  LagExpectation out;
  out.first_lag = first;
  out.variance = (waves.colwise().squaredNorm().array() + precision).inverse();
  out.amplitude.noalias() = amounts * waves;
  out.amplitude = ((out.amplitude.array() + precision).rowwise() * out.variance.array()).matrix();
  const Eigen::RowVectorXd offset = 0.5 * (out.variance.array() * precision).log() - 0.5 * precision;
  const Eigen::RowVectorXd half_precision = 0.5 * out.variance.array().inverse();
  out.weight =
      ((out.amplitude.array().square().rowwise() * half_precision.array()).rowwise() + offset.array()).matrix();
  return out;
}

}  // namespace

Eigen::MatrixXd lag_log_likelihood(const LagModel& model, const Eigen::MatrixXd& amounts, const LagState& state) {
  return look(model, amounts, state, 0, model.lags_ms().size()).weight;
}

LagExpectation expect(const LagModel& model, const Eigen::MatrixXd& amounts, const Eigen::VectorXd& times_drawn,
                      const LagState& state, double jitter_ms) {
  const LagPrior prior = prior_of(model, jitter_ms);
  LagExpectation out = look(model, amounts, state, prior.first, prior.log_weight.size());
  out.weight.rowwise() += prior.log_weight;
  const Eigen::VectorXd largest = out.weight.rowwise().maxCoeff();
  out.weight = (out.weight.colwise() - largest).array().exp().matrix();
  const Eigen::VectorXd sum = out.weight.rowwise().sum();
  out.weight.array().colwise() /= sum.array();
  out.log_likelihood = times_drawn.dot((largest.array() + sum.array().log()).matrix());
  return out;
}

double maximise(const LagModel& model, const Eigen::MatrixXd& amounts, const Eigen::VectorXd& times_drawn,
                double jitter_ms, double gain, int most, LagState& state) {
  LagExpectation given = expect(model, amounts, times_drawn, state, jitter_ms);
  for (int round = 0; round < most; ++round) {
    LagState next = state;
    improve(model, amounts, times_drawn, given, next);
    LagExpectation then = expect(model, amounts, times_drawn, next, jitter_ms);
    const double gained = then.log_likelihood - given.log_likelihood;
    if (gained < 0) break;  // the ridge and the limits of the variance can cost the last digits
    state = next;
    given = std::move(then);
    if (gained < gain) break;
  }
  return given.log_likelihood;
}

Eigen::MatrixXd noise_covariance(const LagModel& model, const Eigen::Ref<const Eigen::MatrixXd>& squares) {
  const Eigen::Index n = model.samples(), all = squares.cols();
  Eigen::VectorXd variogram = Eigen::VectorXd::Zero(n);
  for (Eigen::Index h = 1; h < n; ++h) {
    double sum = 0;
    for (Eigen::Index t = 0; t + h < all; ++t) sum += squares(t, t) + squares(t + h, t + h) - 2 * squares(t + h, t);
    variogram(h) = 0.5 * sum / static_cast<double>(all - h);
  }
  Eigen::MatrixXd distances(n, n);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) distances(i, j) = variogram(std::abs(i - j));
  return -(model.cosines() * distances * model.cosines().transpose());
}

}  // namespace attune::singletrial
