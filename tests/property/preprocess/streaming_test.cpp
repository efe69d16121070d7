#include "attune/preprocess/streaming.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/eeg/brainvision.hpp"
#include "attune/eeg/evoked.hpp"
#include "attune/parallel/stream.hpp"
#include "attune/signal/segments.hpp"
#include "made_recording.hpp"
#include "temporary_folder.hpp"

namespace attune::preprocess {
namespace {

constexpr Eigen::Index kSamples = 24'000;

// 21 channels of drifting noise, one of them a trigger channel and one marked bad, with boundaries and events all over.
eeg::Recording recorded(std::vector<double> boundaries) {
  Eigen::MatrixXd data(21, kSamples);
  for (Eigen::Index c = 0; c < data.rows(); ++c) {
    parallel::Stream stream({11}, static_cast<std::uint64_t>(c));
    double drift = 0;
    for (Eigen::Index t = 0; t < kSamples; ++t) {
      drift = 0.999 * drift + stream.normal();
      data(c, t) = 1e-6 * (drift + 5 * stream.normal());
    }
  }
  eeg::Recording out = test::made_recording(data, 500);
  out.channels[9].unit = "ARU";
  out.boundaries = std::move(boundaries);
  for (double sample = 5; sample < kSamples; sample += 701.3)
    out.events.push_back(test::made_event(sample, std::fmod(sample, 3) < 1.5 ? "one" : "two"));
  return out;
}

eeg::EpochOptions options() {
  eeg::EpochOptions out;
  out.conditions = eeg::conditions_of_types(std::vector<std::string>{"one", "two"});
  out.baseline = eeg::Span{Milliseconds(-200), Milliseconds(0)};
  out.reject = Microvolts(60);
  out.reference = {"average"};
  out.bad_channels = {"C4"};
  return out;
}

signal::Fir band(double highpass) {
  signal::FirOptions out;
  out.highpass = Hertz(highpass);
  out.lowpass = Hertz(40);
  return signal::design_fir(out, Hertz(500));
}

// The long way: everything in memory.
eeg::Epochs at_once(const std::filesystem::path& file, const signal::Fir& fir, const signal::FirUse& use) {
  eeg::Recording recording = eeg::read_recording(file);
  const auto segments = signal::segments_between(recording.boundaries, recording.data.cols());
  Eigen::MatrixXd potentials(20, recording.data.cols());
  potentials << recording.data.topRows(9), recording.data.bottomRows(11);
  const Warnings warnings = signal::filter_rows(fir, use, potentials, segments, {});
  recording.data << potentials.topRows(9), recording.data.row(9).eval(), potentials.bottomRows(11);
  eeg::Epochs out = eeg::epoch(recording, options());
  out.warnings.insert(out.warnings.begin(), warnings.begin(), warnings.end());
  return out;
}

void expect_same(const eeg::Epochs& found, const eeg::Epochs& expected) {
  ASSERT_EQ(found.trials.size(), expected.trials.size());
  for (std::size_t i = 0; i < found.trials.size(); ++i) {
    EXPECT_EQ(found.trials[i].kept, expected.trials[i].kept) << i;
    EXPECT_EQ(found.trials[i].reason, expected.trials[i].reason) << i;
    EXPECT_EQ(found.trials[i].channel, expected.trials[i].channel) << i;
    EXPECT_EQ(found.trials[i].sample, expected.trials[i].sample) << i;
  }
  ASSERT_EQ(found.data.size(), expected.data.size());
  for (std::size_t i = 0; i < found.data.size(); ++i)
    EXPECT_TRUE((found.data[i].array() == expected.data[i].array() ||
                 (found.data[i].array().isNaN() && expected.data[i].array().isNaN()))
                    .all())
        << i;
  EXPECT_EQ(found.channels, expected.channels);
  EXPECT_EQ(found.bad_channels, expected.bad_channels);
  EXPECT_EQ(found.warnings, expected.warnings);
}

void check(const std::vector<double>& boundaries, const eeg::BrainVisionOptions& format) {
  const test::TemporaryFolder folder;
  eeg::write_brainvision(folder / "made.vhdr", recorded(boundaries), format, Overwrite::refuse);
  const auto source = eeg::open_recording(folder / "made.vhdr");
  for (const double highpass : {0.3, 8.0})
    for (const signal::Phase phase : {signal::Phase::zero, signal::Phase::causal})
      for (const signal::Padding padding : {signal::Padding::reflect_limited, signal::Padding::edge}) {
        const signal::FirUse use{phase, padding, signal::ShortSegments::warn};
        const eeg::Epochs expected = at_once(folder / "made.vhdr", band(highpass), use);
        EXPECT_GT(expected.data.size(), 10u);
        EXPECT_LT(expected.data.size(), expected.trials.size());
        for (const int threads : {1, 2})
          expect_same(filter_and_cut(*source, band(highpass), use, options(), {threads}), expected);
      }
}

TEST(FilterAndCut, GivesTheBitsOfTheRecordingFilteredInMemory) { check({}, {eeg::BrainVisionEncoding::int16}); }

TEST(FilterAndCut, KeepsToSegmentsAlsoShortOnes) {
  check({3000.0, 3400.0, 12'000.5, 23'500.0}, {eeg::BrainVisionEncoding::float32});
}

TEST(FilterAndCut, SaysWhichSegmentsAreShort) {
  const test::TemporaryFolder folder;
  eeg::write_brainvision(folder / "made.vhdr", recorded({3000.0, 3400.0}), {}, Overwrite::refuse);
  const auto source = eeg::open_recording(folder / "made.vhdr");
  const eeg::Epochs epochs = filter_and_cut(*source, band(0.3), {}, options(), {});
  ASSERT_GE(epochs.warnings.size(), 2u);
  EXPECT_THAT(epochs.warnings[0],
              testing::HasSubstr("the segment of 3000 samples (6 s) from sample 0 is shorter than"));
  EXPECT_THAT(epochs.warnings[1], testing::HasSubstr("the segment of 400 samples (0.8 s) from sample 3000"));
}

TEST(FilterAndCut, NotesEveryStepthSampleBeforeAndAfter) {
  const test::TemporaryFolder folder;
  eeg::write_brainvision(folder / "made.vhdr", recorded({5000.0}), {}, Overwrite::refuse);
  const auto source = eeg::open_recording(folder / "made.vhdr");
  EverySoOften samples;
  samples.step = 7;
  eeg::EpochOptions few = options();
  few.conditions = {eeg::parse_condition("late=type == 'one' && onset > 40")};
  filter_and_cut(*source, band(2), {}, few, {}, &samples);
  const eeg::Recording recording = eeg::read_recording(folder / "made.vhdr");
  Eigen::MatrixXd filtered = recording.data;
  signal::filter_rows(band(2), {}, filtered, signal::segments_between(recording.boundaries, kSamples), {});
  ASSERT_EQ(samples.rows.size(), 20u);
  ASSERT_EQ(samples.before.cols(), (kSamples + 6) / 7);
  for (Eigen::Index k = 0; k < samples.before.cols(); ++k)
    for (std::size_t i = 0; i < samples.rows.size(); ++i) {
      ASSERT_EQ(samples.before(static_cast<Eigen::Index>(i), k), recording.data(samples.rows[i], 7 * k));
      ASSERT_EQ(samples.after(static_cast<Eigen::Index>(i), k), filtered(samples.rows[i], 7 * k));
    }
}

TEST(Average, DoesNotDependOnTheNumberOfThreads) {
  eeg::EpochOptions every = options();
  every.reject.reset();
  const eeg::Epochs epochs = eeg::epoch(recorded({}), every);
  const std::vector<eeg::Evoked> one = eeg::average(epochs, {1}), two = eeg::average(epochs, {2});
  ASSERT_EQ(one.size(), two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_TRUE((one[i].average.array() == two[i].average.array() || one[i].average.array().isNaN()).all());
    EXPECT_TRUE(
        (one[i].standard_error.array() == two[i].standard_error.array() || one[i].average.array().isNaN()).all());
  }
}

}  // namespace
}  // namespace attune::preprocess
