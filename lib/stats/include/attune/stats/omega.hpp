#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace attune::stats {

/// One-factor model of k >= 3 items fitted by maximum likelihood (Joreskog 1967), and McDonald's (1999) omega total:
/// (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances).
struct Omega {
  double total = 0.0;            ///< of the sum of the items as they are
  double standardised = 0.0;     ///< of the sum of items with variance 1
  std::vector<double> loadings;  ///< on standardised items; their sum is positive
  int iterations = 0;
  bool converged = false;
  std::vector<std::size_t> heywood;  ///< items whose unique variance stopped at the bound, 0.005 of their variance
  double chi_squared = 0.0;          ///< Bartlett's, of one factor against any covariances
  double df = 0.0;                   ///< k (k - 3) / 2; 0 for three items, where every covariance fits
  double p = 1.0;
};

/// `covariance` is k x k, of `n` people. Nothing where it is singular: an item is a sum or copy of others, or there are
/// fewer people than items.
std::optional<Omega> fit_omega(const Eigen::Ref<const Eigen::MatrixXd>& covariance, double n);

}  // namespace attune::stats
