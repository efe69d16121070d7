#include "attune/stats/tails.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/stats/distributions.hpp"

namespace attune::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Of logarithms of probabilities and of z, relative.
constexpr double kRelative = 1e-12;

// The finite sums of whole even degrees of freedom in decimal arithmetic of 60 to 4500 digits; z by Newton's method.
TEST(LogTail, OfTIsThatOfLongArithmetic) {
  struct Case {
    double t, df, log_tail, z;
  };
  for (const Case& c : {Case{2, 10, -3.30514155123245320, 1.790409932268828910},
                        Case{5, 30, -11.3603466427065733, 4.230698405964612244},
                        Case{40, 200, -223.233531295701906, 20.94137523907609433},
                        Case{60, 1000, -767.278933723081172, 39.05622455965021883},
                        Case{300, 150, -483.319721249671891, 30.95052024461785746},
                        Case{500, 4000, -8307.13790497392988, 128.8515443857445809},
                        Case{10000, 30, -227.920123809937422, 21.16349155167534795}}) {
    EXPECT_NEAR(log_student_t_upper(c.t, c.df) / c.log_tail, 1.0, kRelative) << c.t;
    EXPECT_NEAR(z_of_t(c.t, c.df) / c.z, 1.0, kRelative) << c.t;
    EXPECT_EQ(z_of_t(-c.t, c.df), -z_of_t(c.t, c.df));
  }
}

TEST(LogTail, OfFIsThatOfLongArithmetic) {
  struct Case {
    double f, df1, df2, log_tail, z;
  };
  for (const Case& c : {Case{3, 4, 40, -3.52177520566296664, 1.887494291802504789},
                        Case{200, 6, 300, -232.510649574348056, 21.37882755866743831},
                        Case{5000, 2, 400, -651.619307604296409, 35.97545721566002375},
                        Case{100000, 8, 600, -2143.51885216051351, 65.39754116609188024}}) {
    EXPECT_NEAR(log_f_upper(c.f, c.df1, c.df2) / c.log_tail, 1.0, kRelative) << c.f;
    EXPECT_NEAR(z_of_f(c.f, c.df1, c.df2) / c.z, 1.0, kRelative) << c.f;
  }
  EXPECT_NEAR(log_f_upper(700, 4, kInfinity) / -1392.7550584536629970, 1.0, kRelative);
  EXPECT_LT(z_of_f(0.1, 3, 50), 0.0);
}

// F of one numerator degree is the square of t: both tails.
TEST(LogTail, OfFWithOneDegreeIsTwiceThatOfT) {
  for (const double t : {1.0, 8.0, 90.0, 1000.0})
    EXPECT_NEAR(log_f_upper(t * t, 1, 57.3), std::log(2.0) + log_student_t_upper(t, 57.3), 1e-10) << t;
}

TEST(NormalOfLogTail, InvertsTheLogTailOnBothSidesAndAcrossTheSwitchOfMethods) {
  for (const double z : {-30.0, -8.5, -3.0, -0.5, 0.0, 0.5, 3.0, 8.0, 34.0, 35.0, 37.5, 40.0, 400.0}) {
    if (z < -8) {  // P is 1 to the last digit: the tail below is what has the digits
      EXPECT_LT(normal_of_log_upper(log_normal_upper(z)), -8.0);
      continue;
    }
    EXPECT_NEAR(normal_of_log_upper(log_normal_upper(z)), z, 1e-12 * std::max(1.0, std::abs(z))) << z;
  }
}

TEST(ZOfT, FollowsTSmoothlyFromZeroToHundreds) {
  EXPECT_EQ(z_of_t(0, 12), 0.0);
  double before = 0;
  for (double t = 0.25; t < 400; t *= 1.05) {
    const double z = z_of_t(t, 180);
    EXPECT_GT(z, before);
    EXPECT_LT(z, t);
    before = z;
  }
  EXPECT_EQ(z_of_t(kInfinity, 20), kInfinity);
  EXPECT_TRUE(std::isnan(z_of_t(std::nan(""), 20)));
  EXPECT_NEAR(z_of_t(7.5, kInfinity), 7.5, 1e-13);
}

}  // namespace
}  // namespace attune::stats
