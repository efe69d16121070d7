#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "attune/parallel/stream.hpp"
#include "attune/pupil/trials.hpp"
#include "attune/stats/distributions.hpp"
#include "expect_error.hpp"

namespace attune::pupil {
namespace {

using ::testing::HasSubstr;

constexpr double kRate = 60;

physio::Channel channel(double seconds, const std::function<double(double)>& value) {
  physio::Channel out{"Pupil", physio::Kind::pupil, "mm", Hertz(kRate), Seconds(0), {}};
  for (int i = 0; i < static_cast<int>(seconds * kRate); ++i) out.samples.push_back(value(i / kRate));
  return out;
}

// A pupil of 4 mm that breathes slowly; dilates after each event by `size` with a peak at 1.5 s.
double dilation(double t) { return t <= 0 ? 0 : std::pow(t / 1.5, 2) * std::exp(2 - 2 * t / 1.5); }

physio::Recording recording(const std::vector<std::pair<double, double>>& events, double seconds) {
  physio::Recording out;
  out.path = "pupil.tsv";
  out.channels.push_back(channel(seconds, [&](double t) {
    double size = 4 + 0.1 * std::sin(0.3 * t);
    for (const auto& [onset, by] : events) size += by * dilation(t - onset);
    return size;
  }));
  for (const auto& [onset, by] : events) out.events.push_back({Seconds(onset), Seconds(0), by > 0.3 ? "cry" : "laugh"});
  return out;
}

RepairOptions plain() {
  RepairOptions out;
  out.smooth.reset();
  return out;
}

TEST(PupilRepair, DrawsThroughBlinksAndLeavesTheRest) {
  const auto size = [](double t) { return 4 + 0.5 * std::sin(t); };
  physio::Channel blinking = channel(20, size);
  for (int i = 300; i < 312; ++i) blinking.samples[static_cast<std::size_t>(i)] = i % 2 ? 0 : std::nan("");
  const Repaired repaired = repair(blinking, plain());
  ASSERT_EQ(repaired.blinks.size(), 1U);
  EXPECT_TRUE(repaired.blinks[0].repaired);
  EXPECT_NEAR(repaired.blinks[0].from_s, 5 - 0.05, 1e-9);
  EXPECT_NEAR(repaired.blinks[0].to_s, 5.2 + 0.05, 1e-9);
  for (std::size_t i = 0; i < repaired.size.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    if (repaired.interpolated[i])
      EXPECT_NEAR(repaired.size[i], size(t), 0.01) << t;
    else
      EXPECT_EQ(repaired.size[i], blinking.samples[i]);
  }
}

TEST(PupilRepair, LeavesLongGapsAndEndsMissing) {
  physio::Channel gaps = channel(20, [](double) { return 4.0; });
  for (int i = 0; i < 10; ++i) gaps.samples[static_cast<std::size_t>(i)] = 0;
  for (int i = 600; i < 660; ++i) gaps.samples[static_cast<std::size_t>(i)] = std::nan("");
  const Repaired repaired = repair(gaps, plain());
  ASSERT_EQ(repaired.blinks.size(), 2U);
  EXPECT_FALSE(repaired.blinks[0].repaired);
  EXPECT_FALSE(repaired.blinks[1].repaired);
  EXPECT_TRUE(std::isnan(repaired.size[0]));
  EXPECT_TRUE(std::isnan(repaired.size[630]));
  EXPECT_EQ(repaired.size[300], 4);
}

TEST(PupilRepair, FindsSpeedsThatNoPupilHas) {
  parallel::Stream stream({3}, 0);
  physio::Channel half_closed = channel(30, [&](double t) { return 4 + 0.2 * std::sin(t) + 0.001 * stream.normal(); });
  for (int i = 900; i < 906; ++i) half_closed.samples[static_cast<std::size_t>(i)] = 2.5;  // the lid, not the pupil
  const Repaired repaired = repair(half_closed, plain());
  ASSERT_EQ(repaired.blinks.size(), 1U);
  EXPECT_TRUE(repaired.interpolated[902]);
  EXPECT_NEAR(repaired.size[902], 4 + 0.2 * std::sin(902 / kRate), 0.02);
}

TEST(BothEyes, AreAveragedWithoutAJumpWhereOneIsLost) {
  physio::Channel left = channel(10, [](double t) { return 4 + 0.1 * t; });
  physio::Channel right = channel(10, [](double t) { return 4.4 + 0.1 * t; });
  for (int i = 100; i < 200; ++i) right.samples[static_cast<std::size_t>(i)] = 0;
  const physio::Channel both = both_eyes(left, right);
  for (std::size_t i = 0; i < both.samples.size(); ++i)
    EXPECT_NEAR(both.samples[i], 4.2 + 0.1 * static_cast<double>(i) / kRate, 1e-12);
  right.sampling_frequency = Hertz(120);
  EXPECT_THAT(test::error_of(Fault::input, [&] { both_eyes(left, right); }), HasSubstr("differ in clock"));
}

TEST(PupilTrials, HaveThePlantedDilation) {
  const physio::Recording made = recording({{5, 0.6}, {15, 0.2}, {25, 0.6}, {35, 0.2}}, 45);
  TrialOptions options;
  options.conditions = {"cry", "laugh"};
  const physio::Channel& pupil = made.channels[0];
  const std::vector<Trial> trials = score(made, pupil, repair(pupil, plain()), options);
  ASSERT_EQ(trials.size(), 4U);
  // The slow breathing of the pupil adds up to 0.1 mm over 4 s.
  EXPECT_NEAR(trials[0].peak, 0.6, 0.11);
  EXPECT_NEAR(trials[1].peak, 0.2, 0.11);
  EXPECT_NEAR(trials[0].peak_ms, 1500, 150);
  const std::vector<Measure> rows = measure(trials, pupil, options, {}, 0.5);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[1].unit, "mm");
  EXPECT_EQ(rows[3].unit, "ms");
  EXPECT_GT(rows[2].value, rows[6].value);
  options.percent = true;
  const std::vector<Trial> percent = score(made, pupil, repair(pupil, plain()), options);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(percent[i].peak, 100 * trials[i].peak / trials[i].baseline, 1e-9);
}

TEST(PupilTrials, AreLeftOutWithTheReason) {
  physio::Recording made = recording({{5, 0.6}, {15, 0.6}, {25, 0.6}}, 30);
  for (int i = 5 * 60; i < 5 * 60 + 90; ++i) made.channels[0].samples[static_cast<std::size_t>(i)] = 0;  // 1.5 s
  for (int i = 0; i < 8; ++i)  // eight blinks of 200 ms, 300 ms with margins
    for (int k = 0; k < 12; ++k) made.channels[0].samples[static_cast<std::size_t>(15 * 60 + 28 * i + k)] = 0;
  TrialOptions options;
  options.conditions = {"cry"};
  const physio::Channel& pupil = made.channels[0];
  const std::vector<Trial> trials = score(made, pupil, repair(pupil, plain()), options);
  EXPECT_EQ(trials[0].excluded, "missing samples");
  EXPECT_THAT(trials[1].excluded, HasSubstr("interpolated, above 0.4"));
  EXPECT_EQ(trials[2].excluded, "");
  EXPECT_TRUE(std::isnan(measure(trials, pupil, options, {}, 0.5)[0].value));
  EXPECT_EQ(ledger(trials).text("kept")[0], "no");
  options.conditions = {"cri"};
  EXPECT_THAT(test::error_of(Fault::input, [&] { score(made, pupil, repair(pupil, plain()), options); }),
              HasSubstr("did you mean 'cry'?"));
}

TEST(PupilTrials, OfATrackerThatStoppedDoNotCount) {
  physio::Recording made = recording({{5, 0.6}, {15, 0.6}}, 25);
  std::fill(made.channels[0].samples.begin() + 4 * 60, made.channels[0].samples.begin() + 11 * 60, 4.0);
  TrialOptions options;
  options.conditions = {"cry"};
  const std::vector<Trial> trials = score(made, made.channels[0], repair(made.channels[0], plain()), options);
  EXPECT_EQ(trials[0].excluded, "flat signal");
  EXPECT_EQ(trials[1].excluded, "");
}

TEST(PupilTrials, DoNotMoveWithTheClock) {
  const physio::Recording made = recording({{5, 0.6}, {15, 0.2}}, 25);
  physio::Recording later = made;
  later.channels[0].start = Seconds(-7);
  for (physio::Event& event : later.events) event.onset -= Seconds(7);
  TrialOptions options;
  options.conditions = {"cry", "laugh"};
  const auto of = [&](const physio::Recording& r) {
    return score(r, r.channels[0], repair(r.channels[0], {}), options);
  };
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NEAR(of(made)[i].mean, of(later)[i].mean, 1e-12);
    EXPECT_NEAR(of(made)[i].peak_ms, of(later)[i].peak_ms, 1e-6);
  }
}

// People whose trials of two conditions do not differ, with pupils that wander: a t test finds a difference in 5 %.
TEST(PupilCalibration, FindsNoDifferenceWhereThereIsNone) {
  constexpr int kStudies = 200, kPeople = 12;
  int found = 0;
  for (int study = 0; study < kStudies; ++study) {
    double sum = 0, squares = 0;
    for (int person = 0; person < kPeople; ++person) {
      parallel::Stream stream({5}, static_cast<std::uint64_t>(study * kPeople + person));
      physio::Recording made;
      double wander = 0;
      made.channels.push_back(
          channel(90, [&](double) { return 4 + (wander = 0.995 * wander + 0.02 * stream.normal()); }));
      for (int i = 0; i < 16; ++i)
        made.events.push_back({Seconds(1 + 5.0 * i), Seconds(0), i % 2 == 0 ? "cry" : "laugh"});
      TrialOptions options;
      options.conditions = {"cry", "laugh"};
      const physio::Channel& pupil = made.channels[0];
      const std::vector<std::string> measures{"pupil_mean"};
      const std::vector<Measure> rows =
          measure(score(made, pupil, repair(pupil, {}), options), pupil, options, measures, 1);
      const double difference = rows[0].value - rows[1].value;
      sum += difference;
      squares += difference * difference;
    }
    const double mean = sum / kPeople, sd = std::sqrt((squares - kPeople * mean * mean) / (kPeople - 1));
    found += std::abs(mean) > stats::student_t_quantile(0.975, kPeople - 1) * sd / std::sqrt(kPeople);
  }
  // Four standard errors of 200 studies around 5 %.
  EXPECT_NEAR(found / static_cast<double>(kStudies), 0.05, 0.0616);
}

}  // namespace
}  // namespace attune::pupil
