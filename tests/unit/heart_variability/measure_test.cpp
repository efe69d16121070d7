#include "attune/heart/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "made_intervals.hpp"

namespace attune::heart {
namespace {

using ::testing::HasSubstr;

HeartData data_of(const physio::Intervals& intervals) {
  return {intervals, std::vector<bool>(intervals.size(), false), {}, {}};
}
physio::Window window(const std::string& condition, double from, double to) {
  return {condition, Seconds(from), Seconds(to), 1};
}
const Measure& row_of(const HeartRows& rows, const std::string& measure, const std::string& condition = "") {
  for (const Measure& row : rows.rows)
    if (row.measure == measure && row.condition == condition) return row;
  throw std::runtime_error("no row of " + measure);
}

TEST(HeartMeasures, AreRowsWithUnitsAndCounts) {
  const physio::Intervals intervals = test::resting_heart(360, {1}, 0);
  MeasureOptions options;
  options.measures = {"time", "frequency", "nonlinear", "rsa", "quality"};
  options.site = "ecg";
  Measure labels;
  labels.participant_id = "01";
  const std::vector<physio::Window> windows{window("", 0.1, 359)};
  const HeartRows found = measure(data_of(intervals), windows, options, labels);
  ASSERT_EQ(found.rows.size(), measure_names().size());
  for (const Measure& row : found.rows) {
    EXPECT_EQ(row.participant_id, "01");
    EXPECT_EQ(row.modality, "physio");
    EXPECT_EQ(row.site, "ecg");
    EXPECT_NE(row.unit, "");
    EXPECT_TRUE(row.n.has_value());
    EXPECT_LT(row.quality, 0.01) << "half a second at the ends";
    EXPECT_EQ(std::isnan(row.value), !row.excluded.empty()) << row.measure;
  }
  EXPECT_EQ(*row_of(found, "rmssd").n + 1, *row_of(found, "sdnn").n);
  EXPECT_NEAR(row_of(found, "ln_hf").value, std::log(row_of(found, "hf").value), 1e-12);
  EXPECT_NEAR(row_of(found, "lf_nu").value,
              100 * row_of(found, "lf").value / (row_of(found, "lf").value + row_of(found, "hf").value), 1e-9);
  EXPECT_THAT(row_of(found, "peak_to_valley").excluded, HasSubstr("breathing is not known"));
}

TEST(HeartMeasures, PoolWindowsOfAConditionWithoutJoiningThem) {
  const physio::Intervals intervals = test::intervals_of({800, 820, 810, 900, 1000, 1010, 1030, 1000});
  MeasureOptions options;
  options.measures = {"mean_nn", "rmssd"};
  options.max_artefact = 1;
  const std::vector<physio::Window> windows{window("calm", 0, 2.43), window("calm", 3.33, 7.37)};
  const HeartRows found = measure(data_of(intervals), windows, options, {});
  EXPECT_NEAR(row_of(found, "mean_nn", "calm").value, (800 + 820 + 810 + 1000 + 1010 + 1030 + 1000) / 7.0, 1e-9);
  EXPECT_NEAR(row_of(found, "rmssd", "calm").value, std::sqrt((400 + 100 + 100 + 400 + 900) / 5.0), 1e-9);
  EXPECT_EQ(found.windows.size(), 4u);
}

TEST(HeartMeasures, RefuseAWindowWithTooManyArtefacts) {
  HeartData data = data_of(test::intervals_of(std::vector<double>(100, 800)));
  for (std::size_t i = 10; i < 20; ++i) data.corrected[i] = true;
  MeasureOptions options;
  options.measures = {"mean_nn"};
  const std::vector<physio::Window> windows{window("a", 4, 20), window("a", 40, 60), window("b", 4, 20)};
  const HeartRows found = measure(data, windows, options, {});
  EXPECT_NEAR(row_of(found, "mean_nn", "a").value, 800, 1e-9);
  EXPECT_THAT(row_of(found, "mean_nn", "b").excluded, HasSubstr("artefact share 0.50, more than 0.2"));
  EXPECT_THAT(row_of(found, "mean_nn", "b").excluded,
              HasSubstr("0.00 without beats or signal, 0.50 of the beats corrected"));
  EXPECT_TRUE(std::isnan(row_of(found, "mean_nn", "b").value));
  EXPECT_THAT(found.warnings, testing::Contains(HasSubstr("a: 1 of 2 windows are left out")));
  EXPECT_THAT(found.warnings, testing::Contains(HasSubstr("--max-artefact")));
}

TEST(HeartMeasures, SayThatAGapIsWhatAWindowLacks) {
  const HeartData data = data_of(test::intervals_of(std::vector<double>(50, 800)));
  const std::vector<physio::Window> windows{window("", 0, 80)};
  EXPECT_THAT(measure(data, windows, {}, {}).rows.front().excluded,
              HasSubstr("0.50 without beats or signal, 0.00 of the beats corrected"));
}

// The share of corrected beats alone says that a heart with many ectopic beats is worse than one in noise.
TEST(HeartMeasures, HaveTheQualityOfBeatsWhereTheyWereDetected) {
  HeartData data = data_of(test::intervals_of(std::vector<double>(50, 800)));
  const std::vector<physio::Window> windows{window("", 0, 40)};
  for (const Measure& row : measure(data, windows, {}, {}).rows) EXPECT_NE(row.measure, "beat_quality");
  MeasureOptions asked;
  asked.measures = {"beat_quality"};
  EXPECT_THAT(row_of(measure(data, windows, asked, {}), "beat_quality").excluded, HasSubstr("not detected here"));
  data.beats.emplace();
  data.beats->recording_to_s = 41;
  data.beats->times_s = data.intervals.end_s;
  data.beats->quality.assign(50, 0.9);
  data.beats->follows_gap.assign(50, false);
  EXPECT_NEAR(row_of(measure(data, windows, {}, {}), "beat_quality").value, 0.9, 1e-9);
}

TEST(HeartMeasures, SayWhereSegmentsAreTooShortForABand) {
  const physio::Intervals intervals = test::resting_heart(90, {1}, 0);
  MeasureOptions options;
  options.measures = {"vlf", "lf", "hf"};
  const std::vector<physio::Window> windows{window("", 0, 90)};
  const HeartRows found = measure(data_of(intervals), windows, options, {});
  EXPECT_THAT(row_of(found, "vlf").excluded, HasSubstr("vlf needs 300 s"));
  EXPECT_GT(row_of(found, "lf").value, 0);
  EXPECT_THAT(found.warnings, testing::Contains(HasSubstr("few waves of LF; 120 s are advised")));
}

TEST(HeartMeasures, WarnOfSlowBreathing) {
  const physio::Intervals slow = test::sines(300, 900, {{0.1, 60, 0}, {0.25, 5, 0}}),
                          rest = test::sines(300, 900, {{0.1, 20, 0}, {0.25, 25, 0}});
  const std::vector<physio::Window> windows{window("", 0, 300)};
  EXPECT_THAT(measure(data_of(slow), windows, {}, {}).warnings,
              testing::Contains(HasSubstr("breathing 6.0 times a minute")));
  EXPECT_THAT(measure(data_of(rest), windows, {}, {}).warnings, testing::Not(testing::Contains(HasSubstr("breath"))));
  HeartData data = data_of(rest);
  for (double time = 2; time + 10 < 290; time += 10) data.breaths.push_back({time, time + 4, time + 10, 1, {}});
  EXPECT_THAT(measure(data, windows, {}, {}).warnings, testing::Contains(HasSubstr("6.0 breaths in a minute")));
}

TEST(HeartMeasures, TakeNoRoundingForARhythm) {
  const std::vector<physio::Window> windows{window("", 0, 320)};
  MeasureOptions options;
  options.measures = {"sdnn", "hf", "ln_hf", "lf_nu", "hf_peak", "sd2"};
  const HeartRows found = measure(data_of(test::intervals_of(std::vector<double>(400, 800))), windows, options, {});
  EXPECT_EQ(row_of(found, "sdnn").value, 0);
  EXPECT_EQ(row_of(found, "sd2").value, 0);
  EXPECT_EQ(row_of(found, "hf").value, 0);
  for (const char* name : {"ln_hf", "lf_nu", "hf_peak"}) EXPECT_NE(row_of(found, name).excluded, "") << name;
}

TEST(HeartMeasures, WarnOfBeatsThatAreUnlikeEachOther) {
  HeartData data = data_of(test::intervals_of(std::vector<double>(100, 800)));
  data.beats.emplace();
  data.beats->recording_to_s = 81;
  data.beats->times_s = {0.0};
  data.beats->quality = {0.4};
  data.beats->follows_gap = {true};
  for (const double end : data.intervals.end_s) {
    data.beats->times_s.push_back(end);
    data.beats->quality.push_back(0.4);
    data.beats->follows_gap.push_back(false);
  }
  const std::vector<physio::Window> windows{window("", 0, 80)};
  const HeartRows refused = measure(data, windows, {}, {});
  EXPECT_EQ(refused.rows.front().quality, 1);
  EXPECT_THAT(refused.rows.front().excluded, HasSubstr("artefact share 1.00, more than 0.2"));
  MeasureOptions any;
  any.max_artefact = 1;
  EXPECT_THAT(measure(data, windows, any, {}).warnings, testing::Contains(HasSubstr("mean quality 0.40")));
}

TEST(HeartMeasures, WarnOfDrift) {
  const physio::Intervals intervals = test::beats_of(300, [](double time) { return 700 + 0.4 * time; });
  const std::vector<physio::Window> windows{window("", 0, 300)};
  EXPECT_THAT(measure(data_of(intervals), windows, {}, {}).warnings,
              testing::Contains(HasSubstr("intervals drift by 1")));
}

TEST(HeartMeasures, HaveTheSameBitsForAnyNumberOfThreads) {
  const physio::Intervals intervals = test::resting_heart(600, {1}, 0);
  std::vector<physio::Window> windows;
  for (int i = 0; i < 9; ++i) windows.push_back(window("e", 60.0 * i + 1, 60.0 * i + 61));
  MeasureOptions options;
  options.measures = {"time", "frequency", "nonlinear", "rsa"};
  options.frequency.threads = {1};
  const HeartRows one = measure(data_of(intervals), windows, options, {});
  options.frequency.threads = {3};
  const HeartRows three = measure(data_of(intervals), windows, options, {});
  for (std::size_t i = 0; i < one.windows.size(); ++i) {
    const double a = one.windows[i].value, b = three.windows[i].value;
    EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b)));
  }
}

TEST(HeartMeasures, AreChosenByNameOrGroup) {
  const std::vector<std::string> wanted{"ln_rsa", "frequency", "hf"};
  const std::vector<std::string> found = measures_of(wanted);
  EXPECT_EQ(found.front(), "vlf");
  EXPECT_EQ(found.back(), "ln_rsa");
  EXPECT_EQ(found.size(), 10u);
  const std::vector<std::string> wrong{"rmsd"};
  try {
    measures_of(wrong);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("rmssd"));
  }
}

}  // namespace
}  // namespace attune::heart
