#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "attune/bold/contrast.hpp"
#include "calibration_line.hpp"
#include "noise_series.hpp"

// Rejection rates of true null hypotheses, the numbers of docs/validation.md.
namespace attune::bold {
namespace {

constexpr Eigen::Index kVolumes = 200;
constexpr Eigen::Index kSeries = 6000;
// The gate is 5 +- 1 points; the standard error of a rate of 5 % over 6,000 series is 0.28 points.
constexpr double kGatePercent = 1.0;
constexpr double kStandardError = 0.28;

std::vector<Event> blocks() {
  std::vector<Event> events;
  for (int i = 0; i < 10; ++i) events.push_back({Seconds(10 + 40.0 * i), Seconds(20), "task"});
  return events;
}

Design block_design() { return make_design(blocks(), {kVolumes, Seconds(2), Seconds(1)}, nullptr, {}); }

Design censored_design() {
  parallel::Stream stream({6}, 1);
  std::vector<double> displacement(kVolumes);
  for (double& value : displacement) value = stream.uniform() < 0.2 ? 1.0 : 0.1;
  Table table;
  table.add("framewise_displacement", displacement);
  DesignOptions options;
  options.censor_displacement = Millimetres(0.9);
  return make_design(blocks(), {kVolumes, Seconds(2), Seconds(1)}, &table, options);
}

double rejected_percent(const std::string& what, const Eigen::MatrixXd& series, const Design& design,
                        NoiseModel model) {
  const Contrast task = parse_contrast("task", "task", {"task"});
  const auto results = estimate(task, design, fit(series, design, {model, DegreesOfFreedom::satterthwaite, {}}));
  double count = 0;
  for (const ContrastEstimate& result : results) count += result.p < 0.05 ? 1 : 0;
  const double percent = 100 * count / static_cast<double>(results.size());
  attune::test::print_share(fmt::format("{}: {}", what, name_of(model)), percent / 100.0, results.size());
  return percent;
}

std::string noise_of(double rho) { return fmt::format("rho {}", rho); }

class NullRejection : public testing::TestWithParam<double> {};

TEST_P(NullRejection, IsFivePercentUnderAr1) {
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kVolumes, kSeries, GetParam(), 101);
  const double percent = rejected_percent(noise_of(GetParam()), series, block_design(), NoiseModel::ar1);
  EXPECT_NEAR(percent, 5.0, kGatePercent + kStandardError);
}

TEST_P(NullRejection, IsFivePercentUnderArma11) {
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kVolumes, kSeries, GetParam(), 103);
  EXPECT_NEAR(rejected_percent(noise_of(GetParam()), series, block_design(), NoiseModel::arma11), 5.0,
              kGatePercent + kStandardError);
}

TEST_P(NullRejection, IsFivePercentWithAFifthOfTheVolumesCensored) {
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kVolumes, kSeries, GetParam(), 107);
  EXPECT_NEAR(rejected_percent(noise_of(GetParam()) + ", a fifth censored", series, censored_design(), NoiseModel::ar1),
              5.0, kGatePercent + kStandardError);
}

// What the noise models are for: the worse, the more neighbours in time have in common.
TEST_P(NullRejection, IsMoreThanFivePercentUnderLeastSquares) {
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kVolumes, kSeries, GetParam(), 101);
  const double percent = rejected_percent(noise_of(GetParam()), series, block_design(), NoiseModel::white);
  if (GetParam() == 0.0)
    EXPECT_NEAR(percent, 5.0, kGatePercent + kStandardError);
  else
    EXPECT_GT(percent, 5.0 + 20.0 * GetParam());
}

INSTANTIATE_TEST_SUITE_P(Rho, NullRejection, testing::Values(0.0, 0.2, 0.4, 0.6),
                         [](const auto& instance) { return fmt::format("{:02.0f}", 10 * instance.param); });

TEST(NullRejectionOfMixedNoise, IsFivePercentUnderArma11AndMoreUnderAr1) {
  const Eigen::MatrixXd series = attune::test::autoregressive_noise(kVolumes, kSeries, 0.8, 109) +
                                 attune::test::autoregressive_noise(kVolumes, kSeries, 0.0, 113);
  EXPECT_NEAR(rejected_percent("rho 0.8 plus as much white", series, block_design(), NoiseModel::arma11), 5.0,
              kGatePercent + kStandardError);
  EXPECT_GT(rejected_percent("rho 0.8 plus as much white", series, block_design(), NoiseModel::ar1), 6.0);
  EXPECT_GT(rejected_percent("rho 0.8 plus as much white", series, block_design(), NoiseModel::white), 12.0);
}

}  // namespace
}  // namespace attune::bold
