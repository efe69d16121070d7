#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/recording.hpp"
#include "attune/eeg/source.hpp"
#include "edf_file.hpp"
#include "expect_refused.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::edf_annotations;
using test::edf_entry;
using test::edf_signal;
using test::EdfFile;
using test::expect_refused;
using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Recording read(const EdfFile& file, const char* name = "x.edf") {
  const TemporaryFolder folder;
  file.write(folder / name);
  return read_recording(folder / name);
}

std::vector<std::string> types(const Recording& recording) {
  std::vector<std::string> out;
  for (const Event& event : recording.events) out.push_back(event.type);
  return out;
}

TEST(Edf, ValuesAreVoltsByTheLimitsOfTheHeader) {
  EdfFile file;
  file.signals = {edf_signal("EEG Fz", {0, 1000, -1000, 500}), edf_signal("Cz", {1, 2, 3, 4})};
  file.signals[1].unit = "mV";
  file.signals[1].physical_minimum = "0";
  file.signals[1].physical_maximum = "2000";
  const Recording recording = read(file);
  EXPECT_EQ(recording.format, "EDF");
  EXPECT_EQ(recording.sampling_frequency.value(), 2.0);
  ASSERT_EQ(recording.data.cols(), 4);
  // Microvolts from 200/2000 a step, and millivolts from 0 at -1000 in steps of 1.
  Eigen::MatrixXd expected(2, 4);
  expected << 0, 100e-6, -100e-6, 50e-6, 1.001, 1.002, 1.003, 1.004;
  EXPECT_TRUE(recording.data.isApprox(expected, 1e-14)) << recording.data;
  EXPECT_EQ(recording.channels[0].type, "EEG");
  EXPECT_EQ(recording.channels[1].type, "");
  EXPECT_EQ(recording.channels[1].stored_unit, "mV");
}

TEST(Edf, PhysicalLimitsMayFall) {
  EdfFile file;
  file.signals = {edf_signal("Fz", {100, 0, 0, 0})};
  file.signals[0].physical_minimum = "100";
  file.signals[0].physical_maximum = "-100";
  const Recording recording = read(file);
  EXPECT_DOUBLE_EQ(recording.data(0, 0), -10e-6);
  EXPECT_TRUE(recording.warnings.empty());
}

TEST(Edf, EqualLimitsLeaveAChannelAsStoredAndBad) {
  for (const bool physical : {true, false}) {
    EdfFile file;
    file.signals = {edf_signal("Fz", {7, 8, 9, 10}), edf_signal("Cz", {1, 2, 3, 4})};
    (physical ? file.signals[0].physical_minimum : file.signals[0].digital_minimum) =
        physical ? file.signals[0].physical_maximum : file.signals[0].digital_maximum;
    const Recording recording = read(file);
    EXPECT_EQ(recording.data(0, 3), 10.0);
    EXPECT_TRUE(recording.channels[0].bad);
    EXPECT_FALSE(recording.channels[0].is_potential());
    EXPECT_FALSE(recording.channels[1].bad);
    EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("limits are both")));
  }
}

TEST(Edf, UnitsAreReadInTheirVariants) {
  for (const auto& [stated, volts] :
       {std::pair{"uV", 100e-6}, std::pair{"\xb5V", 100e-6}, std::pair{"\xc2\xb5V", 100e-6}, std::pair{"UV", 100e-6},
        std::pair{"microV", 100e-6}, std::pair{"mV", 100e-3}, std::pair{"nV", 100e-9}, std::pair{"Volt", 100.0}}) {
    EdfFile file;
    file.signals = {edf_signal("Fz", {1000, 0, 0, 0})};
    file.signals[0].unit = stated;
    const Recording recording = read(file);
    EXPECT_EQ(recording.channels[0].unit, "V") << stated;
    EXPECT_DOUBLE_EQ(recording.data(0, 0), volts) << stated;
  }
  EdfFile file;
  file.signals = {edf_signal("Temp rectal", {1000, 0, 0, 0}), edf_signal("Fz", {1000, 0, 0, 0})};
  file.signals[0].unit = "DegC";
  file.signals[1].unit = "";
  const Recording recording = read(file);
  EXPECT_EQ(recording.channels[0].unit, "DegC");
  EXPECT_EQ(recording.channels[1].unit, "n/a") << "no unit is not volts";
  EXPECT_EQ(recording.data(1, 0), 100.0);
}

TEST(Edf, LabelsThatOccurTwiceAreToldApart) {
  EdfFile file;
  file.signals = {edf_signal("Fz", {1, 2}), edf_signal("Fz-2", {3, 4}), edf_signal("Fz", {5, 6}),
                  edf_signal("", {7, 8})};
  const Recording recording = read(file);
  std::vector<std::string> names;
  for (const Channel& channel : recording.channels) names.push_back(channel.name);
  EXPECT_THAT(names, ElementsAre("Fz", "Fz-2", "Fz-3", "signal 4"));
  EXPECT_EQ(recording.warnings.size(), 2U);
}

TEST(Edf, ChannelsOfOneRateAreOneRecording) {
  EdfFile file;
  file.signals = {edf_signal("Resp", {1, 2}), edf_signal("EEG Fz", {1, 2, 3, 4}), edf_signal("EEG Cz", {5, 6, 7, 8}),
                  edf_annotations({edf_entry("+0"), edf_entry("+1") + edf_entry("+1.5", "go")})};
  file.reserved = "EDF+C";
  const TemporaryFolder folder;
  file.write(folder / "x.edf");
  const std::vector<Recording> all = read_recordings(folder / "x.edf");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].channels[1].name, "EEG Cz") << "the EEG's comes first";
  EXPECT_EQ(all[0].sampling_frequency.value(), 2.0);
  EXPECT_EQ(all[0].events.at(0).sample, 3.0);
  EXPECT_EQ(all[1].sampling_frequency.value(), 1.0);
  EXPECT_EQ(all[1].data.cols(), 2);
  EXPECT_EQ(all[1].events.at(0).sample, 1.5);
  EXPECT_TRUE(all[0].warnings.empty());
  const Recording one = read_recording(folder / "x.edf");
  EXPECT_EQ(one.data, all[0].data);
  EXPECT_THAT(one.warnings,
              ElementsAre(HasSubstr("differ in rate; these are the 2 at 2 Hz, apart from 1 at 1 Hz ('Resp')")));
}

TEST(Edf, AnUnfinishedFileHasTheRecordsOfItsSize) {
  EdfFile file;
  file.signals = {edf_signal("Fz", {1, 2, 3, 4})};
  file.stated_records = "-1";
  file.after = "ab";
  const Recording recording = read(file);
  EXPECT_EQ(recording.data.cols(), 4);
  EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("-1 records"), HasSubstr("2 bytes of a record")));
  file.stated_records = "1";
  EXPECT_EQ(read(file).data.cols(), 2);
  EXPECT_THAT(read(file).warnings, ElementsAre(HasSubstr("6 bytes after the 1 records")));
}

TEST(Edf, IdentityDoesNotLeaveTheReader) {
  EdfFile file;
  file.signals = {edf_signal("Fz", {1, 2, 3, 4})};
  const Recording recording = read(file);
  std::string all = recording.format;
  for (const std::string& text : recording.notes) all += text;
  for (const std::string& text : recording.warnings) all += text;
  EXPECT_EQ(all, "EDF");
}

struct Malformed {
  const char* name;
  void (*change)(EdfFile&);
  std::vector<std::string> message;
};

class MalformedEdf : public ::testing::TestWithParam<Malformed> {};

TEST_P(MalformedEdf, IsRefusedAtItsByte) {
  EdfFile file;
  file.signals = {edf_signal("Fz", {1, 2, 3, 4}), edf_signal("Cz", {1, 2, 3, 4})};
  GetParam().change(file);
  const TemporaryFolder folder;
  file.write(folder / "x.edf");
  expect_refused(Fault::input, GetParam().message, [&] { read_recording(folder / "x.edf"); });
}

INSTANTIATE_TEST_SUITE_P(
    Header, MalformedEdf,
    ::testing::Values(
        Malformed{"cut",
                  [](EdfFile& f) { f.stated_records = "9"; },
                  {"x.edf@784: ", "after 2 of 9 records of 8 bytes", "copy it again"}},
        Malformed{"header size",
                  [](EdfFile& f) { f.stated_header = "512"; },
                  {"x.edf@184: ", "is '512', expected 768 for 2 signals"}},
        Malformed{
            "records", [](EdfFile& f) { f.stated_records = "many"; }, {"x.edf@236: ", "number of records is 'many'"}},
        Malformed{"no records", [](EdfFile& f) { f.stated_records = "0"; }, {"holds no data records"}},
        Malformed{"duration", [](EdfFile& f) { f.duration = "0"; }, {"lasts 0 s but holds samples"}},
        Malformed{"negative", [](EdfFile& f) { f.duration = "-1"; }, {"lasts -1 s"}},
        Malformed{"limit",
                  [](EdfFile& f) { f.signals[1].physical_maximum = "1.5.2"; },
                  {"x.edf@488: ", "physical maximum of signal 2 ('Cz') is '1.5.2', expected a number"}},
        Malformed{"infinite", [](EdfFile& f) { f.signals[0].digital_minimum = "inf"; }, {"digital minimum", "'inf'"}},
        Malformed{"count",
                  [](EdfFile& f) { f.signals[0].stated_per_record = "-4"; },
                  {"samples per record of signal 1", "at least 0"}},
        Malformed{"huge count",
                  [](EdfFile& f) { f.signals[0].stated_per_record = "99999999"; },
                  {"after 0 of 2 records of 200000002 bytes"}},
        Malformed{"no samples",
                  [](EdfFile& f) {
                    for (auto& signal : f.signals) signal.stated_per_record = "0";
                  },
                  {"no signal has samples"}}));

TEST(EdfPlus, TextsAreUtf8OrElseLatin1AndComeFromEverySignal) {
  EdfFile file;
  file.reserved = "EDF+C";
  file.signals = {edf_signal("Fz", {1, 2, 3, 4}),
                  edf_annotations({edf_entry("+0") + edf_entry("+0.5", "caf\xc3\xa9", "0.25"), edf_entry("+1")}),
                  edf_annotations({edf_entry("+1.5", "caf\xe9"), ""}, "BDF Annotations")};
  const Recording recording = read(file);
  EXPECT_EQ(recording.format, "EDF+C");
  EXPECT_EQ(recording.channels.size(), 1U);
  EXPECT_THAT(types(recording), ElementsAre("caf\xc3\xa9", "caf\xc3\xa9"));
  EXPECT_EQ(recording.events[0].sample, 1.0);
  EXPECT_EQ(recording.events[0].duration_samples, 0.5);
  EXPECT_EQ(recording.events[1].sample, 3.0);
  EXPECT_EQ(recording.events[0].kind, "Annotation");
}

TEST(EdfPlus, AnEntryMayHoldSeveralTextsAndNewSegmentsAreBoundaries) {
  EdfFile file;
  file.reserved = "EDF+C";
  const std::string two = std::string("+0\x14\x14New Segment/\x14") + '\0' + "+0.5\x14one\x14two\x14" + '\0';
  file.signals = {edf_signal("Fz", {1, 2, 3, 4}),
                  edf_annotations({two, edf_entry("+1") + edf_entry("+1", "boundary")})};
  const Recording recording = read(file);
  EXPECT_THAT(types(recording), ElementsAre("one", "two"));
  EXPECT_THAT(recording.boundaries, ElementsAre(2.0));
  EXPECT_TRUE(recording.segment_starts.empty());
}

TEST(EdfPlus, TimesCountFromTheFirstSample) {
  EdfFile file;
  file.reserved = "EDF+C";
  file.signals = {edf_signal("Fz", {1, 2, 3, 4}),
                  edf_annotations({edf_entry("+0.3945") + edf_entry("+0.8945", "go"), edf_entry("+1.3945")})};
  const Recording recording = read(file);
  EXPECT_EQ(recording.events.at(0).sample, 1.0);
  EXPECT_THAT(recording.notes, ElementsAre(HasSubstr("0.3945 s after the start time")));
  EXPECT_TRUE(recording.boundaries.empty());
}

TEST(EdfPlus, PositionsAreWholeWhereTheTextSaysNoMore) {
  EdfFile file;
  file.reserved = "EDF+C";
  std::vector<std::int32_t> samples(1024, 0);
  file.signals = {
      edf_signal("Fz", samples),
      edf_annotations({edf_entry("+0") + edf_entry("+0.275391", "a") + edf_entry("+0.2763", "b"), edf_entry("+1")})};
  const Recording recording = read(file);
  EXPECT_EQ(recording.events.at(0).sample, 141.0) << "141 / 512 s in six digits";
  EXPECT_NEAR(recording.events.at(1).sample, 141.4656, 1e-9) << "a fraction stays";
}

EdfFile discontinuous(const char* word, const char* second) {
  EdfFile file;
  file.reserved = word;
  file.signals = {edf_signal("Fz", {1, 2, 3, 4, 5, 6}),
                  edf_annotations({edf_entry("+0") + edf_entry("+0.5", "a") + edf_entry("+3", "lost"),
                                   edf_entry(second) + edf_entry("+10.5", "b"), edf_entry("+11")})};
  file.records = 3;
  return file;
}

TEST(EdfPlus, GapsAreBoundariesWithTheTrueTimesOfTheSegments) {
  const Recording recording = read(discontinuous("EDF+D", "+10"));
  EXPECT_EQ(recording.data.cols(), 6);
  EXPECT_THAT(recording.boundaries, ElementsAre(2.0));
  EXPECT_THAT(recording.segment_starts, ElementsAre(Seconds(0.0), Seconds(10.0)));
  EXPECT_THAT(types(recording), ElementsAre("a", "b"));
  EXPECT_EQ(recording.events[1].sample, 3.0);
  EXPECT_EQ(time_of(recording, 3.0).count(), 10.5);
  EXPECT_EQ(time_of(recording, 1.0).count(), 0.5);
  EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("1 of 3 annotations lie in gaps")));
}

TEST(EdfPlus, AGapInAContiguousFileIsABoundaryAndAWarning) {
  const Recording recording = read(discontinuous("EDF+C", "+10"));
  EXPECT_THAT(recording.boundaries, ElementsAre(2.0));
  EXPECT_THAT(recording.warnings, ::testing::Contains(HasSubstr("calls itself contiguous (EDF+C)")));
}

TEST(EdfPlus, WithoutGapsADiscontinuousFileIsContinuous) {
  EdfFile file = discontinuous("EDF+D", "+1");
  file.signals[1].lists = {edf_entry("+0"), edf_entry("+1"), edf_entry("+2")};
  const Recording recording = read(file);
  EXPECT_TRUE(recording.boundaries.empty());
  EXPECT_TRUE(recording.segment_starts.empty());
}

TEST(EdfPlus, RecordsWithoutTimeOrBackInTimeAreRefusedWhereTheyMatter) {
  EdfFile file = discontinuous("EDF+D", "+10");
  file.signals[1].lists[1] = "";
  const TemporaryFolder folder;
  file.write(folder / "x.edf");
  expect_refused(Fault::input, {"record 2 of 3 does not say when it starts, as EDF+D demands"},
                 [&] { read_recording(folder / "x.edf"); });
  file.signals[1].lists = {edf_entry("+0"), edf_entry("+1"), edf_entry("+0")};
  file.write(folder / "x.edf");
  expect_refused(Fault::input, {"record 3 starts at 0 s, before the end of the one before at 2 s"},
                 [&] { read_recording(folder / "x.edf"); });
  file.reserved = "EDF+C";
  const Recording contiguous = read(file);
  EXPECT_TRUE(contiguous.boundaries.empty());
  EXPECT_THAT(contiguous.warnings, ElementsAre(HasSubstr("1 records start before the end")));
}

TEST(EdfPlus, MalformedAnnotationsAreRefusedAtTheirByte) {
  const TemporaryFolder folder;
  for (const auto& [entry, message] :
       {std::pair{std::string("0\x14\x14"), "does not begin with the sign"},
        std::pair{std::string("+x\x14\x14"), "has the onset '+x'"},
        std::pair{std::string("+1e300\x14\x14"), "expected seconds"}, std::pair{std::string("+1"), "no byte 0x14"},
        std::pair{std::string("+0\x15-1\x14t\x14"), "negative duration"},
        std::pair{std::string("+0\x14text"), "without the byte 0x14 at its end"}}) {
    EdfFile file;
    file.reserved = "EDF+C";
    file.records = 1;
    file.signals = {edf_signal("Fz", {1, 2}), edf_annotations({edf_entry("+0") + entry})};
    file.write(folder / "x.edf");
    expect_refused(Fault::input, {"x.edf@777: ", message}, [&] { read_recording(folder / "x.edf"); });
  }
}

TEST(EdfPlus, AFileOfAnnotationsHasNoChannels) {
  EdfFile file;
  file.reserved = "EDF+C";
  file.duration = "0";
  file.records = 1;
  file.signals = {edf_annotations({edf_entry("+0") + edf_entry("+30.5", "Sleep stage 1", "120")})};
  const Recording recording = read(file);
  EXPECT_TRUE(recording.channels.empty());
  EXPECT_EQ(recording.data.size(), 0);
  EXPECT_EQ(recording.events.at(0).sample, 30.5);
  EXPECT_EQ(recording.events.at(0).duration_samples, 120.0);
}

}  // namespace
}  // namespace attune::eeg
