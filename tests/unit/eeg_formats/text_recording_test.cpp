#include "attune/eeg/text_recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "expect_refused.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::eeg {
namespace {

using test::expect_refused;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Recording read(const std::string& text, const std::string& layout) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "rec.csv", text);
  test::write_bytes(folder / "rec.layout.json", layout);
  return read_recording(folder / "rec.csv");
}

TEST(TextRecording, ColumnsBecomeChannelsInTheirUnits) {
  const Recording recording =
      read("Fz,EDA,Cz\n1.5,3,2\n-1,4,n/a\n",
           R"({"sampling_frequency": 500, "units": ["uV", "uS", "mV"], "types": ["EEG", "GSR", "EEG"]})");
  EXPECT_EQ(recording.sampling_frequency.value(), 500.0);
  ASSERT_EQ(recording.data.rows(), 3);
  EXPECT_DOUBLE_EQ(recording.data(0, 0), 1.5e-6);
  EXPECT_DOUBLE_EQ(recording.data(1, 1), 4.0);
  EXPECT_EQ(recording.channels[1].unit, "uS");
  EXPECT_EQ(recording.channels[1].type, "GSR");
  EXPECT_DOUBLE_EQ(recording.data(2, 0), 2e-3);
  EXPECT_TRUE(std::isnan(recording.data(2, 1)));
  EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("1 samples are not finite")));
  EXPECT_EQ(recording.files.size(), 2U);
}

TEST(TextRecording, DecimalCommasSeparatorsSkippedLinesAndCodesAreAsDeclared) {
  const Recording recording =
      read("made on a day\r\nt;Cz;code\r\n0;1,5;0\r\n4;2,5;7\r\n8;3,5;7\r\n12;0,5;\r\n16;0;2\r\n",
           R"({"separator": "semicolon", "decimal": ",", "skip_lines": 1, "time_column": "t",
                                       "time_unit": "ms", "event_column": "code", "units": "uV"})");
  EXPECT_EQ(recording.sampling_frequency.value(), 250.0);
  EXPECT_DOUBLE_EQ(recording.data(0, 2), 3.5e-6);
  ASSERT_EQ(recording.events.size(), 2U);
  EXPECT_EQ(recording.events[0].type, "7");
  EXPECT_EQ(recording.events[0].sample, 1.0);
  EXPECT_EQ(recording.events[0].duration_samples, 2.0);
  EXPECT_EQ(recording.events[1].sample, 4.0);
}

TEST(TextRecording, AGapInTimeIsABoundaryWithItsTrueTime) {
  const Recording recording =
      read("t,Cz\n0,1\n0.01,2\n0.02,3\n1.02,4\n1.03,5\n", R"({"time_column": "t", "units": "V"})");
  EXPECT_THAT(recording.boundaries, ElementsAre(3.0));
  ASSERT_EQ(recording.segment_starts.size(), 2U);
  EXPECT_DOUBLE_EQ(recording.segment_starts[1].count(), 1.02);
  EXPECT_DOUBLE_EQ(time_of(recording, 4.0).count(), 1.03);
  EXPECT_DOUBLE_EQ(*sample_at(recording, Seconds(1.03)), 4.0);
  EXPECT_FALSE(sample_at(recording, Seconds(0.5))) << "within the gap";
  EXPECT_DOUBLE_EQ(*sample_at(recording, Seconds(2.0)), 101.0) << "after the end it runs on";
  EXPECT_DOUBLE_EQ(*sample_at(recording, Seconds(-0.01)), -1.0);
}

TEST(TextRecording, WithoutAHeaderTheLayoutNamesTheColumnsAndChoosesChannels) {
  const Recording recording =
      read("1 9 2\n3 9  4\n", R"({"separator": "blank", "columns": ["Fz", "junk", "Cz"], "channels": ["Cz", "Fz"],
                                  "units": ["mV", "uV"], "sampling_frequency": 100})");
  ASSERT_EQ(recording.channels.size(), 2U);
  EXPECT_EQ(recording.channels[0].name, "Fz");
  EXPECT_DOUBLE_EQ(recording.data(0, 1), 3e-6) << "units go with the list of channels";
  EXPECT_DOUBLE_EQ(recording.data(1, 1), 4e-3);
}

TEST(TextRecording, ALayoutThatDoesNotFitIsRefused) {
  const std::string text = "t,Cz\n0,1\n0.01,2\n0.02,3\n";
  expect_refused(Fault::input, {"rec.layout.json", "no units"}, [&] { read(text, R"({"time_column": "t"})"); });
  expect_refused(Fault::input, {"neither sampling_frequency nor time_column"},
                 [&] { read(text, R"({"units": "uV"})"); });
  expect_refused(Fault::input, {"'rate' is no field", "sampling_frequency"},
                 [&] { read(text, R"({"rate": 3, "units": "uV", "time_column": "t"})"); });
  expect_refused(Fault::input, {"rec.csv:1", "no column 'time'"},
                 [&] { read(text, R"({"units": "uV", "time_column": "time"})"); });
  expect_refused(Fault::input, {"step at 100 Hz, the layout says 250"},
                 [&] { read(text, R"({"units": "uV", "time_column": "t", "sampling_frequency": 250})"); });
  expect_refused(Fault::input, {"2 units"}, [&] { read(text, R"({"units": ["uV", "uV"], "time_column": "t"})"); });
  expect_refused(Fault::input, {"both ','"},
                 [&] { read(text, R"({"units": "uV", "time_column": "t", "decimal": ","})"); });
}

TEST(TextRecording, ALineThatDoesNotFitIsRefusedWithItsPlace) {
  const std::string layout = R"({"units": "uV", "time_column": "t"})";
  expect_refused(Fault::input, {"rec.csv:3", "has 1 cells, expected 2"}, [&] { read("t,Cz\n0,1\n2\n", layout); });
  expect_refused(Fault::input, {"rec.csv:3:2", "'1;5' is no number"}, [&] { read("t,Cz\n0,1\n1,1;5\n", layout); });
  expect_refused(Fault::input, {"rec.csv:4", "does not come after"}, [&] { read("t,Cz\n0,1\n2,1\n1,1\n", layout); });
  expect_refused(Fault::input, {"rec.csv:4", "times are not regular"},
                 [&] { read("t,Cz\n0,1\n1,1\n1.3,1\n2.8,1\n3.8,1\n4.8,1\n", layout); });
  expect_refused(Fault::input, {"holds no samples"}, [&] { read("t,Cz\n", layout); });
}

TEST(TextRecording, ATableWithoutALayoutIsNoRecording) {
  const TemporaryFolder folder;
  test::write_bytes(folder / "rec.csv", "a,b\n1,2\n");
  EXPECT_FALSE(is_recording_name(folder / "rec.csv"));
  test::write_bytes(folder / "rec.layout.json", "{}");
  EXPECT_TRUE(is_recording_name(folder / "rec.csv"));
}

}  // namespace
}  // namespace attune::eeg
