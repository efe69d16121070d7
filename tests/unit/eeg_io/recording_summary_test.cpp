#include "attune/eeg/recording_summary.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace attune::eeg {
namespace {

Recording four_samples() {
  Recording out;
  out.format = "made";
  out.sampling_frequency = Hertz(2.0);
  Channel a, b;
  a.name = "Cz";
  b.name = "Pz";
  b.bad = true;
  out.channels = {a, b};
  out.data.resize(2, 4);
  out.data << 0, 1e-6, -1e-6, 0, 4e-6, 0, 0, 0;
  for (const auto& [sample, type] : {std::pair{0.0, "own"}, std::pair{1.0, "other"}, std::pair{3.0, "own"}}) {
    Event event;
    event.sample = sample;
    event.type = type;
    out.events.push_back(event);
  }
  return out;
}

template <class T>
T field(const Record& record, const std::string& name) {
  for (const auto& [key, value] : record)
    if (key == name) return std::get<T>(value);
  ADD_FAILURE() << "no field " << name;
  return T();
}

bool has(const Record& record, const std::string& name) {
  return std::any_of(record.begin(), record.end(), [&](const auto& entry) { return entry.first == name; });
}

TEST(RecordingSummary, CountsChannelsSamplesSecondsAndEventsPerType) {
  const Record summary = summarise(four_samples());
  EXPECT_EQ(field<std::int64_t>(summary, "channels"), 2);
  EXPECT_EQ(field<double>(summary, "duration_s"), 2.0);
  EXPECT_EQ(field<std::vector<std::string>>(summary, "event_types"), (std::vector<std::string>{"other", "own"}));
  EXPECT_EQ(field<std::vector<std::int64_t>>(summary, "event_counts"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(field<std::vector<std::string>>(summary, "bad_channels"), std::vector<std::string>{"Pz"});
  EXPECT_NEAR(field<double>(summary, "median_peak_to_peak_uv"), 3.0, 1e-12);
  EXPECT_FALSE(has(summary, "trials"));
}

TEST(RecordingSummary, ShowsTheNotesOfTheReaderButCountsThemAsNoWarnings) {
  Recording recording = four_samples();
  EXPECT_FALSE(has(summarise(recording), "notes"));
  recording.notes = {"the unit of electrode positions is not stored"};
  const Record summary = summarise(recording);
  EXPECT_EQ(field<std::vector<std::string>>(summary, "notes"), recording.notes);
  EXPECT_EQ(field<std::int64_t>(summary, "warnings"), 0);
}

TEST(RecordingSummary, OfEpochsGivesTheirLayout) {
  Recording recording = four_samples();
  recording.trials = TrialLayout{2, 2, Seconds(-0.5)};
  const Record summary = summarise(recording);
  EXPECT_EQ(field<std::int64_t>(summary, "trials"), 2);
  EXPECT_EQ(field<double>(summary, "trial_start_s"), -0.5);
}

TEST(RecordingSummary, EventCountsHaveOneRowPerTypeWithFirstAndLast) {
  const Table counts = event_counts(four_samples());
  EXPECT_EQ(counts.text("type"), (std::vector<std::string>{"other", "own"}));
  EXPECT_EQ(counts.numbers("n"), (std::vector<double>{1, 2}));
  EXPECT_EQ(counts.numbers("last_s"), (std::vector<double>{0.5, 1.5}));
}

}  // namespace
}  // namespace attune::eeg
