#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/bids/derivatives.hpp"
#include "attune/bids/events.hpp"
#include "attune/bids/tables.hpp"
#include "shared_data.hpp"

namespace attune::bids {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// Counts were taken from the files with awk.
TEST(RealDataset, OfTheBalloonTaskGivesParticipantsSidecarsAndEvents) {
  ATTUNE_NEED_SHARED(root, "data/fmri/bids/ds000030");
  const Dataset dataset(root);
  EXPECT_THAT(dataset.participants(), ElementsAre("10159", "10171", "50004", "60001"));
  EXPECT_EQ(read_participants(root / "participants.tsv").labels.size(), 272u);
  Query query;
  query.participant = "50004";
  query.suffix = "bold";
  const File sidecar = dataset.find_one(query);
  const Metadata metadata = dataset.metadata(sidecar);
  EXPECT_EQ(metadata.files().size(), 2u);  // task-bart_bold.json at the root and the participant's own
  EXPECT_EQ(metadata.required_number("RepetitionTime", sidecar.path), 2.0);
  EXPECT_EQ(metadata.text("TaskName").value_or("").empty(), false);
  const auto events_file = dataset.associated(sidecar, "events", ".tsv");
  ASSERT_TRUE(events_file);
  const Events events = read_events(events_file->path);
  EXPECT_EQ(events.without_onset, 5u);
  EXPECT_EQ(events.events.size() + events.without_onset, events.table.rows());
  EXPECT_THAT(events.warnings.at(0), HasSubstr("5 rows have no onset"));
}

TEST(RealDataset, OfEmotionRegulationHasTwelveConditionsInEachRun) {
  ATTUNE_NEED_SHARED(root, "data/fmri/bids/ds000108");
  const Dataset dataset(root);
  EXPECT_EQ(read_description(root).bids_version, "1.0.0");
  Query query;
  query.participant = "01";
  query.suffix = "events";
  const auto runs = dataset.find(query);
  ASSERT_EQ(runs.size(), 6u);
  EXPECT_EQ(runs.back().run(), "06");
  for (const File& run : runs) EXPECT_EQ(read_events(run.path).conditions().size(), 12u) << run.path;
}

TEST(RealDataset, OfAnEegWithSessionsGivesChannelsAndMarkers) {
  ATTUNE_NEED_SHARED(root, "data/eeg-physio/eeg/bids-p300");
  const Dataset dataset(root);
  EXPECT_THAT(dataset.sessions("01"), ElementsAre("01"));
  Query query;
  query.suffix = "eeg";
  query.extensions = {".vhdr"};
  const File header = dataset.find_one(query);
  const auto channels = dataset.associated(header, "channels", ".tsv");
  const auto events = dataset.associated(header, "events", ".tsv");
  ASSERT_TRUE(channels && events);
  EXPECT_EQ(read_channels(channels->path).size(), 8u);
  EXPECT_THAT(read_events(events->path).conditions(), ElementsAre(Pair("Marker/0.0", 231), Pair("Marker/1.0", 70)));
  EXPECT_GT(dataset.metadata(header).required_number("SamplingFrequency", header.path), 0);
}

TEST(RealDataset, OfFacesGivesItsChannels) {
  ATTUNE_NEED_SHARED(root, "data/eeg-physio/eeg/bids-face13-metadata");
  const Dataset dataset(root);
  Query query;
  query.participant = "001";
  query.suffix = "channels";
  EXPECT_EQ(read_channels(dataset.find_one(query).path).size(), 128u);
}

}  // namespace
}  // namespace attune::bids
