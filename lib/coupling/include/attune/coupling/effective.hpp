#pragma once

#include <Eigen/Dense>
#include <limits>
#include <span>
#include <vector>

#include "attune/bold/noise.hpp"

namespace attune::coupling {

/// What the frames of one series have in common over time, apart from what it shares with other series.
struct SeriesCovariance {
  bold::Arma noise;              ///< NaN: not known
  double noise_variance = 1;     ///< of the process, not of its innovations
  double response_variance = 0;  ///< of independent heights of the responses that are handed over beside it
};

/// Degrees of freedom of the correlation of each pair of series under independence. Row t of the data that are
/// correlated is row t of `map` (rows x frames kept) times the frames kept of a series whose covariance is V; with
/// S = map V map', the null variance of the correlation of x and y is tr(Sx Sy) / (tr Sx tr Sy) (Bartlett 1935; with
/// the filter and the censoring in it, Davey et al. 2013; of two autocorrelated series, Afyouni et al. 2019). Its
/// inverse is what is returned: rows of `map` less the columns it projects out where the noise is white, less where
/// neighbouring frames say the same. `responses` (frames kept x responses, or empty) belong to `response_variance`. The
/// covariance at a lag is interpolated between 39 values of the autoregression, at most 0.4 % beside. Series x series;
/// NaN where a covariance is not known.
Eigen::MatrixXd effective_degrees(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept,
                                  std::span<const SeriesCovariance> series, const Eigen::MatrixXd& responses = {});

/// `effective_degrees` of one series with any number of others, such as a seed with every voxel: what depends on the
/// run and the seed is computed once.
class SeedDegrees {
 public:
  SeedDegrees(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept, const SeriesCovariance& seed);
  /// With a series that has this noise; NaN where either is not known.
  double operator()(bold::Arma noise) const;

 private:
  double seed_trace_ = 0;
  double white_trace_ = 0, white_pair_ = 0;
  Eigen::VectorXd traces_, pairs_;  // of the grid's points
};

/// The same for two kinds of data made of the same frames, such as the trials of two conditions: covariance, under
/// independence, of the correlation of x and y in the rows of `first` with that in the rows of `second`,
/// tr(L1 Vx L2' L2 Vy L1') over the root of the four traces. With the same map twice it is 1 / `effective_degrees`.
Eigen::MatrixXd null_covariance(const Eigen::MatrixXd& first, const Eigen::MatrixXd& second,
                                std::span<const Eigen::Index> kept, std::span<const SeriesCovariance> series,
                                const Eigen::MatrixXd& responses = {});

/// Expected sum of squares of what `map` makes of the noise of a series: tr(map V map').
double expected_squares(const Eigen::MatrixXd& map, std::span<const Eigen::Index> kept, const SeriesCovariance& series);

/// Correlation of an ARMA(1,1) process at a lag of one frame; at lag k it is this times a^(k - 1).
double first_correlation(bold::Arma noise);

}  // namespace attune::coupling
