#include "attune/coupling/beta_series.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "calibration_line.hpp"
#include "noise_series.hpp"

// Null beta-series correlations: regions answer to every trial by heights of their own, and have noise of their own.
namespace attune::coupling {
namespace {

constexpr Eigen::Index kVolumes = 300;
constexpr Eigen::Index kRegions = 30;
constexpr int kRuns = 25;
constexpr double kGate = 0.01;
const bold::FrameTimes kFrames{kVolumes, Seconds(2), Seconds(0)};

struct Setting {
  std::string what;
  bold::TrialMethod method = bold::TrialMethod::separate;
  Seconds between{12};
  double rho = 0;
  double heights = 0;  // standard deviation of a trial's height over that of the noise
};

std::vector<bold::Event> trials(Seconds between, std::uint64_t seed) {
  parallel::Stream stream({seed}, 0);
  std::vector<bold::Event> events;
  for (Seconds at{6}; at < Seconds(570); at += between)
    events.push_back(
        {at + 0.4 * stream.uniform() * between, Seconds(1), stream.uniform() < 0.5 ? "face" : "house", {}, 0, {}});
  return events;
}

double share_rejected(const Setting& setting) {
  const bold::Contrast contrast = bold::parse_contrast("difference", "face - house", {"face", "house"});
  double rejected = 0, all = 0, different = 0, differences = 0;
  for (int item = 0; item < kRuns; ++item) {
    const auto seed = static_cast<std::uint64_t>(5000 + item);
    const bold::TrialModel model =
        bold::make_trial_model(setting.method, trials(setting.between, seed), kFrames, nullptr, {});
    Eigen::MatrixXd series = test::autoregressive_noise(kVolumes, kRegions, setting.rho, seed);
    parallel::Stream stream({seed}, 99999);
    for (Eigen::Index region = 0; region < kRegions; ++region)
      for (Eigen::Index trial = 0; trial < model.columns.cols(); ++trial)
        series.col(region) += (1 + setting.heights * stream.normal()) * model.columns.col(trial);
    const BetaSeries betas = beta_series(series, model, {1});
    const Coupling& face = betas.conditions[0].coupling;
    const Coupling& house = betas.conditions[1].coupling;
    const CouplingContrast difference = contrast_of(betas, contrast);
    for (Eigen::Index i = 0; i < kRegions; ++i)
      for (Eigen::Index j = 0; j < i; ++j) {
        all += 2;
        rejected += (face.p(i, j) < 0.05 ? 1 : 0) + (house.p(i, j) < 0.05 ? 1 : 0);
        differences += 1;
        different += difference.p(i, j) < 0.05 ? 1 : 0;
      }
  }
  test::print_share(setting.what, rejected / all, static_cast<std::size_t>(all));
  test::print_share(setting.what + ", difference of conditions", different / differences,
                    static_cast<std::size_t>(differences));
  EXPECT_NEAR(different / differences, 0.05, kGate);
  return rejected / all;
}

class NullBetaSeries : public testing::TestWithParam<Setting> {};

TEST_P(NullBetaSeries, IsRejectedInFivePercent) { EXPECT_NEAR(share_rejected(GetParam()), 0.05, kGate); }

const Setting kSettings[] = {
    {"beta series, lss, 12 s apart, rho 0", bold::TrialMethod::separate, Seconds(12), 0, 0},
    {"beta series, lss, 12 s apart, rho 0.6", bold::TrialMethod::separate, Seconds(12), 0.6, 0},
    {"beta series, lss, 12 s apart, rho 0.6, heights 1", bold::TrialMethod::separate, Seconds(12), 0.6, 1},
    {"beta series, lss, 6 s apart, rho 0.3", bold::TrialMethod::separate, Seconds(6), 0.3, 0},
    {"beta series, lss, 6 s apart, rho 0.3, heights 1", bold::TrialMethod::separate, Seconds(6), 0.3, 1},
    {"beta series, lsa, 12 s apart, rho 0.3", bold::TrialMethod::all, Seconds(12), 0.3, 0},
    {"beta series, lsa, 12 s apart, rho 0.6, heights 1", bold::TrialMethod::all, Seconds(12), 0.6, 1},
};
INSTANTIATE_TEST_SUITE_P(Settings, NullBetaSeries, testing::ValuesIn(kSettings));

}  // namespace
}  // namespace attune::coupling
