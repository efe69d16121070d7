#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>

#include "attune/parallel/stream.hpp"

namespace attune::test {

/// volumes x series of AR(1) noise with unit variance.
inline Eigen::MatrixXd autoregressive_noise(Eigen::Index volumes, Eigen::Index series, double rho, std::uint64_t seed) {
  Eigen::MatrixXd noise(volumes, series);
  for (Eigen::Index column = 0; column < series; ++column) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(column));
    double value = stream.normal();
    for (Eigen::Index row = 0; row < volumes; ++row) {
      noise(row, column) = value;
      value = rho * value + std::sqrt(1 - rho * rho) * stream.normal();
    }
  }
  return noise;
}

}  // namespace attune::test
