#pragma once

#include <Eigen/Core>
#include <cstddef>

#include "conditional_density.hpp"

namespace attune::model {

struct LogIntegral {
  double log_value = 0.0;
  double error = 0.0;  ///< relative error of the integral, from what the last refinements changed
  std::size_t evaluations = 0;
};

struct LogIntegralOptions {
  double tolerance = 1e-8;                 ///< of `error`
  std::size_t most_evaluations = 150'000;  ///< of sparse products
  bool sparse = false;  ///< sparse products for two and three coordinates too: fewer evaluations, fewer digits
};

/// Integral of exp(f) over all coordinates: up to three by nested trapezoid rules. With more, f is divided by the
/// product of its densities along lines through its centre, and what is left, which is near 1 and smooth, is integrated
/// by sparse products of the lines' Gauss rules, refined where it changes the result most (Gerstner & Griebel 2003,
/// Computing 71:65-87). Deterministic.
LogIntegral log_integral(const LogDensity& f, Eigen::Index coordinates, const LogIntegralOptions& options = {});

}  // namespace attune::model
