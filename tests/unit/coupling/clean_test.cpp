#include "attune/coupling/clean.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "attune/coupling/butterworth.hpp"
#include "expect_error.hpp"
#include "noise_series.hpp"

namespace attune::coupling {
namespace {

using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-9;
const bold::FrameTimes kFrames{160, Seconds(2), Seconds(0)};

Table motion(const std::vector<std::size_t>& moved) {
  std::vector<double> displacement(160, 0.1);
  for (const std::size_t volume : moved) displacement[volume] = 2;
  Table table;
  table.add("framewise_displacement", displacement);
  return table;
}

CleanOptions censoring() {
  CleanOptions options;
  options.model.censor_displacement = Millimetres(0.9);
  return options;
}

// The k-th cosine of the run: k / (2 n TR) Hz.
Eigen::VectorXd cosine(double k) {
  Eigen::VectorXd out(kFrames.volumes);
  for (Eigen::Index i = 0; i < kFrames.volumes; ++i)
    out(i) = std::cos(std::numbers::pi * (2 * static_cast<double>(i) + 1) * k / (2.0 * 160));
  return out;
}

TEST(Clean, TakesOutWhatIsFasterThanTheLowPassAndNothingElse) {
  CleanOptions options;
  options.low_pass = Hertz(0.1);  // cosine 64 of 160
  Eigen::MatrixXd series(kFrames.volumes, 2);
  series.col(0) = 100 + (cosine(20) + cosine(100)).array();
  series.col(1) = 100 + cosine(64).array() + 0.1 * test::autoregressive_noise(160, 1, 0, 3).col(0).array();
  const CleanedRun run = clean(series, {}, kFrames, nullptr, options);
  EXPECT_NEAR((run.values.col(0) - cosine(20)).norm(), 0, 1e-6);
  EXPECT_GT(run.values.col(1).dot(cosine(64)) / cosine(64).squaredNorm(), 0.9);
  EXPECT_EQ(run.rank, 1 + 5 + 95) << "constant, cosines up to 128 s, cosines 65 to 159";
  EXPECT_NEAR(run.degrees, 160 - 101, kRounding);
}

TEST(Clean, DoesNotSeeCensoredFrames) {
  const Table confounds = motion({30, 31, 90});
  for (const Filter filter : {Filter::cosine, Filter::butterworth}) {
    CleanOptions options = censoring();
    options.filter = filter;
    options.low_pass = Hertz(0.15);
    Eigen::MatrixXd series = test::autoregressive_noise(160, 2, 0.4, 5);
    const CleanedRun before = clean(series, {}, kFrames, &confounds, options);
    for (const Eigen::Index volume : {30, 31}) series(volume, 0) = 1e6;
    series(90, 1) = std::numeric_limits<double>::quiet_NaN();
    const CleanedRun after = clean(series, {}, kFrames, &confounds, options);
    EXPECT_EQ(after.values.rows(), 157);
    EXPECT_EQ(before.values, after.values);
  }
}

TEST(Clean, TakesOutConfoundsInTheSameBand) {
  Table confounds = motion({});
  const Eigen::VectorXd csf = test::autoregressive_noise(160, 1, 0.3, 8);
  confounds.add("csf", Column::Numbers(csf.begin(), csf.end()));
  for (const Filter filter : {Filter::cosine, Filter::butterworth}) {
    CleanOptions options;
    options.filter = filter;
    options.low_pass = Hertz(0.1);
    options.model.confounds = {"csf"};
    Eigen::MatrixXd series(160, 2);
    series.col(0) = 5 * csf + 0.001 * test::autoregressive_noise(160, 1, 0, 9);
    series.col(1) = test::autoregressive_noise(160, 1, 0, 10);
    const CleanedRun run = clean(series, {}, kFrames, &confounds, options);
    EXPECT_LT(run.values.col(0).norm(), 0.02) << name_of(filter);
    EXPECT_GT(run.values.col(1).norm(), 2) << name_of(filter);
  }
}

// A filter without a high-pass does not take the place of polynomials.
TEST(Clean, TakesPolynomialsOutWithEitherFilter) {
  Eigen::MatrixXd series = test::autoregressive_noise(160, 2, 0, 5);
  series.colwise() += Eigen::VectorXd::LinSpaced(160, 100, 200);
  CleanOptions options;
  options.model.drift = bold::Drift::polynomial;
  options.model.polynomial_order = 1;
  const CleanedRun cosine = clean(series, {}, kFrames, nullptr, options);
  options.filter = Filter::butterworth;
  const CleanedRun run = clean(series, {}, kFrames, nullptr, options);
  EXPECT_EQ(run.rank, 2) << "constant and line";
  EXPECT_NEAR((run.values - cosine.values).norm(), 0, kRounding) << "nothing is filtered";
}

TEST(Clean, GivesRegionsWithoutSeriesAReason) {
  Eigen::MatrixXd series = test::autoregressive_noise(160, 3, 0.4, 5);
  series.col(1).setConstant(7);
  series(10, 2) = std::numeric_limits<double>::quiet_NaN();
  const CleanedRun run = clean(series, {}, kFrames, nullptr, {});
  EXPECT_EQ(run.reasons[0], "");
  EXPECT_EQ(run.reasons[1], "series is constant");
  EXPECT_EQ(run.reasons[2], "series has missing values");
  EXPECT_TRUE(run.values.col(1).isZero(0));
}

TEST(Clean, RefusesWhatLeavesNoDegreesOfFreedom) {
  CleanOptions options;
  options.low_pass = Hertz(0.01);
  const Eigen::MatrixXd series = test::autoregressive_noise(160, 2, 0.4, 5);
  const std::string message = error_of(Fault::analysis, [&] { clean(series, {}, kFrames, nullptr, options); });
  EXPECT_THAT(message, HasSubstr("160 frames are kept"));
  EXPECT_THAT(message, HasSubstr("the low-pass at 0.01 Hz takes most of them"));
  options.whiten = true;
  EXPECT_THAT(error_of(Fault::usage, [&] { clean(series, {}, kFrames, nullptr, options); }), HasSubstr("no low-pass"));
}

TEST(Butterworth, KeepsSlowWavesInPlaceAndStopsFastOnes) {
  Eigen::MatrixXd series(kFrames.volumes, 2);
  series.col(0) = cosine(16);   // 0.025 Hz
  series.col(1) = cosine(130);  // 0.203 Hz
  const Eigen::MatrixXd out = butterworth(series, Hertz(0.5), std::nullopt, Hertz(0.1));
  // Away from the ends, whose reflection is no cosine. The response is 1 / (1 + w^4) with w warped: 0.998 and 0.0026.
  EXPECT_NEAR((out.col(0) - series.col(0)).segment(20, 120).cwiseAbs().maxCoeff(), 0, 0.005);
  EXPECT_LT(out.col(1).segment(20, 120).cwiseAbs().maxCoeff(), 0.01);
}

TEST(Butterworth, RefusesCutoffsThatCannotBe) {
  const Eigen::MatrixXd series = test::autoregressive_noise(20, 1, 0, 1);
  EXPECT_THAT(error_of(Fault::analysis, [&] { butterworth(series, Hertz(0.5), std::nullopt, Hertz(0.3)); }),
              HasSubstr("between 0 and 0.25 Hz"));
}

TEST(FilterOf, SuggestsTheNearest) {
  EXPECT_EQ(filter_of("butterworth"), Filter::butterworth);
  EXPECT_THAT(error_of(Fault::usage, [] { filter_of("buterworth"); }), HasSubstr("did you mean 'butterworth'"));
}

}  // namespace
}  // namespace attune::coupling
