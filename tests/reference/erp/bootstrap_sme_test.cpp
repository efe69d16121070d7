// The bootstrapped SME of a real recording against a bootstrap in numpy 1.24 of the same 80 trials (40,000 draws of
// another generator, areas of the piecewise linear waveform). EEGLAB's tutorial data, Pz, event square, reference as
// recorded, baseline -203.125 ... -7.8125 ms, window 300-600 ms.
#include <gtest/gtest.h>

#include <cmath>

#include "attune/eeg/epochs.hpp"
#include "attune/eeg/recording.hpp"
#include "attune/erp/measure.hpp"
#include "shared_data.hpp"

namespace attune::erp {
namespace {

constexpr int kDraws = 10'000;
// Four standard errors of the SDs of 10,000 and of 40,000 draws.
constexpr double kDrawn = 0.032;
constexpr double kRounding = 1e-9;

TEST(BootstrapSme, OfARealRecordingIsThatOfNumpy) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  eeg::EpochOptions cutting;
  const std::vector<std::string> types{"square"};
  cutting.conditions = eeg::conditions_of_types(types);
  cutting.channels = {"Pz"};
  cutting.baseline = eeg::Span{Milliseconds(-200), Milliseconds(0)};
  const eeg::Epochs epochs = eeg::epoch(eeg::read_recording(path), cutting);
  MeasureOptions options;
  options.components = {{"P3", {Milliseconds(300), Milliseconds(600)}, Polarity::positive, {}}};
  options.kinds = {Kind::mean_amplitude, Kind::fractional_area_latency, Kind::peak_latency};
  options.sme = Sme::bootstrap;
  options.bootstraps = kDraws;
  options.seed = {2};
  const std::vector<Measure> rows = measure(epochs, options).rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].n, 80);
  EXPECT_NEAR(rows[0].value, 15.984897081359867, kRounding);
  EXPECT_NEAR(rows[1].value, 435.843420031099, kRounding);
  EXPECT_EQ(rows[2].value, 429.6875);
  // What the bootstrap tends to for a mean: the analytic SME with n instead of n - 1.
  EXPECT_NEAR(rows[0].quality / (1.7580494494833725 * std::sqrt(79.0 / 80.0)), 1, kDrawn);
  EXPECT_NEAR(rows[1].quality / 4.823003174238109, 1, kDrawn);
  EXPECT_NEAR(rows[2].quality / 4.137127433787553, 1, kDrawn);
}

}  // namespace
}  // namespace attune::erp
