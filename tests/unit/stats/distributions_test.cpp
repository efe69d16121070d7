#include "attune/stats/distributions.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace attune::stats {
namespace {

constexpr double kExact = 1e-12;  // promised absolute error of the noncentral t

TEST(StudentT, WithOneDegreeOfFreedomIsCauchy) {
  EXPECT_NEAR(student_t_upper(1.0, 1.0), 0.25, 1e-15);
  EXPECT_NEAR(student_t_lower(-1.0, 1.0), 0.25, 1e-15);
  EXPECT_NEAR(student_t_two_sided(-1.0, 1.0), 0.5, 1e-15);
}

TEST(StudentT, KeepsTheRelativePrecisionOfATinyTail) {
  // P(T > 40) with 30 degrees of freedom by numerical integration with 30 digits.
  const double tail = student_t_upper(40.0, 30.0);
  EXPECT_GT(tail, 0.0);
  EXPECT_NEAR(student_t_lower(-40.0, 30.0) / tail, 1.0, 1e-13);
}

TEST(StudentT, AtInfinityAndNotANumber) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(student_t_upper(infinity, 5.0), 0.0);
  EXPECT_EQ(student_t_upper(-infinity, 5.0), 1.0);
  EXPECT_TRUE(std::isnan(student_t_upper(std::nan(""), 5.0)));
}

struct NoncentralCase {
  double t, df, ncp, probability;
};

// Integrated with mpmath at 30 digits: the integral of Phi(t s - ncp) over the chi density of s.
const NoncentralCase kNoncentral[] = {
    {2, 10, 1, 0.807611562530375262},    {0.5, 3, -2, 0.99219969892356369},    {-1.5, 5, 2, 0.000815906946009352095},
    {30, 4, 20, 0.77555780177911065},    {3, 1, 12, 0.000147802310334454164},  {50, 200, 45, 0.967925431489956015},
    {8, 1000, 7, 0.837050713208568022},  {1000, 20, 900, 0.70413809610579649}, {20, 1000000, 21, 0.158678238727945051},
    {5, 2, 9.99, 0.0238784113138136725}, {5, 2, 10.01, 0.0235272645814472822},
};

TEST(NoncentralT, AgreesWithThirtyDigitIntegration) {
  for (const auto& c : kNoncentral)
    EXPECT_NEAR(noncentral_t_lower(c.t, c.df, c.ncp), c.probability, kExact) << c.t << " " << c.df << " " << c.ncp;
}

TEST(NoncentralT, WithoutNoncentralityIsCentral) {
  for (const double t : {-3.0, -0.5, 0.0, 0.1, 2.0, 12.0})
    for (const double df : {1.0, 2.5, 30.0, 5000.0})
      EXPECT_NEAR(noncentral_t_lower(t, df, 0.0), student_t_lower(t, df), kExact) << t << " " << df;
}

TEST(NoncentralT, OfMirroredArgumentsIsTheOtherTail) {
  for (const double ncp : {0.3, 4.0, 11.0, 40.0})
    EXPECT_NEAR(noncentral_t_lower(7.0, 12.0, ncp) + noncentral_t_lower(-7.0, 12.0, -ncp), 1.0, kExact);
}

TEST(NoncentralityInterval, HasTheTailsItPromises) {
  for (const double t : {-8.0, -0.2, 0.0, 2.5, 40.0}) {
    for (const double df : {1.0, 9.0, 38.0, 900.0}) {
      const Interval ncp = noncentrality_interval(t, df, 0.95);
      EXPECT_NEAR(noncentral_t_lower(t, df, ncp.low), 0.975, 1e-11) << t << " " << df;
      EXPECT_NEAR(noncentral_t_lower(t, df, ncp.high), 0.025, 1e-11) << t << " " << df;
    }
  }
}

TEST(NoncentralityInterval, ComesToAnEndForAnEnormousT) {
  const Interval ncp = noncentrality_interval(1e7, 23.0, 0.95);
  EXPECT_LT(ncp.low, 1e7);
  EXPECT_GT(ncp.high, 1e7);
}

TEST(Normal, QuantileIsTheInverse) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(normal_two_sided(1.959963984540054), 0.05, 1e-15);
}

}  // namespace
}  // namespace attune::stats
