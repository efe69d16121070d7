#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <vector>

#include "attune/cluster/grid.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/scalp/adjacency.hpp"

namespace attune::test {

/// Channels in a row, each beside the next.
inline scalp::Neighbours channels_in_a_row(std::size_t channels) {
  scalp::Neighbours out(channels);
  for (std::size_t i = 0; i < channels; ++i) {
    if (i > 0) out[i].push_back(static_cast<Eigen::Index>(i - 1));
    if (i + 1 < channels) out[i].push_back(static_cast<Eigen::Index>(i + 1));
  }
  return out;
}

/// points x people of independent standard normal numbers.
inline Eigen::MatrixXd white_points(Eigen::Index points, Eigen::Index people, std::uint64_t seed) {
  Eigen::MatrixXd out(points, people);
  for (Eigen::Index person = 0; person < people; ++person) {
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(person));
    for (Eigen::Index point = 0; point < points; ++point) out(point, person) = stream.normal();
  }
  return out;
}

/// One person's noise: an AR(1) in time, part of which neighbouring channels share (each channel is the mean of its own
/// series and those of the two beside it, brought to unit variance); alike in all frequencies.
inline Eigen::VectorXd smooth_noise(const cluster::Grid& grid, double rho, parallel::Stream& stream) {
  Eigen::MatrixXd own(grid.times, grid.channels + 2);
  for (Eigen::Index channel = 0; channel < own.cols(); ++channel) {
    double value = stream.normal();
    for (Eigen::Index time = 0; time < grid.times; ++time) {
      own(time, channel) = value;
      value = rho * value + std::sqrt(1.0 - rho * rho) * stream.normal();
    }
  }
  Eigen::VectorXd out(grid.points());
  for (Eigen::Index channel = 0; channel < grid.channels; ++channel)
    for (Eigen::Index frequency = 0; frequency < grid.frequencies; ++frequency)
      out.segment(grid.point(channel, frequency, 0), grid.times) =
          own.middleCols(channel, 3).rowwise().sum() / std::sqrt(3.0);
  return out;
}

/// Numbers that another program can make as well: 0 to 1 exclusive in steps of 2^-31, Lehmer's generator with the
/// multiplier 48271 (Park & Miller).
class PlainNumbers {
 public:
  explicit PlainNumbers(std::uint64_t seed) : state_(seed) {}
  double operator()() {
    state_ = state_ * 48271 % 2147483647;
    return static_cast<double>(state_) / 2147483647.0;
  }

 private:
  std::uint64_t state_;
};

/// points x people, person by person and point by point: 3 (u1 + u2 + u3 - 1.5).
inline Eigen::MatrixXd plain_points(Eigen::Index points, Eigen::Index people, std::uint64_t seed) {
  PlainNumbers numbers(seed);
  Eigen::MatrixXd out(points, people);
  for (Eigen::Index person = 0; person < people; ++person)
    for (Eigen::Index point = 0; point < points; ++point) {
      const double a = numbers(), b = numbers(), c = numbers();
      out(point, person) = 3.0 * (a + b + c - 1.5);
    }
  return out;
}

}  // namespace attune::test
