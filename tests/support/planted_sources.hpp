#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>

#include "attune/parallel/stream.hpp"

namespace attune::test {

/// Independent sources of variance 1 (sources x samples): in turn Laplace (excess kurtosis 3), uniform (-1.2) and the
/// cube of a normal number (very heavy tails).
inline Eigen::MatrixXd planted_sources(Eigen::Index count, Eigen::Index samples, std::uint64_t seed) {
  Eigen::MatrixXd out(count, samples);
  for (Eigen::Index k = 0; k < count; ++k) {
    parallel::Stream stream(parallel::Seed{seed}, static_cast<std::uint64_t>(k));
    for (Eigen::Index t = 0; t < samples; ++t) {
      if (k % 3 == 0) {
        const double u = stream.uniform() - 0.5;
        out(k, t) = (u < 0 ? 1.0 : -1.0) * std::log(1.0 - 2.0 * std::abs(u)) / std::sqrt(2.0);
      } else if (k % 3 == 1) {
        out(k, t) = (stream.uniform() - 0.5) * std::sqrt(12.0);
      } else {
        out(k, t) = std::pow(stream.normal(), 3) / std::sqrt(15.0);
      }
    }
  }
  return out;
}

/// A mixing matrix of normal numbers, channels x sources.
inline Eigen::MatrixXd planted_mixing(Eigen::Index channels, Eigen::Index sources, std::uint64_t seed) {
  Eigen::MatrixXd out(channels, sources);
  parallel::Stream stream(parallel::Seed{seed}, 1000003);
  for (Eigen::Index k = 0; k < sources; ++k)
    for (Eigen::Index c = 0; c < channels; ++c) out(c, k) = stream.normal();
  return out;
}

}  // namespace attune::test
