#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/singletrial/jitter.hpp"
#include "made_jitter.hpp"

namespace attune::test {

/// What many experiments with the same plan say of the estimates.
struct JitterCalibration {
  int experiments = 0, without = 0;                           ///< those without a peak are left out of the rest
  double jitter = 0, jitter_spread = 0;                       ///< mean and SD of the estimate, ms
  double jitter_covered = 0;                                  ///< share of the intervals that hold the truth
  double latency = 0, latency_spread = 0, latency_error = 0;  ///< mean, SD and root mean square standard error, ms
  double latency_covered = 0;                                 ///< share within 1.96 standard errors
  double aligned = 0, stimulus = 0;                           ///< amplitudes, uV
  double aligned_spread = 0, aligned_error = 0;
  double trial_error = 0;     ///< root mean square error of trials' latencies, ms
  double trial_covered = 0;   ///< share of trials within 1.96 SD of the truth
  double woody_error = 0;     ///< of Woody's, of the trials that are not censored
  double woody_spread = 0;    ///< SD of Woody's latencies within an experiment: what jitter looks like
  double woody_censored = 0;  ///< share of trials
};

inline JitterCalibration calibrate_jitter(const JitterPlan& plan, int experiments, int bootstraps, std::uint64_t seed,
                                          const singletrial::JitterOptions& base) {
  JitterCalibration out;
  std::vector<double> jitter, latency, aligned;
  double error = 0, aligned_error = 0, trial_squares = 0, trials = 0, woody_squares = 0, woody_n = 0, woody_all = 0;
  for (int e = 0; e < experiments; ++e) {
    const MadeJitter made = made_jitter(plan, seed + static_cast<std::uint64_t>(e));
    singletrial::JitterOptions options = base;
    options.bootstraps = bootstraps;
    options.seed = {seed + static_cast<std::uint64_t>(e)};
    const singletrial::JitterFit fit = singletrial::fit_jitter(made.trials, options);
    ++out.experiments;
    if (!fit.reason.empty()) {
      ++out.without;
      continue;
    }
    jitter.push_back(fit.jitter_ms.value);
    latency.push_back(fit.latency_ms.value);
    aligned.push_back(1e6 * fit.aligned_amplitude.value);
    out.stimulus += 1e6 * fit.stimulus_amplitude.value;
    out.jitter_covered += fit.jitter_interval.low <= plan.jitter_ms && !(fit.jitter_interval.high < plan.jitter_ms);
    error += std::pow(fit.latency_ms.standard_error, 2);
    aligned_error += std::pow(1e6 * fit.aligned_amplitude.standard_error, 2);
    out.latency_covered += std::abs(fit.latency_ms.value - plan.latency_ms) < 1.96 * fit.latency_ms.standard_error;
    const singletrial::TrialExpectations shrunk =
        singletrial::average_over(fit, singletrial::posterior_sizes(fit, singletrial::even_sizes(fit)));
    for (Eigen::Index i = 0; i < plan.trials; ++i) {
      const double off = shrunk.latency_ms(i) - made.latency_ms(i);
      trial_squares += off * off, trials += 1;
      out.trial_covered += std::abs(off) < 1.96 * shrunk.sd_ms(i);
    }
    try {
      const singletrial::Alignment woody = singletrial::align(made.trials, options.align);
      double n = 0, squares = 0;
      for (std::size_t i = 0; i < woody.trials.size(); ++i) {
        woody_all += 1;
        if (!woody.trials[i].censored.empty()) continue;
        const double off = woody.trials[i].latency_ms - made.latency_ms(static_cast<Eigen::Index>(i));
        woody_squares += off * off, woody_n += 1, n += 1, squares += std::pow(woody.trials[i].lag_ms, 2);
      }
      out.woody_spread += std::sqrt(squares / n);
    } catch (const Error&) {
    }
  }
  const auto n = static_cast<double>(jitter.size());
  const auto moments = [n](const std::vector<double>& values, double& mean, double& spread) {
    for (const double v : values) mean += v / n;
    for (const double v : values) spread += (v - mean) * (v - mean) / (n - 1);
    spread = std::sqrt(spread);
  };
  moments(jitter, out.jitter, out.jitter_spread);
  moments(latency, out.latency, out.latency_spread);
  moments(aligned, out.aligned, out.aligned_spread);
  out.stimulus /= n;
  out.jitter_covered /= n;
  out.latency_covered /= n;
  out.latency_error = std::sqrt(error / n);
  out.aligned_error = std::sqrt(aligned_error / n);
  out.trial_error = std::sqrt(trial_squares / trials);
  out.trial_covered /= trials;
  out.woody_error = std::sqrt(woody_squares / woody_n);
  out.woody_spread /= n;
  out.woody_censored = 1 - woody_n / woody_all;
  return out;
}

}  // namespace attune::test
