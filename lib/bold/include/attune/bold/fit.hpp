#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "attune/bold/design.hpp"
#include "attune/bold/noise.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::bold {

/// Degrees of freedom of a t value.
enum class DegreesOfFreedom {
  residual,      ///< volumes kept less the rank of the design
  satterthwaite  ///< per contrast, allowing for the error of the estimated noise parameters (Fai & Cornelius 1996)
};

struct FitOptions {
  NoiseModel noise = NoiseModel::arma11;
  DegreesOfFreedom degrees = DegreesOfFreedom::satterthwaite;
  parallel::Threads threads;
};

/// The model fitted to one region.
struct RegionFit {
  Eigen::VectorXd coordinates;  ///< in `Design::basis`
  Eigen::MatrixXd covariance;   ///< of the coordinates, rank x rank
  Arma noise;                   ///< estimated by restricted maximum likelihood
  double residual_sd = 0;       ///< standard deviation of the innovations, signal units
  double degrees = 0;           ///< volumes kept less rank
  double baseline = 0;          ///< coefficient of the constant: the resting signal
  double log_likelihood = 0;    ///< restricted, up to a constant of the design
  /// For Satterthwaite degrees of freedom: derivative of `covariance` with respect to each noise parameter, and the
  /// covariance of the estimated noise parameters. Empty otherwise.
  std::vector<Eigen::MatrixXd> covariance_gradient;
  Eigen::MatrixXd parameter_covariance;
  std::string reason;  ///< why there is no fit ("series is constant", "series has missing values"); then NaN
};

/// Fits every column of `series` (volumes of the run x regions, also the censored ones) by generalised least squares
/// with the noise of each region estimated by restricted maximum likelihood: deterministic search on a grid, then
/// pattern search. A region with missing values in the kept volumes, or without variance, has a reason and no numbers.
/// Another number of rows than `design.volumes` is an internal error. Results do not depend on the threads.
std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const Design& design,
                           const FitOptions& options = {});

}  // namespace attune::bold
