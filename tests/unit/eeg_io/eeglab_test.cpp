#include "attune/eeg/eeglab.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "expect_refused.hpp"
#include "set_file.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace): the vocabulary of MAT elements

const std::filesystem::path kGenerated = std::filesystem::path(ATTUNE_SOURCE_DIR) / "tests/fuzz/eeglab/corpus";
constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

Recording read_set(const SetFile& set) {
  const TemporaryFolder folder;
  set.write(folder / "x.set");
  return read_eeglab(folder / "x.set");
}

void expect_one_to_six(const Recording& recording) {
  Eigen::MatrixXd expected(2, 3);
  expected << 1, 2, 3, 4, 5, 6;
  EXPECT_TRUE(recording.data.isApprox(expected * 1e-6, 1e-15));
}

TEST(Eeglab, DataInsideTheFileAreMicrovoltsChannelByChannel) {
  const Recording recording = read_set({});
  expect_one_to_six(recording);
  EXPECT_EQ(recording.sampling_frequency.value(), 250.0);
  EXPECT_EQ(recording.channels[1].name, "E2");
  EXPECT_EQ(recording.channels[1].unit, "V");
  EXPECT_FALSE(recording.trials);
}

TEST(Eeglab, CompressedPlainTopLevelAndHdf5FilesHoldTheSameRecording) {
  for (const char* name : {"v5_plain.set", "v5_compressed.set", "v5_top_level.set", "v5_other_classes.set", "v73.set",
                           "v73_top_level.set"}) {
    SCOPED_TRACE(name);
    const Recording recording = read_eeglab(kGenerated / name);
    expect_one_to_six(recording);
    ASSERT_EQ(recording.events.size(), 2U);
    EXPECT_EQ(recording.events[0].type, "face");
    EXPECT_EQ(recording.events[0].sample, 0.0);
    EXPECT_EQ(recording.events[1].type, "7");
    EXPECT_EQ(recording.events[1].sample, 2.25);
    EXPECT_EQ(recording.boundaries, std::vector<double>{1.5});
  }
}

TEST(Eeglab, Hdf5PartsThatDoNotFitTheirShapeAreRefused) {
  expect_refused(Fault::input, {"v73_short_chunk.set", "'data'", "unpacks to 8 bytes, its shape says 24"},
                 [] { read_eeglab(kGenerated / "v73_short_chunk.set"); });
  expect_refused(Fault::input, {"EEG.pnts"}, [] { read_eeglab(kGenerated / "v73_element_size_damaged.set"); });
}

// Each of these made HDF5 1.10.8 read or write beyond its memory.
TEST(Eeglab, ForgedHdf5IsRefusedBeforeHdf5BelievesIt) {
  expect_refused(Fault::input, {"v73_forged_attribute.set", "HDF5 header at", "attribute value was expected"},
                 [] { read_eeglab(kGenerated / "v73_forged_attribute.set"); });
  expect_refused(Fault::input, {"v73_forged_name.set", "a name at 72 of a heap of 50 bytes"},
                 [] { read_eeglab(kGenerated / "v73_forged_name.set"); });
  expect_refused(Fault::input, {"v73_forged_chunk.set", "'data'", "unpacks to 128 bytes, its shape says 24"},
                 [] { read_eeglab(kGenerated / "v73_forged_chunk.set"); });
  expect_refused(Fault::input, {"v73_new_headers.set", "a version that MATLAB does not write"},
                 [] { read_eeglab(kGenerated / "v73_new_headers.set"); });
}

TEST(Eeglab, LatenciesKeepTheirFractionAndNumericTypesTheirShortestText) {
  SetFile set;
  set.event = set_events({{mat_number("", 12), mat_number("", 2.00875)}, {mat_number("", 1.5), mat_number("", 1)}});
  const Recording recording = read_set(set);
  ASSERT_EQ(recording.events.size(), 2U);
  EXPECT_EQ(recording.events[0].type, "1.5");
  EXPECT_EQ(recording.events[0].sample, 0.0);
  EXPECT_EQ(recording.events[1].type, "12");
  EXPECT_EQ(recording.events[1].sample, 2.00875 - 1.0);
}

TEST(Eeglab, TextInUtf8CountsCharactersAndIsReadWhole) {
  SetFile set;
  const std::string face = mat_array("", 4, {1, 4}, mat_element(16, "fac\xc3\xa9"));
  set.event = set_events({{face, mat_number("", 1)}});
  EXPECT_EQ(read_set(set).events.at(0).type, "fac\xc3\xa9");
}

TEST(Eeglab, OtherFieldsOfAnEventStayWithItAsText) {
  SetFile set;
  set.event = mat_structure(
      "", {"type", "position", "latency", "note", "gap"},
      {{mat_text("", "square"), mat_number("", 2), mat_number("", 1), mat_text("", "left"), mat_empty("")}});
  const Recording recording = read_set(set);
  ASSERT_EQ(recording.events.size(), 1U);
  EXPECT_EQ(recording.events[0].fields,
            (std::vector<std::pair<std::string, std::string>>{{"position", "2"}, {"note", "left"}}));
}

TEST(Eeglab, BoundariesByNameOrCodeAreKeptApartAndOnlyInsideTheData) {
  SetFile set;
  set.event = set_events({{mat_text("", "boundary"), mat_number("", 2.5)},
                          {mat_number("", -99), mat_number("", 3)},
                          {mat_text("", "boundary"), mat_number("", 0.5)},
                          {mat_text("", "boundary"), mat_number("", 3.5)}});
  const Recording recording = read_set(set);
  EXPECT_TRUE(recording.events.empty());
  EXPECT_EQ(recording.boundaries, (std::vector<double>{1.5, 2.0}));
}

TEST(Eeglab, EventsWithoutALatencyAreDroppedAndCounted) {
  SetFile set;
  set.event = set_events({{mat_text("", "a"), mat_number("", kNoNumber)},
                          {mat_text("", "b"), mat_empty("")},
                          {mat_text("", "c"), mat_number("", 2)}});
  const Recording recording = read_set(set);
  ASSERT_EQ(recording.events.size(), 1U);
  EXPECT_EQ(recording.events[0].type, "c");
  EXPECT_THAT(recording.warnings, ::testing::Contains(::testing::HasSubstr("2 of 3 events have no latency")));
}

TEST(Eeglab, EventsOutsideTheDataStayWithAWarning) {
  SetFile set;
  set.event = set_events({{mat_text("", "late"), mat_number("", 40)}});
  const Recording recording = read_set(set);
  EXPECT_EQ(recording.events.size(), 1U);
  EXPECT_THAT(recording.warnings, ::testing::Contains(::testing::HasSubstr("1 of 1 events lie outside")));
}

TEST(Eeglab, EpochsCarryTheirLayout) {
  SetFile set;
  set.points = mat_number("", 3);
  set.trials = mat_number("", 2);
  set.start = mat_number("", -0.2);
  set.data = mat_numbers("", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, {2, 3, 2});
  const Recording recording = read_set(set);
  ASSERT_TRUE(recording.trials);
  EXPECT_EQ(recording.trials->count, 2);
  EXPECT_EQ(recording.trials->samples, 3);
  EXPECT_EQ(recording.trials->start.count(), -0.2);
  EXPECT_DOUBLE_EQ(recording.data(1, 5), 12e-6);
}

TEST(Eeglab, TheNosePointsAlongYInRas) {
  SetFile set;
  set.locations = set_locations({"Fz", "C4"}, {{60, 0, 60}, {0, -85, 0}});
  const Recording recording = read_set(set);
  ASSERT_TRUE(recording.channels[0].position && recording.channels[1].position);
  EXPECT_EQ(recording.channels[0].position->y, 60.0);
  EXPECT_EQ(recording.channels[1].position->x, 85.0);
  EXPECT_EQ(recording.channels[0].type, "EOG");
  EXPECT_THAT(recording.notes, ::testing::Contains(::testing::HasSubstr("is taken as mm")));
  EXPECT_THAT(recording.warnings, ::testing::IsEmpty());
}

TEST(Eeglab, PositionsInMetresBecomeMillimetresAndAUnitSphereStaysAbsent) {
  SetFile metres;
  metres.locations = set_locations({"Fz", "C4"}, {{0.085, 0, 0}, {0, -0.085, 0}});
  EXPECT_NEAR(read_set(metres).channels[1].position->x, 85.0, 1e-12);
  SetFile sphere;
  sphere.locations = set_locations({"Fz", "C4"}, {{1, 0, 0}, {0, -1, 0}});
  const Recording recording = read_set(sphere);
  EXPECT_FALSE(recording.channels[0].position);
  EXPECT_THAT(recording.notes, ::testing::Contains(::testing::HasSubstr("positions are left out")));
  EXPECT_THAT(recording.warnings, ::testing::IsEmpty());
}

TEST(Eeglab, SamplesBesideTheSetAreReadUnderTheStatedNameOrTheStem) {
  const TemporaryFolder folder;
  SetFile set;
  set.data = mat_text("", "x.fdt");
  set.write(folder / "x.set");
  write_values<float>(folder / "x.fdt", {1, 4, 2, 5, 3, 6});
  const Recording stated = read_eeglab(folder / "x.set");
  expect_one_to_six(stated);
  EXPECT_EQ(stated.files.size(), 2U);
  std::filesystem::rename(folder / "x.set", folder / "renamed.set");
  std::filesystem::rename(folder / "x.fdt", folder / "renamed.fdt");
  const Recording renamed = read_eeglab(folder / "renamed.set");
  expect_one_to_six(renamed);
  EXPECT_THAT(renamed.warnings, ::testing::Contains(::testing::HasSubstr("renamed.fdt")));
}

TEST(Eeglab, InSetFileMeansTheFileInDatfileAndDatIsTransposed) {
  const TemporaryFolder folder;
  SetFile set;
  set.data = mat_text("", "in set file");
  set.datfile = mat_text("", "other.dat");
  set.write(folder / "x.set");
  write_values<float>(folder / "other.dat", {1, 2, 3, 4, 5, 6});
  expect_one_to_six(read_eeglab(folder / "x.set"));
}

TEST(Eeglab, ASampleFileOfAnotherSizeIsRefusedWithBothNumbers) {
  const TemporaryFolder folder;
  SetFile set;
  set.data = mat_text("", "x.fdt");
  set.write(folder / "x.set");
  write_values<float>(folder / "x.fdt", {1, 4, 2, 5});
  expect_refused(Fault::input, {"x.fdt: is 16 bytes", "2 x 3 x 1 x 4 = 24"}, [&] { read_eeglab(folder / "x.set"); });
}

struct SetRefusal {
  std::string name;
  void (*change)(SetFile&);
  std::vector<std::string> message;
};

class EeglabRefusal : public ::testing::TestWithParam<SetRefusal> {};

TEST_P(EeglabRefusal, NamesTheDefect) {
  SetFile set;
  GetParam().change(set);
  expect_refused(Fault::input, GetParam().message, [&] { read_set(set); });
}

INSTANTIATE_TEST_SUITE_P(
    Fields, EeglabRefusal,
    ::testing::Values(
        SetRefusal{"Rate", [](SetFile& s) { s.rate = mat_number("", 0); }, {"EEG.srate is 0"}},
        SetRefusal{"Channels", [](SetFile& s) { s.channels = mat_number("", 1.5); }, {"EEG.nbchan is 1.5"}},
        SetRefusal{"NoChannels", [](SetFile& s) { s.channels = mat_empty(""); }, {"EEG.nbchan is absent"}},
        SetRefusal{"Huge", [](SetFile& s) { s.points = mat_number("", 2147483647); }, {"EEG.data is 2 x 3"}},
        SetRefusal{"Shape", [](SetFile& s) { s.channels = mat_number("", 3); }, {"EEG.data is 2 x 3", "3 x 3 x 1"}},
        SetRefusal{"Locations",
                   [](SetFile& s) {
                     s.locations = set_locations({"Fz"}, {{1, 0, 0}});
                   },
                   {"has 1", "is 2"}},
        SetRefusal{"NoData", [](SetFile& s) { s.data = mat_empty(""); }, {"x.set", "is not beside it"}},
        SetRefusal{"Latency",
                   [](SetFile& s) {
                     s.event = set_events({{mat_text("", "a"), mat_text("", "soon")}});
                   },
                   {"latency of event 1"}}),
    [](const ::testing::TestParamInfo<SetRefusal>& refusal) { return refusal.param.name; });

TEST(Eeglab, EveryTruncationOfAFileIsRefusedOrReadsTheSame) {
  const TemporaryFolder folder;
  const std::string whole = SetFile{}.bytes();
  for (std::size_t length = 0; length < whole.size(); length += 8) {
    write_bytes(folder / "x.set", std::string_view(whole).substr(0, length));
    expect_refused(Fault::input, {"x.set"}, [&] { read_eeglab(folder / "x.set"); });
  }
}

TEST(Eeglab, SizesThatContradictEachOtherAreRefusedWithTheirOffset) {
  const TemporaryFolder folder;
  std::string bytes = mat_file(mat_structure("EEG", {"data"}, {{mat_numbers("", {1, 2, 3}, {2, 1000000})}}));
  write_bytes(folder / "x.set", bytes);
  expect_refused(Fault::input, {"x.set@", "24 bytes", "2000000 numbers"}, [&] { read_eeglab(folder / "x.set"); });
}

}  // namespace
}  // namespace attune::eeg
