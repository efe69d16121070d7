#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "attune/stats/permutation.hpp"

namespace attune::stats {

using Columns = std::vector<std::vector<double>>;  ///< x, y and those given, of one length

/// "x", "y" or "given 2", as messages say it.
std::string name_of_column(std::size_t column);

/// What the given columns and an intercept leave of x and y.
struct Residuals {
  Eigen::VectorXd x, y;   ///< observations
  Eigen::MatrixXd basis;  ///< observations x given: orthonormal, each column of mean 0, spanning the given columns
};

/// Least-squares residuals; without given columns x and y less their means. A column that does not vary, or of which
/// nothing above rounding is left, and given columns that follow from each other are analysis errors.
Residuals residuals_given(const Columns& columns);

/// The partial correlation of normalised residuals of x and shuffled normalised residuals of y, fitted again.
PairStatistic partial_statistic(const Residuals& residuals);

/// Permutation p of the partial correlation after Freedman & Lane (1983; Winkler et al. 2014, NeuroImage 92): the
/// residuals of y are shuffled and added to what the given columns fit, and the whole model is fitted again. That last
/// step matters: shuffled residuals that are not fitted again correlate with the given columns and reject too often.
/// Exact where the given columns do not matter, approximate else.
PermutationResult permute_residuals(const Residuals& residuals, const PermutationOptions& options);

}  // namespace attune::stats
