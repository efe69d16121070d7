#pragma once

#include <Eigen/Dense>
#include <span>
#include <string_view>

namespace attune::bold {

/// How the errors of a series are correlated in time.
enum class NoiseModel {
  white,  ///< not at all: ordinary least squares
  ar1,    ///< first-order autoregressive
  arma11  ///< autoregressive plus white, the mixed ARMA(1,1) process
};
/// "white" (or "ols"), "ar1", "arma11"; another name is a usage error that suggests the nearest.
NoiseModel noise_model(std::string_view name);
std::string_view name_of(NoiseModel model);

/// Parameters of y_t = a y_(t-1) + e_t + b e_(t-1); AR(1) has b = 0, white noise a = b = 0.
struct Arma {
  double a = 0, b = 0;
};

/// Makes series with errors of an ARMA(1,1) process white, exactly, also where volumes are missing between rows: the
/// innovations of the process given all earlier rows, divided by their standard deviations (Kalman filter with one
/// state). The gains depend on the parameters and the gaps only, so one whitener serves every column.
class Whitener {
 public:
  /// `kept`: the volume of each row, ascending. |a| and |b| must be below 1.
  Whitener(Arma parameters, std::span<const Eigen::Index> kept);

  /// Each column whitened; rows as `kept`.
  Eigen::MatrixXd operator()(const Eigen::Ref<const Eigen::MatrixXd>& columns) const;
  /// The transpose of the whitening applied to each column: whitened twice this way is the inverse covariance.
  Eigen::MatrixXd transposed(const Eigen::Ref<const Eigen::MatrixXd>& columns) const;
  /// The filter by row: state = decay * state + gain * innovation before, innovation = value - state, white =
  /// innovation * scale.
  const Eigen::ArrayXd& decay() const { return decay_; }
  const Eigen::ArrayXd& gain() const { return gain_; }
  const Eigen::ArrayXd& scale() const { return scale_; }
  /// Logarithm of the determinant of the errors' covariance for e of unit variance.
  double log_determinant() const { return log_determinant_; }

 private:
  Eigen::ArrayXd decay_, gain_, scale_;
  double log_determinant_ = 0;
};

}  // namespace attune::bold
