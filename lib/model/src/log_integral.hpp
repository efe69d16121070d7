#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "conditional_density.hpp"

namespace attune::model {

struct LogIntegral {
  double log_value = 0.0;
  double error = 0.0;  ///< relative error of the integral: what the last refinements changed
  std::size_t evaluations = 0;
};

struct LogIntegralOptions {
  double tolerance = 1e-8;  ///< of `error`
  std::size_t most_evaluations = 150'000;
};

/// Integral of exp(f) over all coordinates. One coordinate: the trapezoid rule. Several: f is divided by the product of
/// its densities along lines through its centre, and what is left, which is near 1 and smooth, is integrated by sparse
/// products of the lines' Gauss rules, refined where it changes the result most (Gerstner & Griebel 2003, Computing
/// 71:65-87). Deterministic.
LogIntegral log_integral(const LogDensity& f, Eigen::Index coordinates, const LogIntegralOptions& options = {});

}  // namespace attune::model
