#pragma once

#include <vector>

#include "attune/stats/alternative.hpp"

namespace attune::cluster {

/// Which t are beyond the cluster-forming p: a two-sided p is split over the two tails. Welch's degrees of freedom
/// differ from point to point, so the critical t does too.
class FormingThreshold {
 public:
  /// Degrees of freedom lie in [low, high].
  FormingThreshold(double p, stats::Alternative alternative, double low, double high);

  /// True exactly when the p of t at `df` is the forming p or smaller, on a side that the alternative asks for.
  bool passes(double t, double df) const;
  /// The critical |t| at the most degrees of freedom: none smaller passes.
  double least() const { return least_; }
  /// The critical |t|.
  double exact(double df) const;

 private:
  double p_;
  stats::Alternative alternative_;
  double low_, high_, least_ = 0;
  std::vector<double> at_;  // at even steps of 1 / df
};

}  // namespace attune::cluster
