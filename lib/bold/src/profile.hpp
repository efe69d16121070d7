#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "attune/bold/design.hpp"
#include "attune/bold/noise.hpp"
#include "grid_search.hpp"
#include "kernels.hpp"
#include "noise_space.hpp"

namespace attune::bold {

/// Restricted likelihood of one residual series with innovation variance and coefficients at their best values, and
/// everything that comes with it, at exact noise parameters. Holds room for the work: one for each thread.
class Profile {
  using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

 public:
  explicit Profile(const Design& design);

  /// Sets the series: least-squares residuals over the volumes kept.
  void load(const Eigen::Ref<const Eigen::VectorXd>& residuals);

  struct At {
    Arma noise;
    double criterion = 0;             ///< -2 log-likelihood, up to a constant of the design
    Eigen::Vector2d gradient;         ///< of the criterion by a, b
    double residual_squares = 0;      ///< whitened
    Eigen::VectorXd coordinates;      ///< of the series in the basis
    Eigen::MatrixXd unit_covariance;  ///< (Q' W Q)^-1
    Eigen::VectorXd innovations;      ///< whitened residuals of the model
  };
  At at(Arma noise);

  /// The highest likelihood near `start`: Newton's method with gradients by formula, inside the bounds. Where white
  /// noise is as likely the parameters are 0.
  At climb(const GridStart& start, const NoiseSpace& space);

  /// An orthonormal basis of the design whitened at `at`, volumes kept x rank.
  Eigen::MatrixXd white_basis(const At& at);

 private:
  double white_criterion() const;  ///< -2 log-likelihood of white noise, without the tables

  const Design& design_;
  const Kernels& kernels_;
  std::size_t times_, rank_, columns_;
  std::vector<double> values_;  // basis and series, times x columns
  std::array<std::vector<double>, 3> white_;
  std::vector<double> weights_;
  RowMatrix products_, covariance_;  // padded
};

}  // namespace attune::bold
