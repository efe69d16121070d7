#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/physio/formats.hpp"
#include "attune/physio/source.hpp"
#include "expect_error.hpp"
#include "gzip_bytes.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSidecar =
    R"({"Columns": ["cardiac", "respiratory", "skin"], "SamplingFrequency": 50, "StartTime": -1.5,
        "cardiac": {"Units": "mV"}, "skin": {"Units": "nS"}})";

Recording parse(std::string_view text, std::string_view sidecar = kSidecar) {
  return parse_bids_physio(text, "sub-01_task-x_physio.tsv", bids::parse_metadata(sidecar, "side.json"));
}

std::string refusal(std::string_view text, std::string_view sidecar = kSidecar) {
  return test::error_of(Fault::input, [&] { parse(text, sidecar); });
}

TEST(BidsPhysio, TakesNamesRateAndSignedStartFromTheSidecar) {
  const Recording out = parse("1\t2\t3\n4\tn/a\t6\n");
  ASSERT_EQ(out.channels.size(), 3U);
  EXPECT_EQ(out.channels[0].kind, Kind::ecg);
  EXPECT_EQ(out.channels[1].kind, Kind::respiration);
  EXPECT_EQ(out.channels[2].kind, Kind::eda);
  EXPECT_EQ(out.channels[1].start.count(), -1.5);
  EXPECT_DOUBLE_EQ(out.channels[1].time_of(1).count(), -1.48);
  EXPECT_THAT(out.channels[0].samples, ElementsAre(1, 4));
  EXPECT_TRUE(std::isnan(out.channels[1].samples[1]));
}

TEST(BidsPhysio, TakesCardiacForAPulseWhereNothingSaysEcg) {
  EXPECT_EQ(parse("1\n2\n", R"({"Columns": ["cardiac"], "SamplingFrequency": 50, "StartTime": 0})").channels[0].kind,
            Kind::ppg);
  EXPECT_EQ(parse("1\n2\n", R"({"Columns": ["cardiac"], "SamplingFrequency": 50, "StartTime": 0,
                                "cardiac": {"Description": "an ECG, lead II"}})")
                .channels[0]
                .kind,
            Kind::ecg);
}

TEST(BidsPhysio, RefusesAHeaderLine) {
  EXPECT_THAT(refusal("cardiac\trespiratory\tskin\n1\t2\t3\n"),
              HasSubstr("physio.tsv:1: is a header line; BIDS physio files have none"));
}

TEST(BidsPhysio, NumbersInAnyFormAndMissingOnesAreNoHeader) {
  const std::string_view sidecar = R"({"Columns": ["a"], "SamplingFrequency": 50, "StartTime": 0})";
  EXPECT_EQ(parse("n/a\n1e-5\n", sidecar).channels[0].samples[1], 1e-5);
  EXPECT_EQ(parse("1e-5\n", sidecar).channels[0].samples[0], 1e-5);
}

TEST(BidsPhysio, NamesTheLineOfAnotherNumberOfColumns) {
  EXPECT_THAT(refusal("1\t2\n"), HasSubstr("physio.tsv:1: has 2 cells, while Columns in side.json names 3"));
  EXPECT_THAT(refusal("1\t2\t3\n1\t2\t3\n1\t2\n"), HasSubstr("physio.tsv:3: has 2 cells, expected 3"));
  EXPECT_THAT(refusal("1\t2\t3\n1\tx\t3\n"), HasSubstr("physio.tsv:2: 'x' in column 2"));
  EXPECT_THAT(refusal("1\t2\t3\n\n1\t2\t3\n"), HasSubstr("physio.tsv:2: is empty"));
  EXPECT_THAT(refusal(""), HasSubstr("holds no numbers"));
}

TEST(BidsPhysio, NeedsRateStartAndColumns) {
  EXPECT_THAT(refusal("1\n", R"({"Columns": ["a"], "StartTime": 0})"), HasSubstr("SamplingFrequency"));
  EXPECT_THAT(refusal("1\n", R"({"Columns": ["a"], "SamplingFrequency": 50})"), HasSubstr("StartTime"));
  EXPECT_THAT(refusal("1\n", R"({"StartTime": 0, "SamplingFrequency": 50})"), HasSubstr("Columns"));
  EXPECT_THAT(refusal("1\n", R"({"Columns": ["a"], "StartTime": 0, "SamplingFrequency": -1})"), HasSubstr("above 0"));
  EXPECT_THAT(refusal("1\t2\n", R"({"Columns": ["a", "a"], "StartTime": 0, "SamplingFrequency": 1})"),
              HasSubstr("more than once"));
}

TEST(BidsPhysio, InheritsSidecarsAndFindsItsEvents) {
  const test::TemporaryFolder folder;
  const std::filesystem::path beh = folder / "sub-01/beh";
  std::filesystem::create_directories(beh);
  test::write_bytes(folder / "dataset_description.json", R"({"Name": "x", "BIDSVersion": "1.8.0"})");
  test::write_bytes(folder / "task-x_recording-slow_physio.json", R"({"SamplingFrequency": 2, "StartTime": 0})");
  test::write_bytes(beh / "sub-01_task-x_recording-slow_physio.json",
                    R"({"Columns": ["skin"], "StartTime": 3, "skin": {"Units": "uS"}})");
  test::write_bytes(beh / "sub-01_task-x_recording-slow_physio.tsv.gz", test::gzipped("1\n2\n3\n"));
  test::write_bytes(beh / "sub-01_task-x_events.tsv", "onset\tduration\ttrial_type\n4\t1\tcalm\n3\t1\tn/a\n");
  const Recording out = read_recording(beh / "sub-01_task-x_recording-slow_physio.tsv.gz", {});
  EXPECT_EQ(out.channels.at(0).start.count(), 3);
  EXPECT_EQ(out.channels.at(0).sampling_frequency.value(), 2);
  EXPECT_EQ(out.files.size(), 4U);
  ASSERT_EQ(out.events.size(), 2U);
  EXPECT_EQ(out.events[0].type, "n/a");
  EXPECT_EQ(out.events[1].type, "calm");
}

TEST(BidsPhysio, ReadsTheSampleOfTheRepository) {
  const Recording out = read_recording(
      std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples/physio/sub-01_task-rest_physio.tsv.gz", {});
  EXPECT_EQ(channel_of(out, Kind::ecg).unit, "V");
  EXPECT_EQ(channel_of(out, Kind::ecg).samples.size(), 12000U);
  EXPECT_DOUBLE_EQ(channel_of(out, Kind::ecg).samples[0], 0.005e-3);
  EXPECT_EQ(channel_of(out, Kind::eda).unit, "uS");
  EXPECT_EQ(channel_of(out, Kind::respiration).unit, "");
  EXPECT_EQ(out.events.size(), 10U);
  EXPECT_TRUE(out.warnings.empty());
}

TEST(BidsPhysio, RowsTakeTheirPersonFromTheName) {
  const Measure row = row_of("a/sub-07_ses-2_task-x_run-1_recording-slow_physio.tsv.gz");
  EXPECT_EQ(row.participant_id, "sub-07");
  EXPECT_EQ(row.session, "2");
  EXPECT_EQ(row.task, "x");
  EXPECT_EQ(row.run, "1");
  EXPECT_EQ(row.modality, "physio");
  EXPECT_EQ(row_of("my file.csv").participant_id, "");
}

}  // namespace
}  // namespace attune::physio
