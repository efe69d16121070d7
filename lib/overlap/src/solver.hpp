#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "expansion.hpp"

namespace attune::overlap {

/// Least squares for one design and many channels.
class Solver {
 public:
  /// Factors X'X, scaled to a unit diagonal, if the design has at most `most_factored` unknowns. An unknown that the
  /// others determine is an analysis error; `describe` names it.
  Solver(const Expansion& x, Eigen::Index most_factored, const std::function<std::string(Eigen::Index)>& describe);

  bool is_factored() const { return factor_.has_value(); }
  double least_unique() const { return least_unique_; }

  /// Coefficients (channels x unknowns) of `y` (channels x samples, zero where the design has no rows), and the
  /// iterations it took: Cholesky with one step of refinement on the residuals, or conjugate gradients on the normal
  /// equations (Bjorck 1996, algorithm 7.4.1) until the gradient is 1e-10 of the first. No convergence is an analysis
  /// error.
  std::pair<Eigen::MatrixXd, int> solve(const Eigen::Ref<const Eigen::MatrixXd>& y) const;

  /// (X'X)^-1 v for every row of `v` (any x unknowns); factored designs only.
  Eigen::MatrixXd apply_inverse(const Eigen::Ref<const Eigen::MatrixXd>& v) const;

 private:
  std::pair<Eigen::VectorXd, int> conjugate_gradients(const Eigen::Ref<const Eigen::MatrixXd>& y) const;

  const Expansion& x_;
  Eigen::VectorXd scale_;  // 1 / sqrt of the diagonal of X'X
  std::optional<Eigen::LLT<Eigen::MatrixXd>> factor_;
  double least_unique_ = 0;
};

}  // namespace attune::overlap
