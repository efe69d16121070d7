// Independent components of three sources made by formula, against other programs (numpy 1.24, scikit-learn 1.2.1,
// scipy 1.10), whose whitening was given the n - 1 covariance:
//   FastICA(whiten=False, fun="logcosh", tol=1e-15) on the whitened data;
//   extended infomax: scipy's BFGS (gtol 1e-12) on its loss with the signs -1, 1, 1.
// Both scaled to sources of variance 1, in order of variance explained, the largest weight positive.
#include <gtest/gtest.h>

#include <cmath>

#include "attune/artefact/ica.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// FastICA stopped at steps of sqrt(2e-15) = 4e-8, BFGS at a gradient of 1e-9, here at 1e-9; weights of about 1.
constexpr double kTolerance = 3e-7;

double fraction(double step, Index t) {
  const double x = step * static_cast<double>(t);
  return x - std::floor(x);
}

MatrixXd data() {
  constexpr Index kSamples = 2000;
  MatrixXd sources(3, kSamples);
  for (Index t = 0; t < kSamples; ++t) {
    const double u2 = fraction(0.5698402909980532, t);
    sources(0, t) = fraction(0.7548776662466927, t) - 0.5;
    sources(1, t) = (u2 < 0.5 ? 1.0 : -1.0) * std::log(1.0 - 2.0 * std::abs(u2 - 0.5) + 1e-3);
    sources(2, t) = std::pow(2.0 * fraction(0.8191725133961645, t) - 1.0, 5);
  }
  MatrixXd mixing(3, 3);
  mixing << 1.0, 0.5, -0.3, 0.2, -1.2, 0.8, -0.7, 0.4, 1.5;
  return mixing * sources;
}

Ica fit(IcaMethod method) {
  IcaOptions options;
  options.method = method;
  options.tolerance = 1e-9;
  return fit_ica(data(), options);
}

TEST(IcaReference, AgreesWithScikitLearnsFastIca) {
  MatrixXd expected(3, 3);
  expected << -0.702687655564, -0.088775555332, 0.285498451775, 1.675597365135, 0.215001820978, 0.065724735007,
      -0.55742055797, 0.466663776341, -0.200188667735;
  for (const IcaMethod method : {IcaMethod::picard, IcaMethod::fastica}) {
    const Ica ica = fit(method);
    EXPECT_TRUE(ica.converged);
    EXPECT_LT((ica.mixing - expected).cwiseAbs().maxCoeff(), kTolerance) << name_of(method);
    EXPECT_NEAR(ica.kurtosis[0], 2.30161117475415, 1e-5);
    EXPECT_NEAR(ica.kurtosis[1], 2.7557562936846907, 1e-5);
    EXPECT_NEAR(ica.kurtosis[2], -1.2000370316756763, 1e-5);
  }
}

TEST(IcaReference, AgreesWithExtendedInfomaxByAnotherSolver) {
  MatrixXd expected(3, 3);
  expected << -0.700381311199, -0.090135240614, 0.290146637992, 1.676462894128, 0.216834186888, 0.054629608706,
      -0.558326778652, 0.466391840584, -0.195297425204;
  const Ica ica = fit(IcaMethod::infomax);
  EXPECT_TRUE(ica.converged);
  EXPECT_LT((ica.mixing - expected).cwiseAbs().maxCoeff(), kTolerance);
  EXPECT_FALSE(ica.super_gaussian[2]);
}

}  // namespace
}  // namespace attune::artefact
