#include "attune/coupling/ppi.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "calibration_line.hpp"
#include "noise_series.hpp"

// Null psychophysiological interactions: seed and targets answer to the task, and to each other at the same slope in
// both conditions; everything else is noise.
namespace attune::coupling {
namespace {

constexpr Eigen::Index kVolumes = 200;
constexpr Eigen::Index kTargets = 100;
constexpr int kRuns = 50;
constexpr double kGate = 0.01;
const bold::FrameTimes kFrames{kVolumes, Seconds(2), Seconds(0)};

std::vector<bold::Event> blocks() {
  std::vector<bold::Event> events;
  for (int i = 0; i < 12; ++i) events.push_back({Seconds(10 + 32.0 * i), Seconds(16), i % 2 == 0 ? "face" : "house"});
  return events;
}

std::vector<bold::Event> short_events() {
  parallel::Stream stream({5}, 0);
  std::vector<bold::Event> events;
  for (int i = 0; i < 48; ++i)
    events.push_back({Seconds(6 + 8.0 * i + 2 * stream.uniform()), Seconds(1), i % 2 == 0 ? "face" : "house"});
  return events;
}

struct Setting {
  std::string what;
  bool events = false;
  double rho = 0;
  double slope = 0;
};

double share_rejected(const Setting& setting) {
  const std::vector<bold::Event> events = setting.events ? short_events() : blocks();
  const PpiModels models(events, kFrames, nullptr, {});
  const bold::Contrast contrast =
      of_interactions(bold::parse_contrast("difference", "face - house", {"face", "house"}));
  double rejected = 0, all = 0;
  for (int item = 0; item < kRuns; ++item) {
    const auto seed = static_cast<std::uint64_t>(3000 + 2 * item);
    const Eigen::VectorXd task = models.task().matrix.col(0) + 0.5 * models.task().matrix.col(1);
    Eigen::VectorXd source = test::autoregressive_noise(kVolumes, 1, 0.6, seed) + task;
    Eigen::MatrixXd series = test::autoregressive_noise(kVolumes, kTargets, setting.rho, seed + 1);
    series.colwise() += task + setting.slope * source;
    source += 0.5 * test::autoregressive_noise(kVolumes, 1, 0, seed + 100000);
    const PpiModel model = models(source);
    for (const bold::ContrastEstimate& one :
         bold::estimate(contrast, model.design, bold::fit(series, model.design, {}))) {
      all += 1;
      rejected += one.p < 0.05 ? 1 : 0;
    }
  }
  test::print_share(setting.what, rejected / all, static_cast<std::size_t>(all));
  return rejected / all;
}

class NullInteraction : public testing::TestWithParam<Setting> {};

TEST_P(NullInteraction, IsRejectedInFivePercent) { EXPECT_NEAR(share_rejected(GetParam()), 0.05, kGate); }

const Setting kSettings[] = {
    {"gPPI, blocks, rho 0", false, 0, 0},
    {"gPPI, blocks, rho 0.3", false, 0.3, 0},
    {"gPPI, blocks, rho 0.6", false, 0.6, 0},
    {"gPPI, events, rho 0.3", true, 0.3, 0},
    {"gPPI, events, rho 0.6", true, 0.6, 0},
    {"gPPI, blocks, rho 0.3, slope 0.5", false, 0.3, 0.5},
    {"gPPI, events, rho 0.3, slope 0.5", true, 0.3, 0.5},
};
INSTANTIATE_TEST_SUITE_P(Settings, NullInteraction, testing::ValuesIn(kSettings));

}  // namespace
}  // namespace attune::coupling
