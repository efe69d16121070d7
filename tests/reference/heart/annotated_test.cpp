// Against beats that people marked: MIT-BIH record 100, and record 118 with the noise of electrodes that move (24 and
// 12 dB), all of PhysioNet.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/heart/beats.hpp"
#include "attune/heart/rr_artefacts.hpp"
#include "attune/physio/source.hpp"
#include "attune/physio/wfdb.hpp"
#include "made_ecg.hpp"
#include "shared_data.hpp"

namespace attune::heart {
namespace {

constexpr double kWithin = 0.05;  // s
// The annotations of record 100 are up to a few samples away from the highest one; those of 118 were set on the lead's
// clean version.
constexpr double kMeanShift = 0.005;  // s

std::vector<physio::Annotation> marked_beats(const std::filesystem::path& path) {
  std::vector<physio::Annotation> out = physio::read_wfdb_annotations(path);
  std::erase_if(out, [](const physio::Annotation& one) { return !one.is_beat(); });
  return out;
}

std::vector<double> seconds(const std::vector<physio::Annotation>& marked) {
  std::vector<double> out;
  for (const auto& one : marked) out.push_back(one.time_s);
  return out;
}

// A lead of record 100 by its name.
physio::Channel lead(const std::filesystem::path& folder, const std::string& name) {
  return physio::channel_of(physio::read_wfdb(folder / "100.hea"), physio::Kind::ecg, name);
}

// A column (from 1) of a text file.
physio::Channel column(const std::filesystem::path& path, int number, double rate) {
  physio::SourceRequest request;
  request.sampling_frequency = Hertz(rate);
  request.columns = {"ecg=" + std::string(1, static_cast<char>('0' + number))};
  return physio::channel_of(physio::read_recording(path, request), physio::Kind::ecg);
}

TEST(MitBih100, EveryBeatIsFoundAndNothingElse) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/ecg/mitbih");
  const auto truth = seconds(marked_beats(folder / "100.atr"));
  ASSERT_EQ(truth.size(), 2273U);
  const Beats beats = detect_beats(lead(folder, "MLII"), {});
  const auto score = test::agreement(truth, beats.times_s, kWithin);
  EXPECT_GE(score.sensitivity(), 0.999);
  EXPECT_GE(score.precision(), 0.999);
  EXPECT_EQ(score.hits, 2273U);
  EXPECT_EQ(score.found, 2273U);
  double shift = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) shift += (beats.times_s[i] - truth[i]) / 2273.0;
  EXPECT_LT(std::abs(shift), kMeanShift);
}

TEST(MitBih100, TheOtherLeadHasNearlyTheSameBeats) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/ecg/mitbih");
  const auto truth = seconds(marked_beats(folder / "100.atr"));
  const Beats beats = detect_beats(lead(folder, "V5"), {});
  const auto score = test::agreement(truth, beats.times_s, kWithin);
  EXPECT_GE(score.sensitivity(), 0.999);
  EXPECT_GE(score.precision(), 0.999);
}

TEST(MitBih100, EctopicBeatsAreThoseThatWereMarked) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/ecg/mitbih");
  const auto marked = marked_beats(folder / "100.atr");
  Beats beats;
  for (const auto& one : marked) {
    beats.times_s.push_back(one.time_s);
    beats.follows_gap.push_back(beats.times_s.size() == 1);
  }
  const CorrectedIntervals out = correct_artefacts(intervals_of(beats));
  ASSERT_EQ(out.intervals.size(), 2272U);  // no beat was put in or taken out
  std::size_t ectopic = 0, corrected = 0;
  for (std::size_t i = 1; i < marked.size(); ++i) {
    if (marked[i].code == 1) continue;
    ++ectopic;
    corrected += out.marks[i - 1] != Mark::normal ? 1U : 0U;
  }
  EXPECT_EQ(ectopic, 34U);  // 33 atrial, 1 ventricular
  EXPECT_EQ(corrected, 34U);
  EXPECT_LE(out.corrected(), 42U);
  EXPECT_EQ(out.missed + out.extra, 0U);
}

TEST(NoiseStress118, BeatsAreFoundAndTheQualitySaysWhichIsWorse) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio/ecg/nst");
  double quality[2] = {0, 0}, poor[2] = {0, 0};
  const char* names[2] = {"118e24", "118e12"};
  const double least[2] = {0.995, 0.98};
  for (int i = 0; i < 2; ++i) {
    const std::string name = names[i];
    std::vector<double> truth = column(folder / (name + "_ann.csv"), 1, 1).samples;
    for (double& one : truth) one /= 360.0;
    const Beats beats = detect_beats(column(folder / (name + ".csv"), 1, 360), {});
    const auto score = test::agreement(truth, beats.times_s, kWithin);
    EXPECT_GE(score.sensitivity(), least[i]) << name;
    EXPECT_GE(score.precision(), 0.98) << name;
    const WindowQuality whole = quality_of(beats, Seconds(0), Seconds(120));
    quality[i] = whole.mean_quality;
    poor[i] = whole.poor_beats;
  }
  EXPECT_GT(quality[0], quality[1] + 0.05);
  EXPECT_LT(poor[0], poor[1]);
}

// Numbers of bench/peers/heart.py peaks (scipy 1.10): 15 beats, the first five at 0.285 1.205 2.16 3.19 4.213 s, and
// 152 beats. The peer gives the middle of the energy, so that times are alike within the width of a QRS complex.
TEST(OtherRecordings, HaveTheBeatsThatScipyFinds) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio");
  const Beats one = detect_beats(column(folder / "ecg/biosppy_ecg.txt", 1, 1000), {});
  ASSERT_EQ(one.size(), 15U);
  const std::vector<double> scipy{0.285, 1.205, 2.16, 3.19, 4.213};
  for (std::size_t i = 0; i < scipy.size(); ++i) EXPECT_NEAR(one.times_s[i], scipy[i], 0.04);
  EXPECT_EQ(detect_beats(column(folder / "multi/bio_100Hz.csv", 1, 100), {}).size(), 152U);
}

// 245 s of a Bitalino at 100 Hz whose voltage changes; scipy's chain, without a search back, leaves out 14 of them.
TEST(OtherRecordings, HaveNoPauseWhereTheVoltageFalls) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio");
  const Beats beats = detect_beats(
      physio::channel_of(physio::read_recording(folder / "ecg/OSmontage1A.txt", {}), physio::Kind::ecg, "A3"), {});
  EXPECT_EQ(beats.size(), 312U);
  EXPECT_THAT(intervals_of(beats).ms, ::testing::Each(::testing::AllOf(::testing::Gt(450.0), ::testing::Lt(1100.0))));
}

TEST(OtherRecordings, HaveTheSystolicPeaksOfAPulseWave) {
  ATTUNE_NEED_SHARED(folder, "data/eeg-physio/physio");
  DetectOptions options;
  options.method = Method::ppg;
  const Beats beats = detect_beats(column(folder / "ppg/heartpy_data.csv", 1, 100), options);
  EXPECT_EQ(beats.polarity, Polarity::upward);
  EXPECT_EQ(beats.size(), 24U);
  EXPECT_THAT(intervals_of(beats).ms, ::testing::Each(::testing::AllOf(::testing::Gt(850.0), ::testing::Lt(1200.0))));
  EXPECT_THAT(beats.quality, ::testing::Each(::testing::Gt(0.9)));
}

}  // namespace
}  // namespace attune::heart
