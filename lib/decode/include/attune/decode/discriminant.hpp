#pragma once

#include <Eigen/Core>

namespace attune::decode {

/// A linear rule: weights' x + intercept is positive for the second class.
struct Discriminant {
  Eigen::VectorXd weights;
  double intercept = 0;
};

/// What part of the covariance of `observations` (variables x observations) is to be replaced by a multiple of the
/// identity: Ledoit & Wolf (2004), J Multivar Anal 88:365-411, of the variables in units of their standard deviation
/// (n in the denominator). 0 for fewer than two observations or without variation. NaN gives NaN.
double shrinkage(const Eigen::Ref<const Eigen::MatrixXd>& observations);

/// Linear discriminant analysis with equal prior probabilities. The covariance is the mean of those of the classes,
/// each shrunk by its own `shrinkage` towards a diagonal with the variables' variances (so that the unit of a channel
/// does not matter). `first` and `second` are variables x observations, with one observation at least; the equations
/// are solved among the variables or among the observations, whichever are fewer. A variable that never varies, where
/// nothing is shrunk, has the least weight that solves them. NaN gives NaN.
Discriminant discriminant(const Eigen::Ref<const Eigen::MatrixXd>& first,
                          const Eigen::Ref<const Eigen::MatrixXd>& second);

}  // namespace attune::decode
