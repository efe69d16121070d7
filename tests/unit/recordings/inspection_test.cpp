#include "attune/recordings/inspection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/physio/recording.hpp"
#include "attune/physio/summary.hpp"
#include "temporary_folder.hpp"
#include "write_bytes.hpp"

namespace attune::recordings {
namespace {

using testing::ElementsAre;

const std::filesystem::path kSamples = std::filesystem::path(ATTUNE_SOURCE_DIR) / "data-samples";

template <class T>
T field(const Record& record, const std::string& name) {
  for (const auto& [key, value] : record)
    if (key == name) return std::get<T>(value);
  ADD_FAILURE() << "no field " << name;
  return {};
}

TEST(RecordingInspection, KnowsRecordingsFromTables) {
  EXPECT_TRUE(is_recording(kSamples / "physio/sub-01_task-rest_physio.tsv.gz"));
  EXPECT_TRUE(is_recording(kSamples / "eeg/sub-02_task-flash_eeg.vhdr"));
  EXPECT_FALSE(is_recording(kSamples / "group.tsv"));
  EXPECT_FALSE(is_recording(kSamples));
  EXPECT_FALSE(is_recording(kSamples / "not-there_events.tsv"));
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "a.txt", "# Simple Text Format\n# Sampling Rate (Hz):= 10\n# Labels:= ECG\n1\n2\n");
  EXPECT_TRUE(is_recording(folder / "a.txt"));
}

TEST(RecordingInspection, SaysWhatChannelsOfTheBodyHold) {
  const Inspection found = inspect(kSamples / "physio/sub-01_task-rest_physio.tsv.gz", false, false);
  EXPECT_EQ(field<std::string>(found.record, "format"), "BIDS physio");
  EXPECT_THAT(field<std::vector<std::string>>(found.record, "kinds"), ElementsAre("ecg", "resp", "eda"));
  EXPECT_THAT(field<std::vector<std::string>>(found.record, "units"), ElementsAre("V", "n/a", "uS"));
  EXPECT_THAT(field<std::vector<double>>(found.record, "duration_s"), ElementsAre(120, 120, 120));
  EXPECT_THAT(field<std::vector<std::string>>(found.record, "events"),
              ElementsAre("calm (1)", "neutral (4)", "stress (1)", "threat (4)"));
  EXPECT_EQ(found.files.size(), 3U);
  EXPECT_TRUE(found.warnings.empty());
}

TEST(RecordingInspection, CountsWhatIsMissing) {
  physio::Recording made;
  made.channels.push_back({"x", physio::Kind::eda, "uS", Hertz(2), Seconds(-1), {3, std::nan(""), 1, 2}});
  const Record record = physio::summarise(made);
  EXPECT_THAT(field<std::vector<double>>(record, "missing_share"), ElementsAre(0.25));
  EXPECT_THAT(field<std::vector<double>>(record, "min"), ElementsAre(1));
  EXPECT_THAT(field<std::vector<double>>(record, "max"), ElementsAre(3));
  EXPECT_THAT(field<std::vector<double>>(record, "start_s"), ElementsAre(-1));
}

TEST(RecordingInspection, OfEegIsThatOfEeg) {
  const Inspection found = inspect(kSamples / "eeg/sub-02_task-flash_eeg.vhdr", false, false);
  EXPECT_EQ(field<std::string>(found.record, "format"), "BrainVision");
}

}  // namespace
}  // namespace attune::recordings
