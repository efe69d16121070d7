#include "attune/stats/bayes_factor.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"

namespace attune::stats {
namespace {

constexpr double kPrinted = 1e-8;  // relative: the reference values have nine digits

double jzs(double t, double n_a, double n_b) {
  return std::exp(log_jzs_bayes_factor(t, n_a + n_b - 2.0, n_a * n_b / (n_a + n_b), kCauchyScale));
}

TEST(JzsBayesFactor, AgreesWithQuadratureOfRouder2009) {
  EXPECT_NEAR(jzs(2.5, 20, 20) / 3.33785490, 1.0, kPrinted);
  EXPECT_NEAR(jzs(2.0, 12, 18) / 1.49525441, 1.0, kPrinted);
  EXPECT_NEAR(jzs(0.0, 20, 20) / 0.30879356, 1.0, 2.0 * kPrinted);
  EXPECT_NEAR(jzs(5.0, 15, 15) / 630.779220, 1.0, kPrinted);
}

TEST(JzsBayesFactor, OfTenPairs) {
  // A published example of ten paired sleep scores gives about 17.
  EXPECT_NEAR(std::exp(log_jzs_bayes_factor(4.0621, 9.0, 10.0, kCauchyScale)) / 17.258292, 1.0, 5e-8);
}

TEST(JzsBayesFactor, DoesNotOverflowForALargeT) {
  EXPECT_TRUE(std::isfinite(log_jzs_bayes_factor(20.0, 38.0, 10.0, kCauchyScale)));
  const double enormous = log_jzs_bayes_factor(1e6, 2000.0, 500.0, kCauchyScale);
  EXPECT_TRUE(std::isfinite(enormous));
  EXPECT_GT(enormous, 709.0);  // beyond the largest double
  EXPECT_TRUE(std::isinf(log_jzs_bayes_factor(HUGE_VAL, 10.0, 3.0, kCauchyScale)));
}

// Hotelling's density of r integrated over the prior with mpmath at 25 digits.
TEST(CorrelationBayesFactor, AgreesWithIntegrationOfTheDensityOfR) {
  constexpr double kClosedForm = 1e-12;
  const auto bf = [](double r, std::size_t n, double width) {
    return std::exp(log_correlation_bayes_factor(r, n, width));
  };
  EXPECT_NEAR(bf(0.393, 46, 1.0) / 6.32049242221446, 1.0, kClosedForm);
  EXPECT_NEAR(bf(0.9, 12, 1.0 / 3.0) / 84.5524112699911, 1.0, kClosedForm);
  EXPECT_NEAR(bf(-0.2, 30, 1.0 / 3.0) / 0.644258291364754, 1.0, kClosedForm);
  EXPECT_NEAR(bf(0.5, 5, 1.0 / 3.0) / 0.929639385823265, 1.0, kClosedForm);
  EXPECT_NEAR(bf(0.0, 24, 1.0 / 3.0) / 0.440154745640467, 1.0, kClosedForm);
}

TEST(CorrelationBayesFactor, OfAPerfectCorrelationIsInfinite) {
  EXPECT_TRUE(std::isinf(log_correlation_bayes_factor(1.0, 10, kStretchedBetaWidth)));
  EXPECT_TRUE(std::isfinite(log_correlation_bayes_factor(0.999999, 8, kStretchedBetaWidth)));
  EXPECT_TRUE(std::isfinite(log_correlation_bayes_factor(0.99, 20000, kStretchedBetaWidth)));
  EXPECT_THROW(log_correlation_bayes_factor(0.5, 2, kStretchedBetaWidth), Error);
}

}  // namespace
}  // namespace attune::stats
