// How often PREP's criteria take a clean channel for a bad one, and find one that is.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "attune/artefact/bad_channels.hpp"
#include "calibration_line.hpp"
#include "made_scalp.hpp"

namespace attune::artefact {
namespace {

constexpr int kRecordings = 60;
constexpr Eigen::Index kSamples = 12000;
constexpr double kFrequency = 200;

using Spoil = std::function<void(Eigen::MatrixXd&, Eigen::Index channel, parallel::Stream&)>;

struct Shares {
  double found = 0, false_alarms = 0;  // counts, then shares
};

// One spoilt channel in each recording: how often it is found, and how many of the others are.
Shares shares(std::uint64_t seed, const Spoil& spoil) {
  Shares out;
  for (int i = 0; i < kRecordings; ++i) {
    eeg::Recording recording = test::made_scalp_recording(kSamples, kFrequency, seed + static_cast<std::uint64_t>(i));
    parallel::Stream stream({seed}, static_cast<std::uint64_t>(i));
    const auto channel = static_cast<Eigen::Index>(stream.below(32));
    if (spoil) spoil(recording.data, channel, stream);
    BadChannelOptions options;
    options.seed = {seed + static_cast<std::uint64_t>(i)};
    const BadChannelReport report = find_bad_channels(recording, options, {});
    const std::string& name = recording.channels[static_cast<std::size_t>(channel)].name;
    const bool found = spoil && std::find(report.bad.begin(), report.bad.end(), name) != report.bad.end();
    out.found += found ? 1 : 0;
    out.false_alarms += static_cast<double>(report.bad.size() - (found ? 1 : 0));
  }
  out.found /= kRecordings;
  out.false_alarms /= kRecordings * (spoil ? 31.0 : 32.0);
  return out;
}

void check(const std::string& what, std::uint64_t seed, const Spoil& spoil, double least) {
  const Shares s = shares(seed, spoil);
  test::print_share(what + ": found", s.found, kRecordings);
  test::print_share(what + ": clean channels taken for bad", s.false_alarms, kRecordings * 31);
  EXPECT_GE(s.found, least) << what;
  EXPECT_LE(s.false_alarms, 0.02) << what;
}

void add_noise(Eigen::MatrixXd& data, Eigen::Index channel, double size, parallel::Stream& stream) {
  for (Eigen::Index s = 0; s < data.cols(); ++s) data(channel, s) += size * stream.normal();
}

TEST(BadChannelsCalibration, CleanChannelsAreKept) {
  const double share = shares(1000, {}).false_alarms;
  test::print_share("no bad channel: clean channels taken for bad", share, kRecordings * 32);
  EXPECT_LE(share, 0.02);
}

TEST(BadChannelsCalibration, NoiseIsFound) {
  check(
      "white noise of 40 uV", 2000, [](auto& data, auto c, auto& stream) { add_noise(data, c, 40e-6, stream); }, 0.95);
}

TEST(BadChannelsCalibration, NoContactIsFound) {
  check(
      "noise of 5 uV alone", 3000,
      [](auto& data, auto c, auto& stream) {
        data.row(c).setZero();
        add_noise(data, c, 5e-6, stream);
      },
      0.95);
}

TEST(BadChannelsCalibration, DropoutsAreFound) {
  check(
      "three seconds of 60 without signal", 4000,
      [](auto& data, auto c, auto& stream) {
        for (int i = 0; i < 3; ++i)
          data.row(c).segment(200 * static_cast<Eigen::Index>(stream.below(59)), 300).setConstant(1e-6);
      },
      0.95);
}

TEST(BadChannelsCalibration, AWrongGainIsFound) {
  check(
      "a gain of 10", 5000, [](auto& data, auto c, auto&) { data.row(c) *= 10; }, 0.8);
}

TEST(BadChannelsCalibration, AnotherPlaceIsFound) {
  check(
      "signal of another electrode with opposite sign", 6000, [](auto& data, auto c, auto&) { data.row(c) *= -1; },
      0.95);
}

}  // namespace
}  // namespace attune::artefact
