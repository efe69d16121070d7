#include "attune/eeg/channel_roles.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace attune::eeg {
namespace {

Channel channel(const std::string& name, const std::string& type = "") {
  Channel out;
  out.name = name;
  out.type = type;
  return out;
}

TEST(ChannelRoles, TheTypeDecidesWhereThereIsOne) {
  EXPECT_TRUE(is_scalp(channel("EOG1", "EEG")));
  EXPECT_FALSE(is_eye(channel("EOG1", "EEG")));
  EXPECT_TRUE(is_eye(channel("Fp1", "VEOG")));
  EXPECT_FALSE(is_scalp(channel("Fp1", "VEOG")));
  EXPECT_FALSE(is_scalp(channel("Fp1", "MISC")));
}

TEST(ChannelRoles, ElseTheName) {
  for (const char* name : {"EOG1", "VEOG", "HEOG-L", "EOGL", "veog+"}) {
    EXPECT_TRUE(is_eye(channel(name))) << name;
    EXPECT_FALSE(is_scalp(channel(name))) << name;
  }
  for (const char* name : {"ECG", "EMG1", "EXG8", "STI 014", "Status", "TRIGGER", "Photodiode", "STIM"})
    EXPECT_FALSE(is_scalp(channel(name))) << name;
  for (const char* name : {"Fp1", "Cz", "E12", "A1", "EEG 001", "TP9", "M1"})
    EXPECT_TRUE(is_scalp(channel(name))) << name;
}

TEST(ChannelRoles, OfANameAloneAreThoseOfAChannelWithoutAType) {
  for (const char* name : {"Cz", "VEOG", "ECG"})
    EXPECT_EQ(is_scalp(std::string(name)), is_scalp(channel(name))) << name;
}

TEST(ChannelRoles, WhatIsNoPotentialIsNeither) {
  Channel skin = channel("EOG1");
  skin.unit = "uS";
  EXPECT_FALSE(is_eye(skin));
  EXPECT_FALSE(is_scalp(skin));
}

TEST(ChannelRoles, BadChannelsAreNoGoodScalpChannels) {
  Recording recording;
  recording.channels = {channel("Fz"), channel("EOG1"), channel("Cz"), channel("Pz")};
  recording.channels[2].bad = true;
  EXPECT_EQ(good_scalp_channels(recording), (std::vector<Eigen::Index>{0, 3}));
}

}  // namespace
}  // namespace attune::eeg
