#pragma once

#include <Eigen/Dense>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "attune/bold/design.hpp"
#include "attune/bold/noise.hpp"
#include "attune/parallel/chunks.hpp"

namespace attune::bold {

/// Degrees of freedom of a t value.
enum class DegreesOfFreedom {
  residual,       ///< volumes kept less the rank of the design
  satterthwaite,  ///< per contrast, allowing for the error of the estimated noise parameters (Fai & Cornelius 1996)
  kenward_roger  ///< the same, and the variance of an effect is enlarged by what that error adds (Kenward & Roger 1997)
};

struct FitOptions {
  NoiseModel noise = NoiseModel::arma11;
  DegreesOfFreedom degrees = DegreesOfFreedom::kenward_roger;
  parallel::Threads threads;
  bool keep_fitted = false;  ///< fill `RegionFit::fitted`
};

class SmallSample;

/// The model fitted to one region.
struct RegionFit {
  Eigen::VectorXd coordinates;  ///< in `Design::basis`
  Eigen::MatrixXd covariance;   ///< of the coordinates, rank x rank, as if the noise parameters were known
  Arma noise;                   ///< estimated by restricted maximum likelihood: rho is a, and b is 0 under AR(1)
  double residual_sd = 0;       ///< standard deviation of the innovations, signal units
  double degrees = 0;           ///< volumes kept less rank
  double baseline = 0;          ///< coefficient of the constant: the resting signal
  double log_likelihood = 0;    ///< restricted, up to a constant of the design
  /// Ljung & Box's test that the innovations are white: min(20, volumes / 5) lags, with one degree of freedom less for
  /// each noise parameter; what the regression is expected to take from their autocorrelations is taken off.
  /// Approximate. Lags count volumes kept.
  double whiteness_p = 0;
  Eigen::VectorXd fitted;  ///< model's series over the volumes kept, if asked for
  /// What the error of the noise parameters does to contrasts; shared by the regions of a fit. Null with
  /// `DegreesOfFreedom::residual` and under white noise.
  std::shared_ptr<const SmallSample> small_sample;
  std::string reason;  ///< why there is no fit ("series is constant", "series has missing values"); then NaN
};

/// Fits every column of `series` (volumes of the run x regions, also the censored ones) by generalised least squares
/// with the noise of each region estimated by restricted maximum likelihood: a search on a fixed grid whose points the
/// regions share, then Newton's method from the best of them. A region with missing values in the kept volumes, or
/// without variance, has a reason and no numbers. Another number of rows than `design.volumes` is an internal error.
/// Results do not depend on the threads.
std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const Design& design,
                           const FitOptions& options = {});

/// What fits take from the design alone. Each part is computed when it is first needed, or ahead by `warm`, for
/// instance while the series are still being read. The design must outlive it.
class FitTables {
 public:
  FitTables(const Design& design, const FitOptions& options);
  ~FitTables();
  FitTables(FitTables&&) noexcept;
  FitTables& operator=(FitTables&&) noexcept;

  /// Computes what the fits of many regions will need, until it is done or asked to stop. May run beside a fit.
  void warm(const std::stop_token& stop) const;

 private:
  friend std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>&, const FitTables&, const FitOptions&);
  struct State;
  std::unique_ptr<State> state_;
};

/// The same with tables that were made for these options: the same numbers, whatever was computed ahead.
std::vector<RegionFit> fit(const Eigen::Ref<const Eigen::MatrixXd>& series, const FitTables& tables,
                           const FitOptions& options);

}  // namespace attune::bold
