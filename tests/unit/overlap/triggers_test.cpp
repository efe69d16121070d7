#include "attune/overlap/triggers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/base/files.hpp"
#include "attune/eeg/bids_recording.hpp"
#include "attune/eeg/brainvision.hpp"
#include "attune/eeg/event_table.hpp"
#include "expect_refused.hpp"
#include "made_photodiode.hpp"
#include "made_recording.hpp"
#include "temporary_folder.hpp"

namespace attune::overlap {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr double kRounding = 1e-9;
constexpr double kOtherWindows = 1e-3;  // ms: moved windows hold other noise, and the levels move with it

AuditOptions photo(double from = -50, double to = 150) {
  AuditOptions out;
  out.channel = "Photo";
  out.conditions = {eeg::Condition{"flash", eeg::EventQuery::of_type("flash")}};
  out.from = Milliseconds(from);
  out.to = Milliseconds(to);
  return out;
}

// By hand, at 1 kHz: codes at 100, 300, 500; the light goes from 0 to 1 at once between samples 109 and 110, 309 and
// 310 and, in two steps of a half, at 519 and 520.
eeg::Recording by_hand() {
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(1, 700);
  data.block(0, 110, 1, 20).setOnes();
  data.block(0, 310, 1, 20).setOnes();
  data.block(0, 520, 1, 20).setOnes();
  data(0, 519) = 0.5;
  eeg::Recording out = test::made_recording(data, 1000);
  out.channels[0].name = "Photo";
  for (const double sample : {100.0, 300.0, 500.0}) out.events.push_back(test::made_event(sample, "flash"));
  return out;
}

TEST(AuditTriggers, FindsTheOnsetsOfAnExampleByHand) {
  const TriggerAudit audit = audit_triggers(by_hand(), photo());
  EXPECT_EQ(audit.edge, Edge::rising);
  EXPECT_EQ(audit.threshold, 0.5);
  EXPECT_EQ(audit.found, 3);
  EXPECT_NEAR(audit.rows[0].offset_ms, 9.5, kRounding);
  EXPECT_NEAR(audit.rows[1].offset_ms, 9.5, kRounding);
  EXPECT_NEAR(audit.rows[2].offset_ms, 19, kRounding);
  EXPECT_NEAR(audit.mean_ms, 38.0 / 3, kRounding);
  EXPECT_NEAR(audit.median_ms, 9.5, kRounding);
  EXPECT_NEAR(audit.sd_ms, std::sqrt(2 * 9.5 * 9.5 / 3 / 2), kRounding);
  EXPECT_NEAR(audit.largest_ms - audit.smallest_ms, 9.5, kRounding);
  EXPECT_EQ(audit.outlying, 1);
  EXPECT_THAT(audit.warnings, Contains(HasSubstr("1 of 3 flashes are far from the median offset of 9.50 ms")));
}

// Words of 60 ms one after another, each with a flash of 25 ms at +20 ms: every window holds several flashes. `without`
// has none.
eeg::Recording quick_events(int count, int without = -1) {
  Eigen::MatrixXd data = Eigen::MatrixXd::Zero(1, 1000 + 60 * count);
  eeg::Recording out = test::made_recording(data, 1000);
  out.channels[0].name = "Photo";
  for (int i = 0; i < count; ++i) {
    const int sample = 300 + 60 * i;
    out.events.push_back(test::made_event(sample, "flash"));
    if (i != without) out.data.block(0, sample + 20, 1, 25).setOnes();
  }
  return out;
}

TEST(AuditTriggers, GiveOneFlashToOneEvent) {
  for (const int count : {2, 3, 12}) {
    const TriggerAudit audit = audit_triggers(quick_events(count), photo());
    EXPECT_EQ(audit.found, count);
    for (const FlashRow& row : audit.rows) EXPECT_NEAR(row.offset_ms, 19.5, kRounding) << count;
    EXPECT_EQ(audit.extra, 0);
  }
}

TEST(AuditTriggers, SayWhoseFlashItIsThatAnEventLacks) {
  const TriggerAudit audit = audit_triggers(quick_events(12, 5), photo());
  EXPECT_EQ(audit.found, 11);
  EXPECT_EQ(audit.missing, 1);
  EXPECT_EQ(audit.rows[5].reason, "flash of another event");
  EXPECT_TRUE(std::isnan(audit.rows[5].offset_ms));
  EXPECT_NEAR(audit.largest_ms, 19.5, kRounding);
  EXPECT_NEAR(audit.smallest_ms, 19.5, kRounding);
}

TEST(AuditTriggers, GiveEventsAtOneSampleTheSameFlash) {
  eeg::Recording recording = by_hand();
  recording.events.push_back(test::made_event(300, "flash"));
  const TriggerAudit audit = audit_triggers(recording, photo());
  EXPECT_EQ(audit.found, 4);
  EXPECT_NEAR(audit.rows[3].offset_ms, 9.5, kRounding);
}

TEST(AuditTriggers, SeesDarkFlashesOnABrightScreen) {
  eeg::Recording recording = by_hand();
  recording.data = 1.0 - recording.data.array();
  const TriggerAudit audit = audit_triggers(recording, photo());
  EXPECT_EQ(audit.edge, Edge::falling);
  EXPECT_NEAR(audit.rows[0].offset_ms, 9.5, kRounding);
}

TEST(AuditTriggers, CountsWhatIsMissingAndWhatIsThereWithoutACode) {
  eeg::Recording recording = by_hand();
  recording.data.block(0, 310, 1, 20).setZero();
  recording.data.block(0, 30, 1, 3).setOnes();
  recording.data.block(0, 36, 1, 3).setOnes();  // flicker
  recording.data.block(0, 600, 1, 10).setOnes();
  recording.events.push_back(test::made_event(690, "flash"));
  recording.events.push_back(test::made_event(605, "flash"));
  AuditOptions options = photo(-5, 60);
  options.hold = Milliseconds(20);
  const TriggerAudit audit = audit_triggers(recording, options);
  EXPECT_EQ(audit.found, 2);
  EXPECT_EQ(audit.missing, 2);
  EXPECT_EQ(audit.not_judged, 1);
  EXPECT_EQ(audit.rows[1].reason, "missing");
  EXPECT_EQ(audit.rows[3].reason, "outside the data");
  EXPECT_EQ(audit.rows[4].reason, "on before the window");
  EXPECT_EQ(audit.extra, 1) << "at 30; the one at 600 is in the last event's window";
  EXPECT_THAT(audit.warnings, Contains(HasSubstr("2 of 5 events have no flash")));
  EXPECT_THAT(audit.warnings, Contains(HasSubstr("1 flashes on Photo belong to no event")));
}

TEST(AuditTriggers, RecoversDelayAndJitterOfAScreen) {
  const TriggerAudit audit = audit_triggers(test::made_photodiode({26.0, 0.8, 0, 0}), photo());
  EXPECT_EQ(audit.missing + audit.extra + audit.outlying, 0);
  EXPECT_NEAR(audit.mean_ms, 26.0, 0.3);  // 0.8 / sqrt(96) is 0.08
  EXPECT_NEAR(audit.sd_ms, 0.8, 0.2);
  EXPECT_LT(audit.drift_interval.low, 0);
  EXPECT_GT(audit.drift_interval.high, 0);
}

TEST(AuditTriggers, TellsOfDriftAndMissingFlashes) {
  const TriggerAudit audit = audit_triggers(test::made_photodiode({26.0, 0.1, 600, 4}), photo());
  EXPECT_NEAR(audit.drift_ms_per_hour, 600, 20);  // edges lie between samples of 3.9 ms
  EXPECT_GT(audit.drift_interval.low, 0);
  EXPECT_EQ(audit.missing, 4);
  EXPECT_THAT(audit.warnings, Contains(HasSubstr("two clocks")));
}

TEST(AuditTriggers, RefusesAChannelWithoutFlashes) {
  eeg::Recording recording = test::made_photodiode();
  AuditOptions options = photo();
  options.channel = "Pz";
  test::expect_refused(Fault::analysis, {"channel Pz shows no flashes", "two levels"},
                       [&] { audit_triggers(recording, options); });
  options.channel = "photo";
  test::expect_refused(Fault::input, {"no channel 'photo'", "Photo"}, [&] { audit_triggers(recording, options); });
  options = photo(10, 5);
  test::expect_refused(Fault::usage, {"from 10 to 5 ms"}, [&] { audit_triggers(recording, options); });
  options = photo();
  options.fraction = 1;
  test::expect_refused(Fault::usage, {"between 0 and 1"}, [&] { audit_triggers(recording, options); });
}

TEST(CorrectTriggers, PutsEventsOnTheirFlashes) {
  eeg::Recording recording = test::made_photodiode({26.0, 0.8, 0, 4});
  const TriggerAudit audit = audit_triggers(recording, photo());
  const CorrectedEvents each = correct_triggers(recording, audit, Correction::each);
  EXPECT_EQ(each.moved_to_flash, audit.found);
  EXPECT_EQ(each.moved_by_mean, 4);
  EXPECT_EQ(each.untouched, static_cast<std::int64_t>(recording.events.size() - audit.rows.size()));
  recording.events = each.events;
  const TriggerAudit again = audit_triggers(recording, photo());
  EXPECT_NEAR(again.mean_ms, 0, kOtherWindows);
  EXPECT_LT(again.sd_ms, kOtherWindows);
}

TEST(CorrectTriggers, ByTheMeanKeepsTheJitter) {
  eeg::Recording recording = test::made_photodiode();
  const TriggerAudit audit = audit_triggers(recording, photo());
  recording.events = correct_triggers(recording, audit, Correction::mean).events;
  const TriggerAudit again = audit_triggers(recording, photo());
  EXPECT_NEAR(again.mean_ms, 0, kOtherWindows);
  EXPECT_NEAR(again.sd_ms, audit.sd_ms, kOtherWindows);
}

TEST(EventsToTable, ReadsBackToTheSameSamples) {
  eeg::Recording recording = test::made_photodiode();
  recording.events[3].fields = {{"rt", "0.35"}, {"sample", "7"}};
  const Table table = events_to_table(recording, recording.events);
  const std::vector<eeg::Event> back = eeg::events_from_table(table, recording.sampling_frequency);
  ASSERT_EQ(back.size(), recording.events.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    EXPECT_NEAR(back[i].sample, recording.events[i].sample, kRounding);
    EXPECT_EQ(back[i].type, recording.events[i].type);
  }
  EXPECT_THAT(back[3].fields, Contains(std::pair<std::string, std::string>("rt", "0.35")));
}

TEST(EventsToTable, StatesTrueTimesWhereTheRecordingHasGaps) {
  eeg::Recording recording = by_hand();
  recording.boundaries = {400};
  recording.segment_starts = {Seconds(0), Seconds(60)};
  const Table table = events_to_table(recording, recording.events);
  EXPECT_NEAR(table.numbers("onset").at(1), 0.3, kRounding);
  EXPECT_NEAR(table.numbers("onset").at(2), 60.1, kRounding);
  recording.events = eeg::events_from_table(table, recording.sampling_frequency);
  eeg::place_between_gaps(recording, "events.tsv");
  ASSERT_EQ(recording.events.size(), 3u);
  EXPECT_NEAR(recording.events[2].sample, 500, kRounding);
}

// The data-samples' recording is the one made here; ATTUNE_REMAKE_SAMPLES=data-samples/eeg makes it anew.
TEST(PhotodiodeSample, IsMadeByItsHelper) {
  const test::TemporaryFolder folder;
  eeg::BrainVisionOptions options;
  options.encoding = eeg::BrainVisionEncoding::int16;
  const std::string header = "sub-02_task-flash_eeg.vhdr";
  eeg::write_brainvision(folder / header, test::made_photodiode(), options, Overwrite::refuse);
  if (const char* to = std::getenv("ATTUNE_REMAKE_SAMPLES"))
    eeg::write_brainvision(std::filesystem::path(to) / header, test::made_photodiode(), options, Overwrite::allow);
  for (const std::string end : {".vhdr", ".vmrk", ".eeg"}) {
    const std::string name = "sub-02_task-flash_eeg" + end;
    EXPECT_TRUE(read_bytes(folder / name) ==
                read_bytes(std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples" / "eeg" / name))
        << name;
  }
}

}  // namespace
}  // namespace attune::overlap
