#include "attune/artefact/autoreject.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "attune/eeg/evoked.hpp"
#include "attune/eeg/ledger.hpp"
#include "calibration_line.hpp"
#include "expect_error.hpp"
#include "made_scalp.hpp"

namespace attune::artefact {
namespace {

using test::error_of;
using testing::HasSubstr;

struct Planted {
  eeg::Epochs epochs;
  Eigen::MatrixXd truth;                               // the response, channels x samples
  std::set<std::pair<std::size_t, Eigen::Index>> bad;  // trial, channel
  std::set<std::size_t> spoilt;                        // trials in which most channels are
  scalp::Positions positions;
};

constexpr Eigen::Index kLength = 100;
constexpr double kBackground = 0.25;  // peak-to-peak amplitudes of 20 to 60 uV

// A response of 5 uV in background activity, one channel in two trials of five with a slow artefact of 150 to 300 uV,
// and every tenth trial with one on 24 of 32 channels.
Planted plant(std::size_t trials, std::uint64_t seed) {
  Planted out;
  const auto n = static_cast<Eigen::Index>(trials);
  const eeg::Recording noise = test::made_scalp_recording(n * kLength, 100, seed);
  const Eigen::MatrixXd maps = test::smooth_maps(scalp::montage("biosemi-32").positions);
  out.positions = scalp::montage("biosemi-32").positions;
  Eigen::RowVectorXd wave(kLength);
  for (Eigen::Index s = 0; s < kLength; ++s) {
    const double z = (static_cast<double>(s) - 50) / 10;
    wave[s] = 5e-6 * std::exp(-0.5 * z * z);
  }
  out.truth = maps.col(2) * wave;
  out.epochs.times = {Hertz(100), -20, kLength};
  out.epochs.conditions = {"a"};
  for (const eeg::Channel& channel : noise.channels) out.epochs.channels.push_back(channel.name);
  for (std::size_t t = 0; t < trials; ++t) {
    parallel::Stream stream({seed + 1}, t);
    Eigen::MatrixXd data =
        kBackground * noise.data.middleCols(static_cast<Eigen::Index>(t) * kLength, kLength) + out.truth;
    const auto spoil = [&](Eigen::Index channel) {
      const double size = 150e-6 + 150e-6 * stream.uniform();
      for (Eigen::Index s = 0; s < kLength; ++s) data(channel, s) += size * static_cast<double>(s) / kLength;
      out.bad.emplace(t, channel);
    };
    if (t % 10 == 9) {
      for (Eigen::Index c = 0; c < 24; ++c) spoil(c);
      out.spoilt.insert(t);
    } else {
      for (Eigen::Index c = 2; c < 32; c += 5)
        if (stream.uniform() < 0.25) spoil(c);
    }
    out.epochs.data.push_back(data);
    eeg::Trial trial;
    trial.condition = "a";
    trial.kept = true;
    out.epochs.trials.push_back(trial);
  }
  return out;
}

double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return std::sqrt((a - b).squaredNorm() / static_cast<double>(a.size()));
}

TEST(Autoreject, RepairsAndDropsWhatWasPlanted) {
  Planted planted = plant(80, 1);
  const double before = distance(eeg::average(planted.epochs)[0].average, planted.truth);
  eeg::Epochs epochs = planted.epochs;
  const AutorejectResult result = autoreject(epochs, planted.positions, {}, {});
  std::size_t found = 0, false_alarms = 0, cells = 0;
  for (std::size_t t = 0; t < epochs.trials.size(); ++t) {
    const eeg::Trial& trial = epochs.trials[t];
    EXPECT_EQ(trial.kept, planted.spoilt.count(t) == 0) << t;
    if (!trial.kept) {
      EXPECT_EQ(trial.reason, "too many bad channels");
      continue;
    }
    for (Eigen::Index c = 0; c < 32; ++c) {
      const std::string& name = epochs.channels[static_cast<std::size_t>(c)];
      const bool repaired =
          std::find(trial.interpolated.begin(), trial.interpolated.end(), name) != trial.interpolated.end();
      const bool bad = planted.bad.count({t, c}) > 0;
      found += repaired && bad ? 1u : 0u;
      false_alarms += repaired && !bad ? 1u : 0u;
      cells += bad ? 1u : 0u;
    }
  }
  const double after = distance(eeg::average(epochs)[0].average, planted.truth);
  test::print_counted("autoreject: planted channels repaired", static_cast<double>(found) / static_cast<double>(cells));
  test::print_counted("autoreject: clean channels repaired", static_cast<double>(false_alarms) / (72.0 * 32));
  test::print_counted("autoreject: error of the average before, uV", 1e6 * before);
  test::print_counted("autoreject: error of the average after, uV", 1e6 * after);
  // No more than four channels of a trial are repaired; some trials have five that are bad.
  EXPECT_GE(static_cast<double>(found), 0.9 * static_cast<double>(cells));
  // Where dropping a trial more or less changes nothing beyond noise, the least loss may lie at a low threshold.
  EXPECT_LT(static_cast<double>(false_alarms), 0.15 * 72 * 32);
  EXPECT_LT(after, 0.5 * before);
  EXPECT_EQ(result.kept, 72);
  EXPECT_EQ(result.dropped, 8);
  EXPECT_EQ(eeg::ledger(epochs).names().back(), "interpolated");
}

TEST(Autoreject, IsTheSameForAnyNumberOfThreads) {
  const Planted planted = plant(40, 2);
  eeg::Epochs one = planted.epochs, more = planted.epochs;
  const AutorejectResult a = autoreject(one, planted.positions, {}, {1}),
                         b = autoreject(more, planted.positions, {}, {4});
  EXPECT_EQ(a.thresholds_uv, b.thresholds_uv);
  EXPECT_EQ(a.consensus, b.consensus);
  ASSERT_EQ(one.data.size(), more.data.size());
  for (std::size_t t = 0; t < one.data.size(); ++t) EXPECT_EQ(one.data[t], more.data[t]);
}

TEST(Autoreject, ScalesWithTheData) {
  const Planted planted = plant(40, 3);
  eeg::Epochs small = planted.epochs, large = planted.epochs;
  constexpr double kScale = 4;  // a power of two, so that every bit scales
  for (Eigen::MatrixXd& data : large.data) data *= kScale;
  const AutorejectResult a = autoreject(small, planted.positions, {}, {}),
                         b = autoreject(large, planted.positions, {}, {});
  for (std::size_t c = 0; c < a.thresholds_uv.size(); ++c)
    EXPECT_DOUBLE_EQ(b.thresholds_uv[c], kScale * a.thresholds_uv[c]);
  EXPECT_EQ(a.interpolate, b.interpolate);
  ASSERT_EQ(small.data.size(), large.data.size());
  EXPECT_EQ(large.data[0], kScale * small.data[0]);
}

TEST(Autoreject, LeavesChannelsWithoutPositionAndBadOnesAlone) {
  Planted planted = plant(40, 4);
  planted.positions.row(5).setConstant(std::numeric_limits<double>::quiet_NaN());
  planted.epochs.bad_channels = {planted.epochs.channels[6]};
  for (Eigen::MatrixXd& data : planted.epochs.data) data.row(6).setConstant(std::numeric_limits<double>::quiet_NaN());
  const eeg::Epochs before = planted.epochs;
  const AutorejectResult result = autoreject(planted.epochs, planted.positions, {}, {});
  EXPECT_EQ(result.channels.size(), 30u);
  std::size_t kept = 0;
  for (std::size_t t = 0; t < before.data.size(); ++t) {
    if (!planted.epochs.trials[t].kept) continue;
    EXPECT_EQ(planted.epochs.data[kept++].row(5), before.data[t].row(5));
  }
}

TEST(Autoreject, RefusesTooLittle) {
  Planted planted = plant(9, 5);
  EXPECT_THAT(error_of(Fault::analysis, [&] { autoreject(planted.epochs, planted.positions, {}, {}); }),
              HasSubstr("9 trials and 32 good channels"));
  AutorejectOptions options;
  options.consensus = {0};
  EXPECT_THAT(error_of(Fault::usage, [&] { autoreject(planted.epochs, planted.positions, options, {}); }),
              HasSubstr("a consensus is 0"));
}

}  // namespace
}  // namespace attune::artefact
