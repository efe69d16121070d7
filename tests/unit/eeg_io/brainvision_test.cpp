#include "attune/eeg/brainvision.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "brainvision_files.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::BrainVisionFiles;
using test::expect_refused;
using test::TemporaryFolder;
using test::write_bytes;
using test::write_values;

// One rounding of resolution x unit x number in double precision.
constexpr double kRounding = 1e-15;

TEST(BrainVision, Int16FramesAreScaledByResolutionAndUnit) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.channels = {"Cz,,0.5,\xc2\xb5V", "Pz,,2,mV"};
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {10, -3, 20, 4, 30, 5});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  ASSERT_EQ(recording.data.rows(), 2);
  ASSERT_EQ(recording.data.cols(), 3);
  EXPECT_NEAR(recording.data(0, 2), 15e-6, kRounding * 15e-6);
  EXPECT_NEAR(recording.data(1, 0), -6e-3, kRounding * 6e-3);
  EXPECT_DOUBLE_EQ(recording.sampling_frequency.value(), 250.0);
  EXPECT_EQ(recording.channels[1].name, "Pz");
  EXPECT_EQ(recording.channels[1].unit, "V");
  EXPECT_EQ(recording.channels[1].stored_unit, "mV");
  EXPECT_TRUE(recording.warnings.empty());
}

TEST(BrainVision, VectorisedFramesAreChannelAfterChannel) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.orientation = "VECTORIZED";
  files.format = "INT_32";
  files.channels = {"A,,1,V", "B,,1,V"};
  files.write(folder.path());
  write_values<std::int32_t>(folder / "x.eeg", {1, 2, 3, -4, -5, -6});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  Eigen::MatrixXd expected(2, 3);
  expected << 1, 2, 3, -4, -5, -6;
  EXPECT_EQ(recording.data, expected);
}

TEST(BrainVision, MissingResolutionIsOneAndMissingUnitIsMicrovolts) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.format = "IEEE_FLOAT_32";
  files.channels = {"bare", "half,,0.5", "unit,,,nV", "empty,,,"};
  files.write(folder.path());
  write_values<float>(folder / "x.eeg", {8.f, 8.f, 8.f, 8.f});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  const double expected[] = {8e-6, 4e-6, 8e-9, 8e-6};
  for (Eigen::Index c = 0; c < 4; ++c) EXPECT_NEAR(recording.data(c, 0), expected[c], kRounding * expected[c]);
}

TEST(BrainVision, ChannelsThatAreNoPotentialKeepTheirUnit) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.channels = {"Cz,,1,\xc2\xb5V", "EDA,,0.5,\xc2\xb5S", "Temp,,0.1,C"};
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 6, 365});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  EXPECT_DOUBLE_EQ(recording.data(1, 0), 3.0);
  EXPECT_DOUBLE_EQ(recording.data(2, 0), 36.5);
  EXPECT_EQ(recording.channels[1].unit, "\xc2\xb5S");
  EXPECT_FALSE(recording.channels[2].is_potential());
}

TEST(BrainVision, BigEndianSamplesAreTurnedRound) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.binary_extra = "UseBigEndianOrder=YES\n";
  files.channels = {"A,,1,V"};
  files.write(folder.path());
  write_bytes(folder / "x.eeg", std::string_view("\x01\x02\xff\xfe", 4));
  const Recording recording = read_brainvision(folder / "x.vhdr");
  EXPECT_DOUBLE_EQ(recording.data(0, 0), 258.0);
  EXPECT_DOUBLE_EQ(recording.data(0, 1), -2.0);
}

TEST(BrainVision, TextDataHaveTheStatedDecimalSymbolAndLeadingColumns) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_format = "ASCII";
  files.orientation = "VECTORIZED";
  files.channels = {"A,,,V", "B,,,V"};
  files.after = "[ASCII Infos]\nDecimalSymbol=,\nSkipLines=1\nSkipColumns=1\n";
  files.write(folder.path());
  write_bytes(folder / "x.eeg", "exported\nA 1,5 -2,25 3\nB 4 5e-1 6\n");
  const Recording recording = read_brainvision(folder / "x.vhdr");
  Eigen::MatrixXd expected(2, 3);
  expected << 1.5, -2.25, 3, 4, 0.5, 6;
  EXPECT_EQ(recording.data, expected);
}

TEST(BrainVision, TheNameBeforeALineOfTextMayHaveBlanks) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_format = "ASCII";
  files.orientation = "VECTORIZED";
  files.channels = {"EEG 001,,,V", "M\xc3\xbcller 2,,,V"};
  files.after = "[ASCII Infos]\nDecimalSymbol=.\nSkipLines=0\nSkipColumns=1\n";
  files.write(folder.path());
  write_bytes(folder / "x.eeg", "EEG 001 1.5 2\nM\xfcller 2 3 4\n");
  const Recording recording = read_brainvision(folder / "x.vhdr");
  Eigen::MatrixXd expected(2, 2);
  expected << 1.5, 2, 3, 4;
  EXPECT_EQ(recording.data, expected);
}

TEST(BrainVision, TextDataWithAnotherDecimalSymbolAreRefusedWithTheirLine) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_format = "ASCII";
  files.channels = {"A,,,V", "B,,,V"};
  files.write(folder.path());
  write_bytes(folder / "x.eeg", "1 2\n1,5 2\n");
  expect_refused(Fault::input, {"x.eeg:2: ", "'1,5'", "decimal symbol"}, [&] { read_brainvision(folder / "x.vhdr"); });
}

TEST(BrainVision, EscapedCommasAndTheStemAreFilledIn) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_file = "$b.eeg";
  files.marker_file = "$b.vmrk";
  files.channels = {"C3\\1 left,,1,V"};
  files.markers = "Mk1=New Segment,,1,1,0,20200102030405000000\nMk2=Stimulus,face\\1 own,2,1,0\n";
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 2});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  EXPECT_EQ(recording.channels[0].name, "C3, left");
  ASSERT_EQ(recording.events.size(), 1U);
  EXPECT_EQ(recording.events[0].type, "face, own");
}

TEST(BrainVision, MarkersCountFromOneAndSegmentsAfterTheFirstAreBoundaries) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.channels = {"A,,1,V"};
  files.markers =
      "; a comment\nMk1=New Segment,,1,1,0,20200102030405000000\nMk2=Response,R  1,5,1,0\n\nMk3=Stimulus,S  1,3,0,0\n"
      "Mk4=New Segment,,4,1,0,20200102030405000000\nMk5=Comment,,6,2,0\n";
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 2, 3, 4, 5, 6, 7});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  ASSERT_EQ(recording.events.size(), 3U);
  EXPECT_EQ(recording.events[0].type, "S  1");
  EXPECT_EQ(recording.events[0].kind, "Stimulus");
  EXPECT_EQ(recording.events[0].sample, 2.0);
  EXPECT_EQ(recording.events[0].duration_samples, 0.0);
  EXPECT_EQ(recording.events[1].type, "R  1");
  EXPECT_EQ(recording.events[2].type, "Comment");
  EXPECT_EQ(recording.events[2].duration_samples, 2.0);
  EXPECT_EQ(recording.boundaries, std::vector<double>{3.0});
}

TEST(BrainVision, TextInTheOldCodePageIsRead) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.code_page = "ANSI";
  files.channels = {"M\xfcller,,1,\xb5V"};
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  EXPECT_EQ(recording.channels[0].name, "M\xc3\xbcller");
  EXPECT_EQ(recording.channels[0].unit, "V");
  EXPECT_TRUE(recording.warnings.empty());
}

TEST(BrainVision, StaleFileNamesFallBackToTheStemWithAWarning) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_file = "C:\\Export\\subject_old.eeg";
  files.marker_file = "subject_old.vmrk";
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 2});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  ASSERT_EQ(recording.warnings.size(), 2U);
  EXPECT_THAT(recording.warnings, ::testing::Each(::testing::Not(::testing::HasSubstr("subject_old"))));
  EXPECT_THAT(recording.warnings[0], ::testing::HasSubstr("names a data file of another name"));
  EXPECT_EQ(recording.files.size(), 3U);
}

TEST(BrainVision, PotentialsOfSeveralVoltsAreReported) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.channels = {"A,,1,V"};
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 20});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  ASSERT_EQ(recording.warnings.size(), 1U);
  EXPECT_THAT(recording.warnings[0], ::testing::HasSubstr("check the unit"));
}

struct Refusal {
  std::string name;
  void (*change)(BrainVisionFiles&);
  std::vector<std::string> message;
};

class BrainVisionRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(BrainVisionRefusal, NamesTheDefect) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  GetParam().change(files);
  files.write(folder.path());
  write_values<std::int16_t>(folder / "x.eeg", {1, 2, 3, 4});
  expect_refused(Fault::input, GetParam().message, [&] { read_brainvision(folder / "x.vhdr"); });
}

INSTANTIATE_TEST_SUITE_P(
    Headers, BrainVisionRefusal,
    ::testing::Values(
        Refusal{"Magic", [](BrainVisionFiles& f) { f.magic = "Some other file"; }, {"x.vhdr:1: ", "Some other"}},
        Refusal{"ChannelCount", [](BrainVisionFiles& f) { f.stated_channels = "3"; }, {"is 3", "has 2 lines"}},
        Refusal{
            "HugeChannelCount", [](BrainVisionFiles& f) { f.stated_channels = "9223372036854775807"; }, {"2 lines"}},
        Refusal{"Interval", [](BrainVisionFiles& f) { f.interval = "0"; }, {"SamplingInterval", "'0'"}},
        Refusal{"Format", [](BrainVisionFiles& f) { f.format = "INT_24"; }, {"'INT_24'", "INT_16"}},
        Refusal{
            "Orientation", [](BrainVisionFiles& f) { f.orientation = "DIAGONAL"; }, {"DataOrientation", "DIAGONAL"}},
        Refusal{"Spectra", [](BrainVisionFiles& f) { f.common_extra = "DataType=FREQUENCYDOMAIN\n"; }, {"TIMEDOMAIN"}},
        Refusal{"Points", [](BrainVisionFiles& f) { f.common_extra = "DataPoints=9\n"; }, {"holds 2", "is 9"}},
        Refusal{"Resolution", [](BrainVisionFiles& f) { f.channels[1] = "B,,much,V"; }, {"Ch2", "'much'"}},
        Refusal{"ZeroResolution", [](BrainVisionFiles& f) { f.channels[1] = "B,,0,V"; }, {"other than 0"}},
        Refusal{"OddSize", [](BrainVisionFiles& f) { f.channels.emplace_back("C"); }, {"8 bytes", "multiple of 6"}},
        Refusal{
            "Position", [](BrainVisionFiles& f) { f.markers = "Mk1=Stimulus,S1,,1,0\n"; }, {"x.vmrk:7", "position"}},
        Refusal{"NoEquals", [](BrainVisionFiles& f) { f.common_extra = "stray\n"; }, {"'stray'", "key=value"}}),
    [](const ::testing::TestParamInfo<Refusal>& refusal) { return refusal.param.name; });

TEST(BrainVision, AMissingDataFileIsNamedWithTheStemThatWasTried) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.data_file = "y.dat";
  files.write(folder.path());
  expect_refused(Fault::input, {"names a data file of another name", "'x.eeg'"},
                 [&] { read_brainvision(folder / "x.vhdr"); });
}

TEST(BrainVision, AMissingSectionIsNamed) {
  const TemporaryFolder folder;
  write_bytes(
      folder / "x.vhdr",
      "Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\nDataFile=x.eeg\nDataFormat=BINARY\n");
  expect_refused(Fault::input, {"x.vhdr: ", "[Binary Infos] is missing"}, [&] { read_brainvision(folder / "x.vhdr"); });
}

TEST(BrainVision, AVAmpStoresItsTriggerPortBesideTheChannelsOfItsHeader) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.magic = "Brain Vision V-Amp Data Header File Version 1.0";
  files.marker_file = "x.amrk";
  files.markers = "Mk1=Stimulus,S  7,3,1,0\n";
  files.write(folder.path());
  std::filesystem::rename(folder / "x.vhdr", folder / "x.ahdr");
  std::filesystem::rename(folder / "x.vmrk", folder / "x.amrk");
  test::write_values<std::int16_t>(folder / "x.eeg", {1, 2, 100, 3, 4, 100, 5, 6, 107});
  const Recording recording = read_recording(folder / "x.ahdr");
  ASSERT_EQ(recording.data.cols(), 3);
  ASSERT_EQ(recording.data.rows(), 2);
  EXPECT_DOUBLE_EQ(recording.data(1, 2), 6e-6);
  ASSERT_EQ(recording.events.size(), 1U);
  EXPECT_EQ(recording.events[0].sample, 2.0);
  // Exported without the port: two columns, and no multiple of three.
  test::write_values<std::int16_t>(folder / "x.eeg", {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(read_recording(folder / "x.ahdr").data.cols(), 4);
}

TEST(BrainVision, CoordinatesBecomePositionsInMillimetres) {
  const TemporaryFolder folder;
  BrainVisionFiles files;
  files.channels = {"Fp1,,1,\xc2\xb5V", "Oz,,1,\xc2\xb5V", "EOG,,1,\xc2\xb5V"};
  files.after = "[Coordinates]\nCh1=1,-90,-72\nCh2=100,90,-90\nCh3=0,0,0\n";
  files.write(folder.path());
  test::write_values<std::int16_t>(folder / "x.eeg", {1, 2, 3});
  const Recording recording = read_brainvision(folder / "x.vhdr");
  constexpr double kMillimetreRounding = 1e-9;  // millimetres
  ASSERT_TRUE(recording.channels[0].position && recording.channels[1].position);
  EXPECT_NEAR(recording.channels[0].position->x, -95.0 * std::cos(72.0 * std::numbers::pi / 180.0),
              kMillimetreRounding);
  EXPECT_NEAR(recording.channels[0].position->y, 95.0 * std::sin(72.0 * std::numbers::pi / 180.0), kMillimetreRounding);
  EXPECT_NEAR(recording.channels[1].position->y, -100.0, kMillimetreRounding);
  EXPECT_FALSE(recording.channels[2].position);
  EXPECT_EQ(recording.notes.size(), 1U);
  files.after = "[Coordinates]\nCh4=1,0,0\n";
  files.write(folder.path());
  expect_refused(Fault::input, {"x.vhdr:", "'Ch4'='1,0,0'", "number of a channel"},
                 [&] { read_brainvision(folder / "x.vhdr"); });
}

}  // namespace
}  // namespace attune::eeg
