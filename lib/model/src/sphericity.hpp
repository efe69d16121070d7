#pragma once

#include <Eigen/Core>
#include <optional>

namespace attune::model {

/// Of the squares and products of errors in orthonormal contrasts, with their degrees of freedom. NaN for one contrast.
struct Sphericity {
  double gg_eps = 0.0, hf_eps = 0.0;
  double mauchly_w = 0.0, mauchly_p = 0.0;  ///< NaN with fewer degrees of freedom than contrasts
};
/// `cells`: the number of repeated cells, which R has in place of the contrasts in one term of Mauchly's p.
Sphericity sphericity(const Eigen::MatrixXd& error, double error_df, std::optional<double> cells = std::nullopt);

/// Pillai's trace and Wilks' lambda of a hypothesis, with Pillai's and Rao's F approximations. NaN with fewer error
/// degrees of freedom than contrasts.
struct Multivariate {
  double pillai = 0.0, pillai_p = 0.0, wilks = 0.0, wilks_p = 0.0;
};
Multivariate multivariate(const Eigen::MatrixXd& squares, double df, const Eigen::MatrixXd& error, double error_df);

}  // namespace attune::model
