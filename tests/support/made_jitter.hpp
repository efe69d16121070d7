#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "attune/parallel/stream.hpp"
#include "attune/singletrial/site_trials.hpp"

namespace attune::test {

/// What trials with a latency of their own are made of. Noise as in `made_trials`: 85 % AR(1) with coefficient 0.95 and
/// 15 % 10-Hz oscillation of random phase (in variance), 12 uV.
struct JitterPlan {
  int trials = 40;
  double amplitude_uv = 12, amplitude_sd = 0.3;  ///< of the component, and SD from trial to trial as a part of it
  double latency_ms = 400, jitter_ms = 20, width_ms = 60;
  double noise_uv = 12;
  double frequency = 250;
};

/// The trials and the truth about each.
struct MadeJitter {
  singletrial::SiteTrials trials;
  Eigen::VectorXd latency_ms, amplitude_uv;
};

/// -200 to 1000 ms at "Pz"; the mean before the event is subtracted.
inline MadeJitter made_jitter(const JitterPlan& plan, std::uint64_t seed) {
  MadeJitter out;
  const auto before = static_cast<Eigen::Index>(0.2 * plan.frequency);
  const double memory = std::pow(0.95, 250 / plan.frequency);
  out.trials.labels.participant_id = "sub-01";
  out.trials.condition = "a";
  out.trials.site = "Pz";
  out.trials.times = {Hertz(plan.frequency), -before, static_cast<Eigen::Index>(1.2 * plan.frequency)};
  out.trials.data.resize(plan.trials, out.trials.times.samples);
  out.latency_ms.resize(plan.trials);
  out.amplitude_uv.resize(plan.trials);
  for (Eigen::Index i = 0; i < plan.trials; ++i) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(i));
    out.latency_ms(i) = plan.latency_ms + plan.jitter_ms * stream.normal();
    out.amplitude_uv(i) = plan.amplitude_uv * (1 + plan.amplitude_sd * stream.normal());
    const double phase = 2 * std::numbers::pi * stream.uniform();
    double red = stream.normal();
    for (Eigen::Index s = 0; s < out.trials.times.samples; ++s) {
      const double time = out.trials.times.at(s).count(), z = (time - out.latency_ms(i)) / plan.width_ms;
      const double alpha = std::sqrt(2.0) * std::sin(2 * std::numbers::pi * time / 100 + phase);
      out.trials.data(i, s) = 1e-6 * (out.amplitude_uv(i) * std::exp(-0.5 * z * z) +
                                      plan.noise_uv * (std::sqrt(0.85) * red + std::sqrt(0.15) * alpha));
      red = memory * red + std::sqrt(1 - memory * memory) * stream.normal();
    }
    out.trials.data.row(i).array() -= out.trials.data.row(i).head(before).mean();
    out.trials.numbers.push_back(static_cast<std::size_t>(i) + 1);
    out.trials.onset_s.push_back(2.0 * static_cast<double>(i));
    out.trials.response_ms.push_back(out.latency_ms(i) + 150 + 40 * stream.normal());
  }
  return out;
}

}  // namespace attune::test
