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

// Logs of the same integral for r = 1 - rest, by mpmath 1.2.1 with 30 digits: the trapezoid rule with step 1 / 16 in
// the logit of rho. 15 pairs are the most whose series is taken about 1, 16 the fewest whose series is not.
TEST(OneSidedCorrelation, OfFewPairsOnALineAgreesWithIntegration) {
  constexpr double kAgreement = 1e-12;
  struct Case {
    std::size_t n;
    double rest, kappa, greater, less;
  };
  for (const Case& c : {Case{3, 0.01, 1.0 / 3.0, 0.5637534983070121, -0.48999731067635961},
                        Case{3, 0.0001, 1.0 / 3.0, 0.58149590228969632, -0.49271054284760661},
                        Case{3, 1e-06, 1.0 / 3.0, 0.58168210070146643, -0.49273762803255154},
                        Case{3, 1e-09, 1.0 / 3.0, 0.58168398089343349, -0.49273790134194565},
                        Case{3, 1e-12, 1.0 / 3.0, 0.58168398277363878, -0.492737901615255},
                        Case{4, 0.01, 1.0 / 3.0, 1.0562948904226485, -0.71336504129130464},
                        Case{4, 0.0001, 1.0 / 3.0, 1.1020521583236587, -0.71724673981116922},
                        Case{4, 1e-06, 1.0 / 3.0, 1.1025740642330048, -0.71728547971803506},
                        Case{4, 1e-09, 1.0 / 3.0, 1.102579351207811, -0.71728587063115621},
                        Case{4, 1e-12, 1.0 / 3.0, 1.1025793564951418, -0.71728587102206925},
                        Case{5, 0.01, 1.0 / 3.0, 1.6798856446850975, -0.90640716289192864},
                        Case{5, 0.0001, 1.0 / 3.0, 1.7897970790640564, -0.9112074411399204},
                        Case{5, 1e-06, 1.0 / 3.0, 1.7914058890542463, -0.91125533730660435},
                        Case{5, 1e-09, 1.0 / 3.0, 1.7914228883453605, -0.91125582061174031},
                        Case{5, 1e-12, 1.0 / 3.0, 1.7914229054302832, -0.91125582109504533},
                        Case{10, 0.01, 1.0 / 3.0, 7.3082751290843349, -1.57998427485664},
                        Case{10, 0.0001, 1.0 / 3.0, 12.331296343088998, -1.5872400631154995},
                        Case{10, 1e-06, 1.0 / 3.0, 16.949978869599227, -1.5873123942562236},
                        Case{10, 1e-09, 1.0 / 3.0, 23.857982963680674, -1.5873131241203935},
                        Case{10, 1e-12, 1.0 / 3.0, 30.7657607541667, -1.5873131248502575},
                        Case{15, 0.01, 1.0 / 3.0, 15.663913662456521, -1.9990930545037262},
                        Case{15, 0.0001, 1.0 / 3.0, 31.854644322856057, -2.007314959566365},
                        Case{15, 1e-06, 1.0 / 3.0, 47.973536031659535, -2.0073968786268662},
                        Case{15, 1e-09, 1.0 / 3.0, 72.150687649044808, -2.0073977052345182},
                        Case{15, 1e-12, 1.0 / 3.0, 96.327908461414313, -2.0073977060611255},
                        Case{16, 0.01, 1.0 / 3.0, 17.455657205605809, -2.0662949314294186},
                        Case{16, 0.0001, 1.0 / 3.0, 35.932786454491819, -2.0746380712024572},
                        Case{16, 1e-06, 1.0 / 3.0, 54.354077160350975, -2.0747211918993781},
                        Case{16, 1e-09, 1.0 / 3.0, 81.985104549968351, -2.0747220306315609},
                        Case{16, 1e-12, 1.0 / 3.0, 109.61621404678891, -2.0747220314702928},
                        Case{3, 0.0001, 1.0, 1.2480375274161595, -0.84578968854622904},
                        Case{3, 1e-12, 1.0, 1.27278614321796, -0.84582371000208162},
                        Case{10, 0.0001, 1.0, 25.867357653257777, -2.1729718883936448},
                        Case{10, 1e-12, 1.0, 81.129541121417967, -2.1730493786601958},
                        Case{8, 1e-06, 1.0 / 3.0, 6.7397716186314471, -1.3611309087733218},
                        Case{8, 1e-12, 1.0 / 3.0, 7.6217410077202657, -1.3611315700334484},
                        Case{22, 1e-09, 1.0 / 10.0, 17.440333076742365, -1.8048939114598368}}) {
    SCOPED_TRACE(testing::Message() << c.n << " pairs, 1 - r = " << c.rest);
    const auto log_bf = [&](double r, Alternative a) { return log_correlation_bayes_factor(r, c.n, c.kappa, a); };
    EXPECT_NEAR(log_bf(1.0 - c.rest, Alternative::greater), c.greater, kAgreement);
    EXPECT_NEAR(log_bf(1.0 - c.rest, Alternative::less), c.less, kAgreement);
    EXPECT_NEAR(log_bf(c.rest - 1.0, Alternative::less), c.greater, kAgreement);
    const double both = c.greater + std::log(0.5 * (1.0 + std::exp(c.less - c.greater)));
    EXPECT_NEAR(log_bf(1.0 - c.rest, Alternative::two_sided), both, kAgreement);
    EXPECT_NEAR(log_bf(c.rest - 1.0, Alternative::two_sided), both, kAgreement);
  }
}

// Towards r = 1 the factor of n >= 3 pairs has a limit or grows without a jump: neighbours differ by what r does.
TEST(OneSidedCorrelation, IsContinuousInR) {
  for (const std::size_t n : {3U, 4U, 7U, 15U, 16U, 40U})
    for (int percent = 30; percent < 100; ++percent) {
      const double r = 0.01 * percent, step = 1e-9, slope = 10.0 * static_cast<double>(n) / (1.0 - r);
      EXPECT_NEAR(log_correlation_bayes_factor(r, n, 1.0 / 3.0, Alternative::greater),
                  log_correlation_bayes_factor(r - step, n, 1.0 / 3.0, Alternative::greater), slope * step + 1e-13)
          << n << " pairs, r = " << r;
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
