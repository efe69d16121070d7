#pragma once

#include <Eigen/Core>
#include <vector>

namespace attune::overlap {

/// Cubic B-splines (de Boor 1978): `count` functions that add up to 1 between the first and the last knot.
class SplineBasis {
 public:
  /// Evenly spaced knots from `low` to `high`; count is at least 4.
  static SplineBasis even(double low, double high, Eigen::Index count);
  /// Inner knots at the quantiles of `values`, so that every function rests on about as many of them. Fewer than
  /// `count` distinct values are an analysis error.
  static SplineBasis at_quantiles(std::vector<double> values, Eigen::Index count);

  Eigen::Index count() const { return static_cast<Eigen::Index>(knots_.size()) - 4; }
  double low() const { return knots_.front(); }
  double high() const { return knots_.back(); }
  /// The functions at `x`, which is taken to the nearer end if it lies outside.
  Eigen::RowVectorXd at(double x) const;

 private:
  explicit SplineBasis(std::vector<double> knots) : knots_(std::move(knots)) {}
  std::vector<double> knots_;  // the ends four times each
};

/// The q-quantile (0 to 1) of sorted values, linear between them.
double sorted_quantile(const std::vector<double>& sorted, double q);

}  // namespace attune::overlap
