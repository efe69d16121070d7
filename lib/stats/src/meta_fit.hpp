#pragma once

#include <Eigen/Core>

#include "attune/stats/meta.hpp"

namespace attune::stats {

/// Effects, sampling variances and the design of studies: a column of ones, then the moderators less their means, so
/// that the first coefficient is the effect at the means.
struct MetaDesign {
  Eigen::VectorXd effects, variances;
  Eigen::MatrixXd columns;  ///< studies x coefficients
  double residual_df() const { return static_cast<double>(columns.rows() - columns.cols()); }
};

/// Weighted least squares with weights 1 / (v + tau2).
struct MetaFit {
  Eigen::VectorXd weights, coefficients, residuals;
  Eigen::MatrixXd covariance;   ///< (X' W X)^-1
  double q = 0.0;               ///< sum of w r^2
  double trace = 0.0;           ///< of P = W - W X (X' W X)^-1 X' W
  double score = 0.0;           ///< derivative of the restricted log-likelihood with respect to tau2
  double information = 0.0;     ///< expected information about tau2, tr(P P) / 2
  double log_likelihood = 0.0;  ///< restricted, without its constant
};
/// The design must have full rank.
MetaFit fit_at(const MetaDesign& design, double tau2);

/// The moment estimate of tau2, not below 0.
double tau2_of_moments(const MetaDesign& design);

/// The tau2 >= 0 at the highest maximum of the restricted likelihood. Maxima are bracketed by the sign of the score on
/// a grid that spans the scale of the variances, and each is refined to rounding.
double tau2_of_reml(const MetaDesign& design);

/// Fisher scoring from the estimate of Hedges & Olkin until a step is no longer than `stop`: what programs that stop
/// early give. An analysis error where a thousand steps are not enough.
double tau2_of_scoring(const MetaDesign& design, double stop);

}  // namespace attune::stats
