#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/stats/bayes_factor.hpp"

namespace attune::stats {
namespace {

struct OneSided {
  double t, both, greater, less;
};

// R 4.2.2, BayesFactor 0.9.12-4.4: ttest.tstat(t, 17, 26, nullInterval = c(0, Inf) and c(-Inf, 0)), whose adaptive
// integration is good to 1e-10 there.
TEST(OneSidedJzs, AgreesWithTheReferenceProgram) {
  constexpr double kAdaptive = 1e-9;
  for (const OneSided& c : {OneSided{0.2, 0.310427336922015, 0.354009075427023, 0.266845598385544},
                            OneSided{-0.7, 0.371459198908261, 0.19927080000703, 0.54364759781262}}) {
    const auto bf = [&](Alternative a) {
      return std::exp(log_jzs_bayes_factor(c.t, 41, 17.0 * 26 / 43, kCauchyScale, a));
    };
    EXPECT_NEAR(bf(Alternative::two_sided), c.both, kAdaptive);
    EXPECT_NEAR(bf(Alternative::greater), c.greater, kAdaptive);
    EXPECT_NEAR(bf(Alternative::less), c.less, kAdaptive);
  }
}

// The double integral over the effect and the variance by mpmath 1.2.1, whose nested quadrature gives 9 digits.
TEST(OneSidedJzs, AgreesWithTheDoubleIntegral) {
  const auto bf = [](Alternative a) {
    return std::exp(log_jzs_bayes_factor(3.3, 41, 17.0 * 26 / 43, kCauchyScale, a));
  };
  EXPECT_NEAR(bf(Alternative::greater) / 35.049163178018, 1.0, 1e-8);
  EXPECT_NEAR(bf(Alternative::less) / 0.085045362242849, 1.0, 1e-8);
}

TEST(OneSidedJzs, AverageToTheTwoSidedOne) {
  for (const double t : {0.0, 0.3, -2.0, 5.0, 40.0}) {
    const auto bf = [&](Alternative a) { return log_jzs_bayes_factor(t, 12, 6, 1.0, a); };
    const double greater = bf(Alternative::greater), less = bf(Alternative::less), top = std::max(greater, less);
    EXPECT_NEAR(top + std::log(0.5 * (std::exp(greater - top) + std::exp(less - top))), bf(Alternative::two_sided),
                1e-10);
    EXPECT_NEAR(log_jzs_bayes_factor(-t, 12, 6, 1.0, Alternative::less), greater, 1e-12);
  }
}

// Hotelling's density of r integrated over half of the prior with 25 digits (mpmath 1.2.1).
TEST(OneSidedCorrelation, AgreesWithIntegrationOfTheDensityOfR) {
  constexpr double kAgreement = 1e-11;  // relative
  struct Case {
    double r;
    std::size_t n;
    double greater, less;
  };
  for (const Case& c :
       {Case{0.3, 5, 1.02716175295486, 0.6030286007891613}, Case{0.3, 20, 1.585432103418497, 0.2380987367456975},
        Case{0.9, 20, 55294.1454203038, 0.1090015604489073},
        Case{-0.9, 200, 0.01048099129412197, 6.303668328283385e+68}}) {
    EXPECT_NEAR(std::exp(log_correlation_bayes_factor(c.r, c.n, 1.0 / 3.0, Alternative::greater)) / c.greater, 1.0,
                kAgreement);
    EXPECT_NEAR(std::exp(log_correlation_bayes_factor(c.r, c.n, 1.0 / 3.0, Alternative::less)) / c.less, 1.0,
                kAgreement);
  }
}

TEST(OneSidedCorrelation, OfManyPairsAveragesToTheTwoSidedOne) {
  for (const double r : {0.0, 0.02, -0.3, 0.95}) {
    const auto bf = [&](Alternative a) { return log_correlation_bayes_factor(r, 20000, 0.5, a); };
    const double greater = bf(Alternative::greater), less = bf(Alternative::less), top = std::max(greater, less);
    constexpr double kLargeLogs = 1e-8;
    EXPECT_NEAR(top + std::log(0.5 * (std::exp(greater - top) + std::exp(less - top))), bf(Alternative::two_sided),
                kLargeLogs);
  }
}

TEST(OneSidedCorrelation, OfAPerfectOneIsInfiniteOnItsSideAlone) {
  EXPECT_EQ(log_correlation_bayes_factor(1.0, 10, 1.0, Alternative::greater), std::numeric_limits<double>::infinity());
  EXPECT_EQ(log_correlation_bayes_factor(1.0, 10, 1.0, Alternative::less), -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace attune::stats
