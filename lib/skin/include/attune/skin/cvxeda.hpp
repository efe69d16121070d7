#pragma once

#include <Eigen/Core>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/base/units.hpp"
#include "attune/physio/recording.hpp"

namespace attune::skin {

/// Constants of Greco, Valenza, Lanata, Scilingo & Citi (2016), of which alpha and gamma are meant for a signal of unit
/// SD: the conductance is divided by its SD before and everything is multiplied by it after, so that results are
/// microsiemens.
struct CvxEdaOptions {
  Seconds tau_fall{2.0}, tau_rise{0.7};  ///< of a response (Bateman)
  Seconds knots{10.0};                   ///< of the cubic spline that is the tonic level
  double alpha = 8e-4;                   ///< price of the driver
  double gamma = 1e-2;                   ///< price of the spline's coefficients
  double residual = 1e-9;                ///< relative residual of the optimality conditions that is aimed at
  int iterations = 100;
};

/// conductance = tonic + phasic + rest, with phasic = driver convolved with exp(-t / tau_fall) - exp(-t / tau_rise).
struct CvxEda {
  Eigen::VectorXd tonic, phasic, rest;  ///< uS
  Eigen::VectorXd driver;               ///< uS/s, never negative: activity of the sudomotor nerve
  double kkt = 0;                       ///< the largest relative residual of the optimality conditions that was left
  int iterations = 0;
};

/// Solves 1/2 |M q + B l + C d - y|^2 + alpha 1'A q + gamma/2 |l|^2 with A q >= 0: M q is the phasic part and A q the
/// driver by the bilinear transform of the Bateman function, B a cubic B-spline with a knot every `knots`, C a line. An
/// interior-point method (Mehrotra 1992) on the sparse normal matrix, whose bands are kept by ordering everything in
/// time. Conductance is uS at `sampling_frequency`, without missing samples. Usage errors: time constants that are not
/// tau_fall > tau_rise > 0, knots closer than two samples; analysis errors: fewer than 10 samples, a constant, or a
/// residual above 1e-6 after `iterations`.
CvxEda cvxeda(const Eigen::Ref<const Eigen::VectorXd>& conductance, Hertz sampling_frequency,
              const CvxEdaOptions& options);

}  // namespace attune::skin
