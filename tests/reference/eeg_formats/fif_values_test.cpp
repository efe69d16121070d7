// Small FIF files that MNE 1.3.0 wrote, against what MNE reads from them (data/fif_values.json).
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "attune/eeg/recording.hpp"

namespace attune::eeg {
namespace {

constexpr double kFloatOnset = 1e-3;  // samples: annotations keep their onsets, of some seconds, as floats
constexpr double kFloatMillimetre = 1e-4;

const std::filesystem::path kFolder = ATTUNE_SOURCE_DIR "/tests/reference/eeg_formats/data";

class FifValues : public ::testing::TestWithParam<const char*> {};

TEST_P(FifValues, AreThoseOfMne) {
  const nlohmann::json all = nlohmann::json::parse(std::ifstream(kFolder / "fif_values.json"));
  const nlohmann::json& expected = all.at("files").at(GetParam());
  const Recording recording = read_recording(kFolder / GetParam());
  ASSERT_EQ(recording.data.cols(), expected.at("samples").get<Eigen::Index>());
  for (Eigen::Index c = 0; c < recording.data.rows(); ++c)
    for (Eigen::Index s = 0; s < recording.data.cols(); ++s)
      ASSERT_EQ(recording.data(c, s),
                expected.at("data")[static_cast<std::size_t>(c)][static_cast<std::size_t>(s)].get<double>())
          << "channel " << c << " sample " << s;
  std::vector<Event> codes, annotations;
  for (const Event& event : recording.events) (event.kind == "Annotation" ? annotations : codes).push_back(event);
  ASSERT_EQ(codes.size(), expected.at("events").size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    EXPECT_EQ(codes[i].sample, expected["events"][i][0].get<double>());
    EXPECT_EQ(codes[i].type, std::to_string(expected["events"][i][1].get<int>()));
  }
  ASSERT_EQ(annotations.size(), expected.at("annotations").size());
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    EXPECT_NEAR(annotations[i].sample, expected["annotations"][i][0].get<double>(), kFloatOnset);
    EXPECT_EQ(annotations[i].type, expected["annotations"][i][1].get<std::string>());
  }
  for (std::size_t c = 0; c < 2; ++c) {
    ASSERT_TRUE(recording.channels[c].position);
    EXPECT_NEAR(recording.channels[c].position->y, expected["positions"][c][1].get<double>(), kFloatMillimetre);
  }
  for (const Channel& channel : recording.channels) EXPECT_EQ(channel.bad, channel.name == "VEOG");
}

INSTANTIATE_TEST_SUITE_P(EveryNumberFormat, FifValues,
                         ::testing::Values("made_short_raw.fif", "made_int_raw.fif", "made_single_raw.fif.gz",
                                           "made_double_raw.fif"));

}  // namespace
}  // namespace attune::eeg
