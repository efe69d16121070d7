#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "attune/artefact/eog.hpp"
#include "attune/eeg/channel_roles.hpp"
#include "expect_error.hpp"
#include "made_recording.hpp"

namespace attune::artefact {
namespace {

using Eigen::Index;
using ::testing::HasSubstr;

/// One channel at 250 Hz with raised-cosine bumps of 300 ms at `peaks`, microvolts times `height`.
eeg::Recording bumps(const std::vector<Index>& peaks, double height) {
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(2, 5000);
  for (const Index peak : peaks)
    for (Index t = -38; t <= 38; ++t)
      data(0, peak + t) += height * 1e-6 * 0.5 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(t) / 38.0));
  eeg::Recording recording = test::made_recording(data, 250.0);
  recording.channels[0].name = "VEOG";
  recording.channels[1].name = "A-B";
  return recording;
}

TEST(FindBlinks, FindsEachOnceAtItsPeak) {
  const eeg::Recording recording = bumps({500, 1500, 4000}, 150);
  const Blinks found = find_blinks(recording, eog_source(recording, "VEOG"), {}, {});
  ASSERT_EQ(found.blinks.size(), 3u);
  EXPECT_EQ(found.amplitude.value(), 50.0) << "no noise: the least";
  EXPECT_NEAR(static_cast<double>(found.blinks[1].peak), 1500.0, 1.0);
  EXPECT_GT(found.blinks[1].amplitude_uv, 100.0);
  EXPECT_LT(found.blinks[1].first, 1480);
  EXPECT_GT(found.blinks[1].end, 1520);
}

TEST(FindBlinks, FindsThemDownwardsToo) {
  const eeg::Recording recording = bumps({500, 1500}, -150);
  const Blinks found = find_blinks(recording, eog_source(recording, "VEOG"), {}, {});
  ASSERT_EQ(found.blinks.size(), 2u);
  EXPECT_LT(found.blinks[0].amplitude_uv, -100.0);
}

TEST(FindBlinks, LeavesSmallAndSlowExcursions) {
  const eeg::Recording small = bumps({500}, 45);
  EXPECT_TRUE(find_blinks(small, eog_source(small, "VEOG"), {}, {}).blinks.empty());
  eeg::Recording slow = bumps({}, 0);
  for (Index t = 0; t < 5000; ++t)
    slow.data(0, t) = 150e-6 * std::sin(2.0 * std::numbers::pi * static_cast<double>(t) / 500.0);
  EXPECT_TRUE(find_blinks(slow, eog_source(slow, "VEOG"), {}, {}).blinks.empty()) << "half a hertz";
}

TEST(FindBlinks, StaysWithinItsSegment) {
  eeg::Recording recording = bumps({1500}, 150);
  recording.boundaries = {1490.0};
  for (const Blink& blink : find_blinks(recording, eog_source(recording, "VEOG"), {}, {}).blinks)
    EXPECT_TRUE(blink.end <= 1490 || blink.first >= 1490) << blink.first << " " << blink.end;
}

TEST(EogSource, IsAChannelOrADifference) {
  eeg::Recording recording = bumps({500}, 150);
  EXPECT_EQ(eog_source(recording, "A-B").plus, 1) << "a name with a hyphen";
  const EogSource difference = eog_source(recording, "VEOG-A-B");
  EXPECT_EQ(difference.plus, 0);
  EXPECT_EQ(difference.minus, 1);
  EXPECT_EQ(series_of(recording, difference)[500], recording.data(0, 500) - recording.data(1, 500));
  EXPECT_THAT(test::error_of(Fault::input, [&] { eog_source(recording, "VEOG-C"); }), HasSubstr("no channel 'VEOG-C'"));
  recording.channels[0].bad = true;
  EXPECT_THAT(test::error_of(Fault::input, [&] { eog_source(recording, "VEOG"); }), HasSubstr("is bad"));
  EXPECT_TRUE(eog_channels(recording).empty());
}

TEST(ScalpChannels, AreGoodPotentialsOfTheHead) {
  eeg::Recording recording = test::made_recording(Eigen::MatrixXd::Zero(6, 3), 250.0);
  recording.channels[1].type = "EOG";
  recording.channels[2].name = "heog";
  recording.channels[3].unit = "uS";
  recording.channels[4].bad = true;
  recording.channels[5].type = "ECG";
  EXPECT_EQ(eeg::good_scalp_channels(recording), std::vector<Index>{0});
  EXPECT_EQ(eog_channels(recording).size(), 2u);
}

}  // namespace
}  // namespace attune::artefact
