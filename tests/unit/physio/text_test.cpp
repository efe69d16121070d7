#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/physio/formats.hpp"
#include "attune/physio/source.hpp"
#include "expect_error.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const SourceRequest kAt10{.sampling_frequency = Hertz(10)};

Recording parse(std::string_view text, const SourceRequest& request = kAt10) {
  return parse_text(text, "a.csv", request);
}
std::string refusal(std::string_view text, const SourceRequest& request = kAt10) {
  return test::error_of(Fault::input, [&] { parse(text, request); });
}

TEST(PlainText, SeparatorsAndDecimalMarksAreSeen) {
  for (const char* text :
       {"ECG,EDA\n1.5,2\n3,4\n", "ECG;EDA\n1,5;2\n3;4\n", "ECG\tEDA\r\n1,5\t2\r\n3\t4\r\n", "ECG  EDA\n 1.5   2\n3 4\n",
        "\xef\xbb\xbf\"ECG\",\"EDA\"\n1.5,2\n3,4\n", "# made\nECG,EDA\n1.5,2\n3,4"}) {
    const Recording out = parse(text);
    ASSERT_EQ(out.channels.size(), 2U) << text;
    EXPECT_EQ(out.channels[0].name, "ECG");
    EXPECT_THAT(out.channels[0].samples, ElementsAre(1.5, 3)) << text;
    EXPECT_THAT(out.channels[1].samples, ElementsAre(2, 4)) << text;
  }
}

TEST(PlainText, UnitsAreTakenFromNames) {
  const Recording out = parse("ECG (mV),EDA [uS]\n1,2\n");
  EXPECT_EQ(out.channels[0].name, "ECG");
  EXPECT_EQ(out.channels[0].unit, "mV");
  EXPECT_EQ(out.channels[1].unit, "uS");
}

TEST(PlainText, AColumnOfTimesGivesRateStartAndGaps) {
  const Recording out = parse("time,EDA\n2.0,1\n2.25,2\n2.5,3\n3.5,4\n3.75,5\n", {});
  EXPECT_EQ(out.channels.size(), 1U);
  EXPECT_EQ(out.channels[0].sampling_frequency.value(), 4);
  EXPECT_EQ(out.channels[0].start.count(), 2);
  ASSERT_EQ(out.channels[0].samples.size(), 8U);
  EXPECT_TRUE(std::isnan(out.channels[0].samples[3]));
  EXPECT_EQ(out.channels[0].samples[6], 4);
  EXPECT_EQ(out.warnings.size(), 1U);
  EXPECT_EQ(parse("time_ms\tx\n0\t1\n10\t2\n20\t3\n", {}).channels[0].sampling_frequency.value(), 100);
}

TEST(PlainText, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(refusal("1\n2\nx\n"), HasSubstr("a.csv:3: 'x' in column 1"));
  EXPECT_THAT(refusal("a,b\n1,2\n1\n"), HasSubstr("a.csv:3: has 1 cell, expected 2"));
  EXPECT_THAT(refusal("1\n\n2\n"), HasSubstr("a.csv:2: is empty"));
  EXPECT_THAT(refusal("1\ninf\n"), HasSubstr("a.csv:2: 'inf'"));
  EXPECT_THAT(refusal("time,x\n1,2\n1,2\n", {}), HasSubstr("a.csv:3: its time is not later"));
  EXPECT_THAT(refusal("1\n2\n", {}),
              HasSubstr("states no sampling frequency and has no column called time; give --sampling-frequency"));
  EXPECT_THAT(refusal("time,x\n0,1\n1,2\n2,2\n900000,3\n", {}), HasSubstr("a.csv:5: comes 899998 s after"));
  EXPECT_THAT(refusal("time,x\n0,1\n1,2\n2,3\n"), HasSubstr("its times go by 1 s, while 10 Hz were stated"));
}

constexpr const char* kOpenSignals =
    "# OpenSignals Text File Format\n"
    "# {\"x\": {\"device\": \"bitalino_rev\", \"sampling rate\": 100, \"column\": [\"nSeq\", \"I1\", \"A1\", \"A2\"], "
    "\"label\": [\"A1\", \"A2\"], \"sensor\": [\"EDABIT\", \"LUX\"], \"resolution\": [4, 1, 10, 10]}}\n"
    "# EndOfHeader\n";

TEST(OpenSignals, KnownSensorsHaveUnitsAndTheCounterShowsGaps) {
  // The counter of four bits goes from 15 to 0; from 0 to 3 two samples are lost.
  const Recording out = parse(std::string(kOpenSignals) + "15\t0\t512\t7\t\n0\t0\t1023\t8\t\n3\t1\t0\t9\t\n");
  ASSERT_EQ(out.channels.size(), 3U);
  EXPECT_EQ(out.channels[0].kind, Kind::trigger);
  const Channel& eda = out.channels[1];
  EXPECT_EQ(eda.unit, "uS");
  ASSERT_EQ(eda.samples.size(), 5U);
  EXPECT_DOUBLE_EQ(eda.samples[0], 12.5);  // half of the 25 uS of the data sheet
  EXPECT_TRUE(std::isnan(eda.samples[2]) && std::isnan(eda.samples[3]));
  EXPECT_EQ(eda.samples[4], 0);
  EXPECT_EQ(out.channels[2].unit, "");
  EXPECT_EQ(out.warnings.size(), 2U);  // the gap, and the sensor that is not known
}

TEST(OpenSignals, ABrokenHeaderIsRefused) {
  EXPECT_THAT(refusal("# OpenSignals Text File Format\n# {broken\n# EndOfHeader\n1\n"),
              HasSubstr("a.csv:2: is no JSON"));
  EXPECT_THAT(refusal("# OpenSignals Text File Format\n# {\"x\": {}}\n# EndOfHeader\n1\n"), HasSubstr("sampling rate"));
  EXPECT_THAT(refusal(std::string(kOpenSignals) + "1\t2\t\n"), HasSubstr("a.csv:4: has 2 cells, the header names 4"));
}

TEST(Empatica, FilesStartAtTheirOwnTimesAndTagsAreEvents) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "EDA.csv", "1560279825.0\n4.0\n0.1\n0.2\n");
  test::write_bytes(folder / "HR.csv", "1560279835.5\n1.0\n70\n");
  test::write_bytes(folder / "ACC.csv", "1560279825.0,1560279825.0,1560279825.0\n32.0,32.0,32.0\n1,2,3\n");
  test::write_bytes(folder / "tags.csv", "1560279826.25\n");
  const Recording out = read_recording(folder.path(), {});
  ASSERT_EQ(out.channels.size(), 5U);
  EXPECT_EQ(out.channels[0].start.count(), 0);
  EXPECT_EQ(out.channels[1].start.count(), 10.5);
  EXPECT_EQ(out.channels[4].name, "ACC_z");
  ASSERT_EQ(out.events.size(), 1U);
  EXPECT_EQ(out.events[0].onset.count(), 1.25);
  const Recording one = read_recording(folder / "HR.csv", {.start = Seconds(0)});
  EXPECT_EQ(one.channels.at(0).samples, std::vector<double>{70});
  EXPECT_EQ(one.channels.at(0).start.count(), 0);
}

TEST(Empatica, FilesWithoutSamplesAreWarnedAboutAndOddOnesNamed) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "EDA.csv", "1560279825.0\n4.0\n0.1\n");
  test::write_bytes(folder / "HR.csv", "1560279825.0\n1.0\n");
  test::write_bytes(folder / "TEMP.csv", "");
  const Recording out = read_recording(folder.path(), {});
  EXPECT_EQ(out.channels.size(), 1U);
  EXPECT_THAT(out.warnings,
              ElementsAre(HasSubstr("HR.csv: holds no samples"), HasSubstr("TEMP.csv: holds no samples")));
  const auto parse_eda = [](std::string_view text) { return [text] { parse_empatica(text, "EDA.csv", 0); }; };
  EXPECT_THAT(test::error_of(Fault::input, parse_eda("x\n4\n1\n")), HasSubstr("EDA.csv:1: is 'x'"));
  EXPECT_THAT(test::error_of(Fault::input, parse_eda("1560279825\n0\n1\n")), HasSubstr("EDA.csv:2: is '0'"));
  EXPECT_THAT(test::error_of(Fault::input, parse_eda("1560279825\n4\n1,2\n")), HasSubstr("EDA.csv:3: has 2 cells"));
  EXPECT_THAT(test::error_of(Fault::input, parse_eda("1560279825\n4\n1\nx\n")), HasSubstr("EDA.csv:4: 'x'"));
}

TEST(Sources, AskedColumnsUnitsStartAndTriggersAreApplied) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "a.csv", "x,Photo\n1,0\n2,5\n3,5\n4,0\n5,0\n");
  const Recording out = read_recording(
      folder / "a.csv",
      {.sampling_frequency = Hertz(10), .columns = {"eda=x:nS"}, .start = Seconds(-2), .trigger = "Photo"});
  EXPECT_DOUBLE_EQ(channel_of(out, Kind::eda).samples[4], 0.005);
  EXPECT_EQ(channel_of(out, Kind::eda).start.count(), -2);
  ASSERT_EQ(out.events.size(), 1U);
  EXPECT_DOUBLE_EQ(out.events[0].onset.count(), -1.9);
  EXPECT_NEAR(out.events[0].duration.count(), 0.2, 1e-12);
  EXPECT_EQ(out.events[0].type, "Photo");
  EXPECT_EQ(channel_of(out, Kind::eda, "Photo").name, "Photo");
}

TEST(Sources, SayWhatIsThereAndHowToNameIt) {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "a.csv", "ECG1,ECG2\n1,0\n2,5\n");
  test::write_bytes(folder / "a.acq", "x");
  test::write_bytes(folder / "b.bin", std::string_view("\0\0\1", 3));
  const auto read = [&](const char* name, const SourceRequest& request) {
    return read_recording(folder / name, request);
  };
  const Recording out = read("a.csv", kAt10);
  EXPECT_THAT(test::error_of(Fault::input, [&] { channel_of(out, Kind::ecg); }),
              HasSubstr("has 2 channels of the kind ecg among ECG1 (ecg), ECG2 (ecg); name one with --channel"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { channel_of(out, Kind::ecg, "ECG3"); }), HasSubstr("did you mean"));
  const Recording named = read("a.csv", {.sampling_frequency = Hertz(10), .columns = {"ecg=ECG2:mV"}});
  EXPECT_EQ(channel_of(named, Kind::ecg).name, "ECG2") << "what is said stands above what a name suggests";
  EXPECT_THAT(test::error_of(Fault::input, [&] { read("a.acq", {}); }), HasSubstr("AcqKnowledge"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read("b.bin", kAt10); }), HasSubstr("is no text"));
  EXPECT_THAT(test::error_of(Fault::usage, [&] { read("a.csv", {.columns = {"ECG1"}}); }), HasSubstr("KIND=NAME"));
  EXPECT_THAT(test::error_of(Fault::usage, [&] { read("a.csv", {.sampling_frequency = Hertz(0)}); }),
              HasSubstr("above 0"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_recording(folder.path(), {}); }), HasSubstr("Empatica"));
}

}  // namespace
}  // namespace attune::physio
