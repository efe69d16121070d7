#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <vector>

#include "attune/eeg/time_axis.hpp"
#include "attune/latency/compare.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::latency::test {

/// -200 ... 796 ms at 250 Hz.
inline eeg::TimeAxis axis() { return {Hertz(250), -50, 250}; }

/// A Gaussian of 60 ms at `latency_ms`, 5 uV high.
inline Eigen::RowVectorXd bump(double latency_ms, double height_uv = 5.0) {
  const eeg::TimeAxis times = axis();
  Eigen::RowVectorXd out(times.samples);
  for (Eigen::Index c = 0; c < times.samples; ++c) {
    const double z = (times.at(c).count() - latency_ms) / 60.0;
    out(c) = height_uv * 1e-6 * std::exp(-0.5 * z * z);
  }
  return out;
}

/// People whose component comes at the given latencies.
inline Eigen::MatrixXd people_at(const std::vector<double>& latencies) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(latencies.size()), axis().samples);
  for (std::size_t i = 0; i < latencies.size(); ++i) out.row(static_cast<Eigen::Index>(i)) = bump(latencies[i]);
  return out;
}

/// `n` people around `mean_ms` with an SD of 20 ms, and noise of `noise_uv` in every sample.
inline Eigen::MatrixXd noisy_people(std::size_t n, double mean_ms, double noise_uv, std::uint64_t seed) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(n), axis().samples);
  for (std::size_t i = 0; i < n; ++i) {
    parallel::Stream stream(parallel::Seed{seed}, i);
    const auto row = static_cast<Eigen::Index>(i);
    out.row(row) = bump(mean_ms + 20.0 * stream.normal());
    for (Eigen::Index c = 0; c < out.cols(); ++c) out(row, c) += noise_uv * 1e-6 * stream.normal();
  }
  return out;
}

inline Target target(erp::Kind kind = erp::Kind::fractional_area_latency) {
  Target out;
  out.component = {"p3", {Milliseconds(200), Milliseconds(600)}, erp::Polarity::positive};
  out.kind = kind;
  return out;
}

inline const Method& method(const Comparison& comparison, const std::string& name) {
  for (const Method& m : comparison.methods)
    if (m.name == name) return m;
  throw std::out_of_range(name);
}

}  // namespace attune::latency::test
