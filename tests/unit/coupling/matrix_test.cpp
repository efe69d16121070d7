#include "attune/coupling/matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_error.hpp"
#include "noise_series.hpp"

namespace attune::coupling {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
const bold::FrameTimes kFrames{100, Seconds(2), Seconds(0)};

TEST(Correlate, GivesCorrelationsZAndTheirErrors) {
  Eigen::MatrixXd values(4, 3);
  values << 1, 1, 0, -1, 1, 0, 1, -1, 0, -1, -1, 0;
  values.col(2) = values.col(0) + 2 * values.col(1);
  const Eigen::MatrixXd degrees = Eigen::MatrixXd::Constant(3, 3, 27);
  const Coupling coupling = correlate(values, {"", "", ""}, degrees);
  EXPECT_NEAR(coupling.r(0, 1), 0, kRounding);
  EXPECT_NEAR(coupling.r(0, 2), 1 / std::sqrt(5.0), kRounding);
  EXPECT_NEAR(coupling.z(0, 2), std::atanh(1 / std::sqrt(5.0)), kRounding);
  EXPECT_NEAR(coupling.se(0, 2), 0.2, kRounding);
  EXPECT_NEAR(coupling.p(0, 1), 1, kRounding);
  EXPECT_TRUE(std::isnan(coupling.z(1, 1)));
  EXPECT_EQ(coupling.r(1, 1), 1);
}

TEST(Correlate, LeavesOutRegionsWithAReason) {
  const Eigen::MatrixXd values = test::autoregressive_noise(30, 3, 0, 1);
  const Coupling coupling = correlate(values, {"", "gone", ""}, Eigen::MatrixXd::Constant(3, 3, 28));
  EXPECT_TRUE(std::isnan(coupling.r(0, 1)));
  EXPECT_TRUE(std::isnan(coupling.r(1, 1)));
  EXPECT_FALSE(std::isnan(coupling.r(0, 2)));
}

TEST(Correlate, OfTheSameSeriesHasNoFiniteZ) {
  Eigen::MatrixXd values = test::autoregressive_noise(30, 2, 0, 1);
  values.col(1) = -3 * values.col(0);
  const Coupling coupling = correlate(values, {"", ""}, Eigen::MatrixXd::Constant(2, 2, 28));
  EXPECT_EQ(coupling.z(0, 1), -std::numeric_limits<double>::infinity());
}

// (r12 - r13 r23) / sqrt((1 - r13^2) (1 - r23^2))
TEST(Couple, GivesThePartialCorrelationOfThreeRegions) {
  Eigen::MatrixXd series = test::autoregressive_noise(100, 3, 0, 2);
  series.col(0) += series.col(2);
  series.col(1) += 0.5 * series.col(2);
  const CleanedRun run = clean(series, {}, kFrames, nullptr, {});
  const Eigen::MatrixXd r = couple(run, Kind::pearson).r;
  const Coupling partial = couple(run, Kind::partial);
  const double expected = (r(0, 1) - r(0, 2) * r(1, 2)) / std::sqrt((1 - r(0, 2) * r(0, 2)) * (1 - r(1, 2) * r(1, 2)));
  EXPECT_NEAR(partial.r(0, 1), expected, kRounding);
  EXPECT_LT(partial.degrees(0, 1), run.degrees);
}

TEST(Couple, RefusesPartialCorrelationsOfTooManyRegionsButShrinksThem) {
  const CleanedRun run = clean(test::autoregressive_noise(100, 98, 0, 2), {}, kFrames, nullptr, {});
  EXPECT_THAT(error_of(Fault::analysis, [&] { couple(run, Kind::partial); }),
              HasSubstr("98 regions need more frames than 100"));
  const Coupling shrunk = couple(run, Kind::ledoit_wolf_partial);
  EXPECT_GT(shrunk.shrinkage, 0.5);
  EXPECT_TRUE(std::isfinite(shrunk.z(0, 1)));
  EXPECT_TRUE(std::isnan(shrunk.se(0, 1))) << "shrunken correlations have no such error";
}

TEST(Couple, ShrinksByTheIntensityThatItTells) {
  const CleanedRun run = clean(test::autoregressive_noise(100, 10, 0, 4), {}, kFrames, nullptr, {});
  const Coupling shrunk = couple(run, Kind::ledoit_wolf);
  EXPECT_NEAR(shrunk.r(2, 7), (1 - shrunk.shrinkage) * couple(run, Kind::pearson).r(2, 7), kRounding);
}

TEST(CorrelationP, IsStudents) {
  // r = 0.5 of 12 pairs: t = 1.825742 on 10 degrees of freedom.
  EXPECT_NEAR(correlation_p(0.5, 11), 0.09785, 5e-5);
  EXPECT_TRUE(std::isnan(correlation_p(0.5, 1)));
}

TEST(KindOf, SuggestsTheNearest) {
  EXPECT_EQ(kind_of("ledoit-wolf-partial"), Kind::ledoit_wolf_partial);
  EXPECT_THAT(error_of(Fault::usage, [] { kind_of("person"); }), HasSubstr("did you mean 'pearson'"));
}

}  // namespace
}  // namespace attune::coupling
