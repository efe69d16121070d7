// The problem of cvxEDA on 120 samples, solved by numpy: columns of the driver by its recursion, spline and line
// written out densely, scipy's L-BFGS-B to find which drivers are 0, then the normal equations of the others, repeated
// until the set no longer changes (gradients below 1e-13). bench/peers/cvxeda.py prints these numbers.
#include "attune/skin/cvxeda.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune::skin {
namespace {

struct Sample {
  Eigen::Index at;
  double phasic, tonic, driver;
};
constexpr Sample kExpected[] = {
    {10, 0.029258597675836707, 2.0186234835426715, 0.033321986075938115},
    {29, 0.05697273094639452, 2.03395893871231, 0.0},
    {30, 0.09188268308542065, 2.0339910081364585, 4.949251434409898},
    {31, 0.18997945416264106, 2.0339326712756107, 0.0},
    {35, 0.39797009458000343, 2.032758402966633, 0.0},
    {45, 0.2435596945217272, 2.0225912708617697, 0.03208006830675665},
    {69, 0.030728137157128636, 1.9568189778184073, 0.0},
    {70, 0.043115854506847885, 1.9535143372590718, 1.9731892599087917},
    {71, 0.08103269043305898, 1.9502263116493443, 0.0},
    {75, 0.16122371557599605, 1.9373842379567392, 0.0},
    {90, 0.056728570177329095, 1.9004786356298977, 0.0},
    {110, 0.027639466738326905, 1.9093502642665798, 0.053549915459906824},
};
constexpr double kDriverIntegral = 1.8392209094463574;  // uS

double bateman(double t) { return t <= 0 ? 0 : std::exp(-t / 2) - std::exp(-t / 0.7); }

TEST(CvxEdaReference, IsNumpysSolution) {
  constexpr double kRate = 5;
  Eigen::VectorXd y(120);
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    y[i] = 2 + 0.9 * bateman(t - 6) + 0.4 * bateman(t - 14) + 0.1 * std::sin(0.05 * static_cast<double>(i));
  }
  CvxEdaOptions options;
  options.residual = 1e-11;
  const CvxEda found = cvxeda(y, Hertz(kRate), options);
  constexpr double kSame = 1e-6;
  // Neighbouring samples of the driver can nearly stand for each other; their sum is held to 1e-6 below.
  constexpr double kSameDriver = 5e-5;
  for (const Sample& sample : kExpected) {
    EXPECT_NEAR(found.phasic[sample.at], sample.phasic, kSame) << sample.at;
    EXPECT_NEAR(found.tonic[sample.at], sample.tonic, kSame) << sample.at;
    EXPECT_NEAR(found.driver[sample.at], sample.driver, kSameDriver) << sample.at;
  }
  EXPECT_NEAR(found.driver.sum() / kRate, kDriverIntegral, kSame);
}

}  // namespace
}  // namespace attune::skin
