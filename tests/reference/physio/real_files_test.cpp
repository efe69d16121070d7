// Real files of public sets. Numbers that are not in the files themselves are numpy's (1.24, loadtxt and mean).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/physio/intervals.hpp"
#include "attune/physio/source.hpp"
#include "attune/physio/wfdb.hpp"
#include "expect_error.hpp"
#include "shared_data.hpp"

namespace attune::physio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kSameSum = 1e-9;  // means of up to 650000 numbers, added in another order

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<std::string> names_of(const Recording& recording) {
  std::vector<std::string> out;
  for (const Channel& channel : recording.channels) out.push_back(channel.name);
  return out;
}

TEST(RealWfdb, ReadsRecord100WithItsChecksums) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/ecg/mitbih/100.hea");
  const Recording record = read_recording(path, {});
  EXPECT_EQ(record.format, "WFDB");
  EXPECT_TRUE(record.warnings.empty());
  EXPECT_THAT(names_of(record), ElementsAre("MLII", "V5"));
  for (const Channel& channel : record.channels) {
    EXPECT_EQ(channel.samples.size(), 650000U);
    EXPECT_EQ(channel.sampling_frequency.value(), 360);
    EXPECT_EQ(channel.unit, "V");
    EXPECT_EQ(channel.kind, Kind::ecg);
  }
  EXPECT_NEAR(record.channels[0].samples[0], (995 - 1024) / 200e3, 1e-18);
  EXPECT_NEAR(mean_of(record.channels[0].samples), -0.3062989769230769e-3, kSameSum);
  EXPECT_NEAR(mean_of(record.channels[1].samples), -0.19103443076923085e-3, kSameSum);
}

TEST(RealWfdb, ReadsTheAnnotationsOfRecord100) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/ecg/mitbih/100.atr");
  const std::vector<Annotation> all = read_wfdb_annotations(path);
  // The directory of the database: 2239 normal beats, 33 atrial premature, 1 ventricular premature, 1 rhythm mark.
  const auto count = [&](const std::string& symbol) {
    return std::count_if(all.begin(), all.end(), [&](const Annotation& one) { return one.symbol == symbol; });
  };
  EXPECT_EQ(count("N"), 2239);
  EXPECT_EQ(count("A"), 33);
  EXPECT_EQ(count("V"), 1);
  EXPECT_EQ(count("+"), 1);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Annotation& one) { return one.is_beat(); }), 2273);
  EXPECT_EQ(all.front().text, "(N");
  EXPECT_EQ(all.front().sample, 18);
  EXPECT_EQ(all[1].sample, 77);
  EXPECT_DOUBLE_EQ(all[1].time_s, 77 / 360.0);
}

TEST(RealWfdb, NormalIntervalsOfRecord100HaveTheirKnownMeanAndSpread) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/ecg/mitbih/100.atr");
  std::vector<Annotation> beats = read_wfdb_annotations(path);
  std::erase_if(beats, [](const Annotation& one) { return !one.is_beat(); });
  std::vector<double> nn;
  for (std::size_t i = 1; i < beats.size(); ++i)
    if (beats[i].symbol == "N" && beats[i - 1].symbol == "N")
      nn.push_back(1000 * (beats[i].time_s - beats[i - 1].time_s));
  ASSERT_EQ(nn.size(), 2204U);
  const double mean = mean_of(nn);
  double square = 0;
  for (const double value : nn) square += (value - mean) * (value - mean);
  constexpr double kTwoDigits = 0.005;  // as the numbers are printed
  EXPECT_NEAR(mean, 795.01, kTwoDigits);
  EXPECT_NEAR(std::sqrt(square / 2203), 35.96, kTwoDigits);
}

TEST(RealText, ReadsColumnsOfSeveralSignalsAndThePhotosensorsFalls) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/multi/bio_100Hz.csv");
  SourceRequest request;
  request.sampling_frequency = Hertz(100);
  request.columns = {"eda=EDA:uS", "ecg=ECG:mV"};
  request.trigger = "-Photosensor";
  const Recording record = read_recording(path, request);
  EXPECT_THAT(names_of(record), ElementsAre("ECG", "EDA", "Photosensor", "RSP"));
  EXPECT_NEAR(mean_of(channel_of(record, Kind::ecg).samples), -6.84530334e-6, 1e-14);
  EXPECT_NEAR(mean_of(channel_of(record, Kind::eda).samples), 14.3854869, 1e-7);
  EXPECT_EQ(channel_of(record, Kind::eda).unit, "uS");
  EXPECT_EQ(channel_of(record, Kind::respiration).name, "RSP");
  std::vector<double> onsets, durations;
  for (const Event& event : record.events) {
    onsets.push_back(std::round(event.onset.count() * 100));
    durations.push_back(std::round(event.duration.count() * 100));
  }
  EXPECT_THAT(onsets, ElementsAre(1024, 4958, 9224, 12984));
  EXPECT_THAT(durations, ElementsAre(300, 299, 300, 300));
}

TEST(RealText, ConvertsTheEcgOfABitalino) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/physio/ecg/OSmontage1A.txt");
  const Recording record = read_recording(path, {});
  EXPECT_EQ(record.format, "OpenSignals");
  const Channel& ecg = channel_of(record, Kind::ecg);
  EXPECT_EQ(ecg.name, "A3");
  EXPECT_EQ(ecg.unit, "V");
  ASSERT_EQ(ecg.samples.size(), 24480U);
  EXPECT_NEAR(mean_of(ecg.samples), -3.5855162377450994e-07, 1e-15);
  EXPECT_EQ(ecg.sampling_frequency.value(), 100);
}

TEST(RealText, ReadsBiosppysTextAsRawValues) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio");
  const Recording ecg = read_recording(folder / "ecg/biosppy_ecg.txt", {});
  EXPECT_EQ(ecg.format, "BioSPPy");
  EXPECT_EQ(channel_of(ecg, Kind::ecg).unit, "");
  EXPECT_NEAR(mean_of(channel_of(ecg, Kind::ecg).samples), 2053.4569333333334, 1e-9);
  EXPECT_EQ(ecg.warnings.size(), 1U);
  const Recording eda = read_recording(folder / "eda/biosppy_eda.txt", {});
  EXPECT_NEAR(mean_of(channel_of(eda, Kind::eda).samples), 2490.73644, 1e-9);
}

TEST(RealEmpatica, ReadsAFolderWithAnEmptyFileOfTags) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/empatica");
  const Recording record = read_recording(folder, {});
  EXPECT_EQ(record.format, "Empatica E4");
  EXPECT_TRUE(record.events.empty());
  EXPECT_THAT(names_of(record), ElementsAre("BVP", "EDA", "HR", "TEMP"));
  EXPECT_EQ(record.channels[2].start.count(), 10);
  EXPECT_EQ(record.channels[1].start.count(), 0);
  EXPECT_EQ(record.channels[1].sampling_frequency.value(), 4);
  EXPECT_NEAR(mean_of(record.channels[1].samples), 0.08234048999799959, 1e-12);
  EXPECT_NEAR(mean_of(record.channels[0].samples), 0.02723744748949796, 1e-12);
  const IntervalList list = read_intervals(folder);
  EXPECT_EQ(list.intervals.size(), 4999U);
  EXPECT_EQ(list.unit, "s");
  EXPECT_TRUE(list.has_times);
  EXPECT_DOUBLE_EQ(list.intervals.end_s.front(), 83.503822);
  EXPECT_NEAR(mean_of(list.intervals.ms), 1078.8776543308662, 1e-9);
  const auto& gaps = list.intervals.follows_gap;
  EXPECT_EQ(std::count(gaps.begin(), gaps.end(), true), 203);  // 202 and the first
}

TEST(RealIntervals, ReadListsAsTheyAre) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/rr");
  const IntervalList real = read_intervals(folder / "real_rri.txt");
  EXPECT_EQ(real.unit, "ms");
  // 772 lines; the last is 0, which is no interval.
  ASSERT_EQ(real.intervals.size(), 771U);
  EXPECT_THAT(real.warnings, ElementsAre(HasSubstr("real_rri.txt:772: 1 interval of 0")));
  EXPECT_NEAR(mean_of(real.intervals.ms), 1186.6152849740934 * 772 / 771, 1e-9);
  EXPECT_EQ(read_intervals(folder / "rest_rri.txt").intervals.size(), 910U);
}

TEST(RealIntervals, HeadersAndOddSeparatorsGiveTheSameFourIntervals) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/rr/edge");
  for (const char* name : {"rri_header.csv", "rri_semicolon.csv", "rri_multiple_columns.csv"}) {
    const IntervalList list = read_intervals(folder / name);
    EXPECT_THAT(list.intervals.ms, ElementsAre(790, 815, 800, 795)) << name;
    EXPECT_EQ(list.column, "rri");
    EXPECT_THAT(list.intervals.follows_gap, ElementsAre(true, false, false, false)) << name;
  }
}

TEST(RealIntervals, NameTheLineOfWhatIsNoInterval) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/rr/edge");
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_intervals(folder / "empty.txt"); }),
              HasSubstr("empty.txt:1: is empty"));
  EXPECT_THAT(test::error_of(Fault::input, [&] { read_intervals(folder / "test_file_mistake_1.txt"); }),
              HasSubstr("test_file_mistake_1.txt:3: 's' in column 1 is no finite number"));
}

TEST(RealText, ReadsSingleColumnsWithAStatedRate) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio");
  SourceRequest request;
  request.sampling_frequency = Hertz(360);
  request.columns = {"ecg=1:mV"};
  const Recording stress = read_recording(folder / "ecg/nst/118e24.csv", request);
  EXPECT_NEAR(mean_of(channel_of(stress, Kind::ecg).samples), -6.158433101851852e-3, 1e-12);
  request = {.sampling_frequency = Hertz(1000), .columns = {"resp=1"}};
  EXPECT_EQ(
      channel_of(read_recording(folder / "resp/breathing_snippet.tsv", request), Kind::respiration).samples.size(),
      100092U);
}

}  // namespace
}  // namespace attune::physio
