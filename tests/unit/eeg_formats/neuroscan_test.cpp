#include "attune/eeg/neuroscan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_refused.hpp"
#include "made_cnt.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::MadeCnt;
using test::TemporaryFolder;

// Sensitivity and calibration are floats.
constexpr double kFloatScale = 1e-7;

Recording read(const std::string& bytes) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "a.cnt", bytes);
  return read_neuroscan(folder / "a.cnt");
}

MadeCnt two_channels() {
  MadeCnt out;
  out.channels = {{.label = "Fz", .baseline = 10, .bad = true}, {.label = "Cz", .sensitivity = 409.6F}};
  out.samples = {{110, 11, 12, 13}, {1, -2, 3, -4}};
  return out;
}

TEST(Neuroscan, MicrovoltsAreStoredLessBaselineTimesSensitivityTimesCalib) {
  const Recording recording = read(two_channels().bytes());
  ASSERT_EQ(recording.data.cols(), 4);
  EXPECT_NEAR(recording.data(0, 0), 100e-6, 100e-6 * kFloatScale);
  EXPECT_NEAR(recording.data(1, 3), -8e-6, 8e-6 * kFloatScale);
  EXPECT_EQ(recording.sampling_frequency.value(), 250.0);
  EXPECT_TRUE(recording.channels[0].bad);
  EXPECT_FALSE(recording.channels[1].bad);
}

TEST(Neuroscan, WidthAndBlocksLeaveTheSamplesAsTheyAre) {
  const Eigen::MatrixXd plain = read(two_channels().bytes()).data;
  for (const int width : {2, 4})
    for (const int block : {0, 2, 4}) {
      MadeCnt made = two_channels();
      made.width = width;
      made.block = block;
      EXPECT_EQ(read(made.bytes()).data, plain) << width << " bytes, blocks of " << block;
    }
}

TEST(Neuroscan, AnEventLiesOnTheSampleThatItsTablePointsTo) {
  for (const int table : {1, 2, 3}) {
    MadeCnt made = two_channels();
    made.table = table;
    made.events = {{.stimulus = 300, .sample = 1},
                   {.pad = 4, .sample = 2},
                   {.keyboard = 2, .sample = 3},
                   {.accept = 0xe, .sample = 2},
                   {.accept = 0xc, .sample = 0}};
    const Recording recording = read(made.bytes());
    ASSERT_EQ(recording.events.size(), 3U) << "table " << table;
    EXPECT_EQ(recording.events[0].sample, 1.0);
    EXPECT_EQ(recording.events[0].type, "300");
    EXPECT_EQ(recording.events[1].kind, "Response");
    EXPECT_EQ(recording.events[1].type, "4");
    EXPECT_EQ(recording.events[2].type, "F2");
    EXPECT_THAT(recording.boundaries, ::testing::ElementsAre(2.0)) << "a break";
    EXPECT_THAT(recording.warnings,
                ::testing::Contains(::testing::HasSubstr("1 entries of the event table have no code")));
    EXPECT_EQ(recording.warnings.size(), table == 3 ? 2U : 1U) << "type 3 is read in two ways by others";
  }
}

TEST(Neuroscan, TheTailSaysTheWidthWhereTheNumberOfSamplesDoesNot) {
  for (const int width : {2, 4}) {
    MadeCnt made = two_channels();
    made.width = width;
    made.state_samples = false;
    made.tail_flag = width == 4 ? 1 : 0;
    const Recording recording = read(made.bytes());
    EXPECT_EQ(recording.data.cols(), 4);
    EXPECT_TRUE(recording.warnings.empty());
  }
}

TEST(Neuroscan, TheValuesSayTheWidthWithAWarningWhereNothingElseDoes) {
  for (const int width : {2, 4}) {
    MadeCnt made;
    made.width = width;
    made.state_samples = false;
    made.samples.resize(1);
    for (int s = 0; s < 400; ++s) made.samples[0].push_back((s * 37) % 1000 - 500);
    const Recording recording = read(made.bytes());
    EXPECT_EQ(recording.data.cols(), 400) << width;
    EXPECT_THAT(recording.warnings, ::testing::ElementsAre(::testing::HasSubstr("the values look like")));
  }
}

TEST(Neuroscan, OtherFilesAndDefectsAreRefusedWithTheirPlace) {
  expect_refused(Fault::input, {"ANT's .cnt"}, [] { read("RIFF" + std::string(1000, ' ')); });
  expect_refused(Fault::input, {"has 9 bytes"}, [] { read("Version 3"); });
  expect_refused(Fault::input, {"a.cnt@0", "'Version 3.0'"}, [] { read(std::string(1000, 'x')); });
  const std::string whole = two_channels().bytes();
  expect_refused(Fault::input, {"cut short"}, [&] { read(whole.substr(0, 1055)); });
  MadeCnt unscaled = two_channels();
  unscaled.channels[1].calibration = 0.0F;
  expect_refused(Fault::input, {"'Cz'", "calibration 0"}, [&] { read(unscaled.bytes()); });
  MadeCnt table = two_channels();
  table.table = 7;
  expect_refused(Fault::input, {"event table is of type 7"}, [&] { read(table.bytes()); });
  MadeCnt none = two_channels();
  none.channels.clear();
  none.samples.clear();
  expect_refused(Fault::input, {"states 0 channels"}, [&] { read(none.bytes()); });
}

}  // namespace
}  // namespace attune::eeg
