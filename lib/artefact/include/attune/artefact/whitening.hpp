#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>

#include "attune/parallel/chunks.hpp"

namespace attune::artefact {

/// How many dimensions some data span and how that shows.
struct Rank {
  Eigen::Index rank = 0;
  /// Eigenvalues of the correlation matrix, descending: scaling a channel does not change the rank.
  Eigen::VectorXd eigenvalues;
  /// The smallest eigenvalue that counts over the largest that does not, which is taken as at least
  /// 1e-16 times the channels; NaN for full rank.
  double gap = 0;
};

/// Rank of a covariance (channels x channels, no zero on its diagonal), by its eigenvalues in double precision: the cut
/// is the widest gap, on a log scale, among those whose lower side is below 1e-10 of the largest and which are at least
/// a factor of 1000; without one the rank is full. An average reference takes one away, an interpolated channel one.
Rank rank_of_covariance(const Eigen::MatrixXd& covariance);

/// Mean and covariance (n - 1) of some rows, without a copy of them. NaN where a sample is.
struct Moments {
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};
Moments moments_of(const Eigen::Ref<const Eigen::MatrixXd>& data, std::span<const Eigen::Index> rows,
                   parallel::Threads threads);

/// Covariance (n - 1) of rows of `data`, every `step`-th sample, about `mean`. Sums over fixed chunks, in index order.
Eigen::MatrixXd covariance_of(const Eigen::Ref<const Eigen::MatrixXd>& data, const Eigen::VectorXd& mean,
                              Eigen::Index step, parallel::Threads threads);
/// Mean of every row over every `step`-th sample.
Eigen::VectorXd mean_of(const Eigen::Ref<const Eigen::MatrixXd>& data, Eigen::Index step, parallel::Threads threads);

/// Projection on the first principal components, scaled to variance 1.
struct Whitening {
  Rank rank;
  Eigen::MatrixXd matrix;      ///< components x channels
  Eigen::MatrixXd inverse;     ///< channels x components, pseudo-inverse of `matrix`
  Eigen::VectorXd variances;   ///< of the principal components, descending
  double kept_variance = 1.0;  ///< share of all variance that the components hold
};

/// Whitening of a covariance. `rank`: absent, by the gap; more than the gap shows is an analysis error. `components`:
/// absent, the rank; more than it is an analysis error.
Whitening whiten(const Eigen::MatrixXd& covariance, std::optional<Eigen::Index> rank,
                 std::optional<Eigen::Index> components);

}  // namespace attune::artefact
