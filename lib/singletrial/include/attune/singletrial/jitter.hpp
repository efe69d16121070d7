#pragma once

#include <Eigen/Dense>
#include <optional>
#include <string>
#include <vector>

#include "attune/parallel/chunks.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/singletrial/site_trials.hpp"
#include "attune/singletrial/woody.hpp"
#include "attune/stats/distributions.hpp"

namespace attune::singletrial {

struct JitterOptions {
  AlignOptions align;
  int bootstraps = 200;  ///< draws of trials for the standard errors; 0: none
  parallel::Seed seed;
  parallel::Threads threads;
};

/// A number and its standard error over draws of trials; NaN where there is none.
struct Estimate {
  double value = 0, standard_error = 0;
};

/// What a person's trials say under one size of jitter: expectations given the data.
struct TrialExpectations {
  Eigen::VectorXd latency_ms;  ///< template's peak + expected lag
  Eigen::VectorXd sd_ms;       ///< SD of the lag given the data
  Eigen::VectorXd amplitude;   ///< expected peak, volts
};

/// What the latencies have to do with the responses, freed from the noise of their estimation.
struct ResponseLink {
  Eigen::Index trials = 0;  ///< with a response
  /// Of tau_i = slope (response_i - mean) + what is left: 1 if the component moves with the response, 0 if it stays
  /// with the stimulus. By maximum likelihood, the template kept.
  double slope = 0;
  stats::Interval slope_interval;  ///< where twice the log likelihood is within 3.84 of its maximum; an end that was
                                   ///< not found is NaN
  double rest_ms = 0;              ///< SD of what is left
  /// Peaks of the averages of the trials that can be moved to their response without leaving the epoch, volts; NaN
  /// below `kLeastTrials` of them or without a peak inside the window.
  Eigen::Index moved_trials = 0;
  double stimulus_amplitude = 0, response_amplitude = 0;
};

/// The trials of one person: jitter apart from latency and amplitude.
struct JitterFit {
  Eigen::Index trials = 0;
  std::string reason;   ///< why there are no estimates: the template has no peak inside the window
  Estimate latency_ms;  ///< the peak of the template that is freed from jitter: the mean latency of trials
  Estimate jitter_ms;   ///< SD of latencies from trial to trial, freed from the noise of their estimation
  stats::Interval
      jitter_interval;           ///< where twice the log likelihood is within 3.84 of its maximum; NaN: no bound found
  Estimate aligned_amplitude;    ///< of that template, volts
  Estimate stimulus_amplitude;   ///< of the template under no jitter, which is what the average shows; volts
  Estimate smearing;             ///< aligned - stimulus-locked
  double amplitude_sd = 0;       ///< from trial to trial, volts
  double noise = 0;              ///< SD of the noise below the low-pass, volts
  int draws_without = 0;         ///< bootstrap draws without a peak
  std::vector<double> sizes_ms;  ///< of jitter that were tried
  std::vector<double> log_likelihood;    ///< of each, the rest at its best
  std::vector<TrialExpectations> given;  ///< for each of them
  TrialExpectations best;                ///< at jitter_ms
  std::optional<ResponseLink> response;  ///< where at least `kLeastTrials` trials have responses that differ
  Eigen::VectorXd template_times_ms;     ///< of the template at jitter_ms
  Eigen::VectorXd best_template;         ///< volts
};

/// Maximum likelihood of y_i(t) = a_i s(t - tau_i) + n_i(t) over the window and the lag on either side of it, tau_i
/// ~ N(0, jitter^2) cut off at the lag, a_i normal, s a sum of sines below the low-pass, n_i stationary noise with an
/// offset of its own in every trial (Pham, Mocks, Kohler & Gasser 1987; Jaskowski & Verleger 1999 for the likelihood;
/// sums over all lags instead of the best one). The noise's covariance is that of the trials' variogram about their
/// expectation. Jitter is profiled over a grid from 0 to two thirds of the lag, the rest found by expectation-
/// maximisation. Needs `kLeastTrials`. The bits do not depend on the number of threads.
JitterFit fit_jitter(const SiteTrials& trials, const JitterOptions& options);

/// Expectations over sizes of jitter that have these probabilities (as many as sizes): latencies shrink to the mean as
/// far as the trial's noise makes them, and their SD counts what is not known of the jitter and of the mean.
TrialExpectations average_over(const JitterFit& fit, const Eigen::Ref<const Eigen::VectorXd>& probability);
/// Probabilities of the sizes given the data where each was as likely before as `before` says.
Eigen::VectorXd posterior_sizes(const JitterFit& fit, const Eigen::Ref<const Eigen::VectorXd>& before);
/// Every jitter from 0 to the largest as likely: each size stands for what is nearest to it.
Eigen::VectorXd even_sizes(const JitterFit& fit);

}  // namespace attune::singletrial
