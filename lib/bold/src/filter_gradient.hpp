#pragma once

#include <array>
#include <span>
#include <vector>

#include "attune/bold/noise.hpp"
#include "kernels.hpp"

namespace attune::bold {

/// The rows of a `Whitener` and their derivatives by a and b.
class FilterGradient {
 public:
  FilterGradient(Arma noise, std::span<const Eigen::Index> kept);

  RecursionGradient recursion() const;
  double log_determinant() const { return log_determinant_; }
  const std::array<double, 2>& log_determinant_by() const { return log_determinant_by_; }

 private:
  // [value, by a, by b] of decay, gain, scale.
  std::array<std::vector<double>, 3> decay_, gain_, scale_;
  double log_determinant_ = 0;
  std::array<double, 2> log_determinant_by_{};
};

}  // namespace attune::bold
