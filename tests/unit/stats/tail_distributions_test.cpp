#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "attune/stats/distributions.hpp"
#include "attune/stats/f_distribution.hpp"
#include "attune/stats/studentized_range.hpp"

namespace attune::stats {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

TEST(FUpper, OfOneNumeratorDegreeIsTheSquaredT) {
  for (const double t : {0.1, 1.0, 2.5, 12.0, 80.0})
    EXPECT_NEAR(f_upper(t * t, 1.0, 17.3), student_t_two_sided(t, 17.3), 1e-13 * student_t_two_sided(t, 17.3));
}

TEST(FUpper, OfTwoNumeratorDegreesIsAPower) {
  // (1 + 2 F / d)^(-d / 2)
  for (const double f : {0.01, 1.0, 30.0, 1e4})
    EXPECT_NEAR(f_upper(f, 2.0, 10.0), std::pow(1.0 + 0.2 * f, -5.0), 1e-13 * std::pow(1.0 + 0.2 * f, -5.0));
}

TEST(FUpper, HasItsEdges) {
  EXPECT_EQ(f_upper(0.0, 3.0, 4.0), 1.0);
  EXPECT_EQ(f_upper(kInfinite, 3.0, 4.0), 0.0);
  EXPECT_TRUE(std::isnan(f_upper(std::nan(""), 3.0, 4.0)));
  EXPECT_NEAR(f_upper(2.0, 3.0, kInfinite), chi_squared_upper(6.0, 3.0), 1e-15);
  EXPECT_NEAR(chi_squared_upper(4.0, 2.0), std::exp(-2.0), 1e-15);
}

// scipy.stats.studentized_range.sf (1.10); the last is the 5 % point of printed tables.
TEST(StudentizedRange, AgreesWithTables) {
  EXPECT_NEAR(studentized_range_upper(3.5, 3.0, 20.0), 0.055891849082, 1e-11);
  EXPECT_NEAR(studentized_range_upper(4.0, 5.0, 10.0), 0.101954905274, 1e-11);
  EXPECT_NEAR(studentized_range_upper(3.314493, 3.0, kInfinite), 0.05, 1e-6);
}

TEST(StudentizedRange, OfTwoGroupsIsStudentsT) {
  for (const double df : {1.0, 3.0, 21.0, 500.0})
    for (const double t : {0.2, 1.0, 3.0})
      EXPECT_NEAR(studentized_range_upper(t * std::sqrt(2.0), 2.0, df), student_t_two_sided(t, df), 1e-10) << df << t;
}

}  // namespace
}  // namespace attune::stats
