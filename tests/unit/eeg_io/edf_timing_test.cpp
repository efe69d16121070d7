#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/recording.hpp"
#include "edf_file.hpp"
#include "temporary_folder.hpp"

namespace attune::eeg {
namespace {

using test::edf_annotations;
using test::edf_entry;
using test::edf_signal;
using test::EdfFile;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Recording read(const EdfFile& file) {
  const test::TemporaryFolder folder;
  file.write(folder / "x.edf");
  return read_recording(folder / "x.edf");
}

/// Records of `per_record` samples whose annotation lists `list` makes.
template <class List>
EdfFile records(const char* word, const char* duration, std::size_t count, std::size_t per_record, List list) {
  EdfFile file;
  file.reserved = word;
  file.duration = duration;
  file.records = count;
  std::vector<std::string> lists;
  for (std::size_t r = 0; r < count; ++r) lists.push_back(list(r));
  file.signals = {edf_signal("Fz", std::vector<std::int32_t>(count * per_record, 1)), edf_annotations(lists)};
  return file;
}

TEST(EdfTiming, TimesOfFewDigitsLeaveNoGapsInAContiguousFile) {
  const Recording hundredths = read(records("EDF+C", "0.066", 100, 66, [](std::size_t r) {
    return edf_entry(fmt::format("+{:.2f}", 0.066 * static_cast<double>(r)));
  }));
  EXPECT_TRUE(hundredths.boundaries.empty());
  EXPECT_TRUE(hundredths.warnings.empty());
  const Recording seconds =
      read(records("EDF+C", "0.1", 30, 50, [](std::size_t r) { return edf_entry(fmt::format("+{}", r / 10)); }));
  EXPECT_TRUE(seconds.boundaries.empty());
}

TEST(EdfTiming, AGapOfOneRecordIsSeenWhereTheDigitsHoldTheDuration) {
  const Recording recording = read(
      records("EDF+C", "1", 4, 10, [](std::size_t r) { return edf_entry(fmt::format("+{}", r < 2 ? r : r + 1)); }));
  EXPECT_THAT(recording.boundaries, ElementsAre(20.0));
}

TEST(EdfTiming, WithoutDurationOrSamplesNothingLiesInAGap) {
  for (const char* word : {"EDF+D", "EDF+C"})
    for (const char* duration : {"0", "10"}) {
      EdfFile file = records(word, duration, 4, 1, [](std::size_t r) {
        return edf_entry(fmt::format("+{}", 30 * r)) + edf_entry(fmt::format("+{}", 30 * r + 15), "stage", "30");
      });
      file.signals.erase(file.signals.begin());
      const Recording recording = read(file);
      ASSERT_EQ(recording.events.size(), 4U) << word;
      EXPECT_EQ(recording.events[3].sample, 105.0) << "seconds";
      EXPECT_TRUE(recording.warnings.empty()) << recording.warnings.front();
    }
}

TEST(EdfTiming, AnAnnotationCountsFromTheTimeOfItsRecordWhereTheyDrift) {
  // A fifteenth of a second written as 0.0667: after 9000 records the header's clock is 0.3 s ahead.
  constexpr std::size_t kRecords = 9000, kPerRecord = 100;
  const Recording recording = read(records("EDF+C", "0.0667", kRecords, kPerRecord, [](std::size_t r) {
    const double start = static_cast<double>(r) / 15.0;
    return edf_entry(fmt::format("+{:.3f}", start)) + edf_entry(fmt::format("+{:.3f}", start + 0.02), "go");
  }));
  EXPECT_TRUE(recording.boundaries.empty());
  EXPECT_THAT(recording.warnings, ElementsAre(HasSubstr("drift by up to")));
  ASSERT_EQ(recording.events.size(), kRecords);
  constexpr double kDigits = 2.0;  // samples: a millisecond of the time and of the annotation is 1.5 together
  for (std::size_t r = 0; r < kRecords; ++r)
    ASSERT_NEAR(recording.events[r].sample, static_cast<double>(r * kPerRecord) + 30.0, kDigits) << r;
}

TEST(EdfTiming, AnAnnotationSignalOfBlanksIsEmpty) {
  const std::string blanks(40, ' ');
  const Recording recording = read(records("EDF+C", "1", 2, 10, [&](std::size_t) { return blanks; }));
  EXPECT_TRUE(recording.events.empty());
  EXPECT_THAT(recording.warnings, Contains(HasSubstr("records do not say when they start")));
}

}  // namespace
}  // namespace attune::eeg
