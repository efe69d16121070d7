#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "attune/singletrial/site_trials.hpp"
#include "attune/singletrial/woody.hpp"

namespace attune::singletrial {

/// What moves and by how much: the samples from the window's start less the lag to its end plus the lag, waveforms on
/// them that are zero at both ends, and their low-pass part without offset.
class LagModel {
 public:
  LagModel(const eeg::TimeAxis& times, const AlignOptions& options);

  Eigen::Index first() const { return first_; }      ///< column of the epoch
  Eigen::Index samples() const { return samples_; }  ///< columns
  double start_ms() const { return start_ms_; }
  double length_ms() const { return length_ms_; }
  const Eigen::VectorXd& lags_ms() const { return lags_ms_; }
  Eigen::Index middle() const { return lags_ms_.size() / 2; }

  /// Orthonormal cosines but the constant, frequencies x samples: what is looked at of every trial.
  const Eigen::MatrixXd& cosines() const { return cosines_; }
  /// The sines of the template at times after the event moved by `lag_ms`, times x sines; zero outside the samples.
  Eigen::MatrixXd sines(const Eigen::Ref<const Eigen::VectorXd>& times_ms, double lag_ms) const;
  /// Times of the samples.
  Eigen::VectorXd times_ms() const;

  /// The cosines of the sines moved by each lag, whitened: `noise` is the covariance of the cosines' amounts.
  void whiten(const Eigen::Ref<const Eigen::MatrixXd>& noise);
  const Eigen::MatrixXd& whitening() const { return whitening_; }
  const Eigen::MatrixXd& moved(Eigen::Index lag) const { return moved_[static_cast<std::size_t>(lag)]; }
  /// moved' moved.
  const Eigen::MatrixXd& squares(Eigen::Index lag) const { return squares_[static_cast<std::size_t>(lag)]; }

 private:
  Eigen::Index first_ = 0, samples_ = 0, waves_ = 0;
  double start_ms_ = 0, length_ms_ = 0;
  Eigen::VectorXd lags_ms_;
  Eigen::MatrixXd cosines_, whitening_;
  std::vector<Eigen::MatrixXd> plain_, moved_, squares_;
};

/// The template and how amplitudes vary about 1.
struct LagState {
  Eigen::VectorXd sines;
  double amplitude_variance = 0.1;
};

/// Given the data: the probability of every lag and the amplitude at it.
struct LagExpectation {
  double log_likelihood = 0;          ///< but for what neither lags nor templates change
  Eigen::Index first_lag = 0;         ///< of the columns
  Eigen::MatrixXd weight, amplitude;  ///< trials x lags
  Eigen::RowVectorXd variance;        ///< of the amplitude at each lag
};

/// The sines that lie nearest to these whitened cosines without a lag, by least squares; what the cosines do not see is
/// left out.
Eigen::VectorXd unmoved_sines(const LagModel& model, const Eigen::Ref<const Eigen::VectorXd>& amounts);

/// Log likelihood of every lag (columns) in every trial, the amplitude summed over; but for what lags do not change.
Eigen::MatrixXd lag_log_likelihood(const LagModel& model, const Eigen::MatrixXd& amounts, const LagState& state);

/// `amounts` is trials x whitened cosines; `times_drawn` how often each trial counts.
LagExpectation expect(const LagModel& model, const Eigen::MatrixXd& amounts, const Eigen::VectorXd& times_drawn,
                      const LagState& state, double jitter_ms);
/// Expectation-maximisation from `state` on until the log likelihood gains less than `gain`, `most` rounds at the most.
/// Returns the last log likelihood.
double maximise(const LagModel& model, const Eigen::MatrixXd& amounts, const Eigen::VectorXd& times_drawn,
                double jitter_ms, double gain, int most, LagState& state);

/// Covariance of the cosines' amounts of stationary noise, from the variogram (half the mean squared difference of two
/// samples by their distance) of `squares`: the sum over trials of the outer products of what is noise in an epoch,
/// samples x samples, divided by the degrees of freedom. The variogram does not see offsets of trials, as the cosines
/// do not.
Eigen::MatrixXd noise_covariance(const LagModel& model, const Eigen::Ref<const Eigen::MatrixXd>& squares);

}  // namespace attune::singletrial
