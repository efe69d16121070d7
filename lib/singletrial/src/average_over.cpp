#include <algorithm>
#include <cmath>

#include "attune/singletrial/jitter.hpp"

namespace attune::singletrial {

Eigen::VectorXd even_sizes(const JitterFit& fit) {
  const auto n = static_cast<Eigen::Index>(fit.sizes_ms.size());
  Eigen::VectorXd out(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto at = [&](Eigen::Index k) { return fit.sizes_ms[static_cast<std::size_t>(k)]; };
    out(i) = 0.5 * (at(std::min(i + 1, n - 1)) - at(std::max<Eigen::Index>(i - 1, 0)));
  }
  return out / out.sum();
}

Eigen::VectorXd posterior_sizes(const JitterFit& fit, const Eigen::Ref<const Eigen::VectorXd>& before) {
  const Eigen::Map<const Eigen::ArrayXd> log_likelihood(fit.log_likelihood.data(),
                                                        static_cast<Eigen::Index>(fit.log_likelihood.size()));
  const Eigen::VectorXd out = before.array() * (log_likelihood - log_likelihood.maxCoeff()).exp();
  return out / out.sum();
}

TrialExpectations average_over(const JitterFit& fit, const Eigen::Ref<const Eigen::VectorXd>& probability) {
  TrialExpectations out;
  const Eigen::Index n = fit.trials;
  out.latency_ms = out.amplitude = Eigen::VectorXd::Zero(n);
  Eigen::ArrayXd within = Eigen::ArrayXd::Zero(n), between = within;
  for (std::size_t i = 0; i < fit.given.size(); ++i) {
    const double p = probability(static_cast<Eigen::Index>(i));
    out.latency_ms += p * fit.given[i].latency_ms;
    out.amplitude += p * fit.given[i].amplitude;
    within += p * fit.given[i].sd_ms.array().square();
  }
  for (std::size_t i = 0; i < fit.given.size(); ++i)
    between += probability(static_cast<Eigen::Index>(i)) * (fit.given[i].latency_ms - out.latency_ms).array().square();
  const double mean_error = std::isnan(fit.latency_ms.standard_error) ? 0 : fit.latency_ms.standard_error;
  out.sd_ms = (within + between + mean_error * mean_error).sqrt();
  return out;
}

}  // namespace attune::singletrial
