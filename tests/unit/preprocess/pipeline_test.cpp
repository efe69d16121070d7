#include "attune/preprocess/pipeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "attune/base/error.hpp"
#include "attune/parallel/stream.hpp"

namespace attune::preprocess {
namespace {

// Independent noise on `names`, in volts.
eeg::Recording noise(const std::vector<std::string>& names, Eigen::Index samples = 500) {
  eeg::Recording recording;
  recording.path = "made.vhdr";
  recording.sampling_frequency = Hertz(250);
  for (const std::string& name : names) {
    eeg::Channel channel;
    channel.name = name;
    recording.channels.push_back(channel);
  }
  recording.data.resize(static_cast<Eigen::Index>(names.size()), samples);
  for (std::size_t c = 0; c < names.size(); ++c) {
    parallel::Stream stream({7}, c);
    for (Eigen::Index i = 0; i < samples; ++i) recording.data(static_cast<Eigen::Index>(c), i) = 1e-5 * stream.normal();
  }
  return recording;
}

double number(const Record& effect, const std::string& name) {
  for (const auto& [field, value] : effect) {
    if (field != name) continue;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
  }
  return std::nan("");
}

TEST(Prepare, WithoutStepsChangesNothing) {
  const eeg::Recording before = noise({"Fz", "Cz"});
  const Prepared after = prepare(before, {}, {});
  EXPECT_EQ(after.recording.data, before.data);
  EXPECT_TRUE(after.steps.empty());
}

TEST(Reference, AverageTakesOneFromTheRankAndLeavesNoMean) {
  const Prepared after = prepare(noise({"Fz", "Cz", "Pz", "EOG1"}), std::vector{parse_step("reference")}, {});
  EXPECT_EQ(after.rank, 2);
  EXPECT_LT(after.recording.data.topRows(3).colwise().sum().cwiseAbs().maxCoeff(), 1e-18);
  EXPECT_EQ(number(after.steps[0].effect, "reference_channels"), 3);
}

TEST(Reference, LeavesEyeChannelsAsTheyWere) {
  const eeg::Recording before = noise({"Fz", "Cz", "Pz", "EOG1"});
  const Prepared after = prepare(before, std::vector{parse_step("reference")}, {});
  EXPECT_EQ(after.recording.data.row(3), before.data.row(3));
}

TEST(Reference, ASecondAverageTakesNothingMore) {
  const std::vector steps{parse_step("reference"), parse_step("reference")};
  const Prepared after = prepare(noise({"Fz", "Cz", "Pz", "Oz"}), steps, {});
  EXPECT_EQ(number(after.steps[0].effect, "rank"), 3);
  EXPECT_EQ(number(after.steps[1].effect, "rank"), 3);
}

TEST(Reference, OneChannelBecomesZeroAndTheOthersDifferences) {
  const eeg::Recording before = noise({"Fz", "Cz", "M1"});
  const Prepared after = prepare(before, std::vector{parse_step("reference:channels=M1")}, {});
  EXPECT_EQ(after.recording.data.row(2).cwiseAbs().maxCoeff(), 0.0);
  EXPECT_LT((after.recording.data.row(0) - (before.data.row(0) - before.data.row(2))).cwiseAbs().maxCoeff(), 1e-20);
  EXPECT_EQ(after.rank, 2);
}

TEST(Rank, IsThatOfTheDataFromTheStart) {
  eeg::Recording recording = noise({"Fz", "Cz", "Pz", "Oz"});
  recording.data.row(3) = recording.data.row(0) + recording.data.row(1);
  const Prepared after = prepare(recording, std::vector{parse_step("bad:channels=Pz")}, {});
  EXPECT_EQ(after.rank, 2);
}

TEST(Bad, ChannelsAreNoPartOfTheReference) {
  const eeg::Recording before = noise({"Fz", "Cz", "Pz"});
  const std::vector steps{parse_step("bad:channels=Pz"), parse_step("reference")};
  const Prepared after = prepare(before, steps, {});
  EXPECT_LT((after.recording.data.row(0) - 0.5 * (before.data.row(0) - before.data.row(1))).cwiseAbs().maxCoeff(),
            1e-20);
  EXPECT_TRUE(after.recording.channels[2].bad);
}

TEST(Prepare, SaysWhichStepFailedAndSuggestsTheChannel) {
  try {
    prepare(noise({"Fz", "Cz"}), std::vector{parse_step("bad:channels=CZ")}, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::input);
    EXPECT_THAT(error.what(), testing::HasSubstr("step bad"));
    EXPECT_THAT(error.what(), testing::HasSubstr("Cz"));
  }
}

TEST(Prepare, RefusesEpochs) {
  eeg::Recording recording = noise({"Fz", "Cz"});
  recording.trials = eeg::TrialLayout{5, 100, Seconds(-0.2)};
  EXPECT_THROW(prepare(recording, std::vector{parse_step("reference")}, {}), Error);
}

// A sine of `hertz` on every channel, 20 s at 250 Hz, with a trigger channel of steps behind it.
eeg::Recording sines(double hertz) {
  eeg::Recording recording = noise({"Fz", "Cz"}, 5000);
  for (Eigen::Index i = 0; i < recording.data.cols(); ++i)
    recording.data.col(i).setConstant(1e-5 *
                                      std::sin(2 * 3.14159265358979323846 * hertz * static_cast<double>(i) / 250));
  return recording;
}

TEST(Filter, KeepsThePassBandAndStopsTheRest) {
  const std::vector steps{parse_step("filter:lowpass=30")};
  const Prepared slow = prepare(sines(10), steps, {}), fast = prepare(sines(60), steps, {});
  EXPECT_LT((slow.recording.data - sines(10).data).middleCols(1000, 3000).cwiseAbs().maxCoeff(), 5e-8);
  EXPECT_LT(fast.recording.data.middleCols(1000, 3000).cwiseAbs().maxCoeff(), 5e-8);
  EXPECT_EQ(number(slow.steps[0].effect, "taps"), 111);
}

TEST(Filter, NeverCrossesABoundary) {
  eeg::Recording recording = sines(10);
  recording.boundaries = {2000};
  eeg::Recording other = recording;
  other.data.rightCols(3000) *= 100;
  const std::vector steps{parse_step("filter:highpass=1,lowpass=30")};
  const Prepared one = prepare(recording, steps, {}), two = prepare(other, steps, {});
  EXPECT_EQ(one.recording.data.leftCols(2000), two.recording.data.leftCols(2000));
  EXPECT_NE(one.recording.data.rightCols(3000), two.recording.data.rightCols(3000));
}

TEST(Filter, LeavesTriggerChannelsAsTheyAre) {
  eeg::Recording recording = sines(60);
  recording.channels[1].unit = "n/a";
  const Prepared after = prepare(recording, std::vector{parse_step("filter:lowpass=30")}, {});
  EXPECT_EQ(after.recording.data.row(1), recording.data.row(1));
  EXPECT_NE(after.recording.data.row(0), recording.data.row(0));
}

TEST(Filter, IsTheSameForAnyNumberOfThreads) {
  const std::vector steps{parse_step("filter:highpass=1,lowpass=30"), parse_step("reference")};
  const Prepared one = prepare(noise({"Fz", "Cz", "Pz"}, 4000), steps, {{}, {1}, {1}});
  const Prepared many = prepare(noise({"Fz", "Cz", "Pz"}, 4000), steps, {{}, {1}, {4}});
  EXPECT_EQ(one.recording.data, many.recording.data);
}

TEST(Resample, MovesEventsAndBoundariesWithTheirTimes) {
  eeg::Recording recording = sines(10);
  recording.boundaries = {2500};
  recording.events = {{125.5, 25, "a", "", {}}, {2600, 0, "b", "", {}}};
  const Prepared after = prepare(recording, std::vector{parse_step("resample:rate=125")}, {});
  EXPECT_EQ(after.recording.sampling_frequency.value(), 125);
  EXPECT_EQ(after.recording.data.cols(), 2500);
  EXPECT_DOUBLE_EQ(after.recording.events[0].sample, 62.75);
  EXPECT_DOUBLE_EQ(after.recording.events[0].duration_samples, 12.5);
  EXPECT_DOUBLE_EQ(after.recording.events[1].sample, 1300);
  EXPECT_EQ(after.recording.boundaries, std::vector<double>{1250});
}

TEST(Interpolate, TakesTheRankOfAGoodChannelAndNoneOfABadOne) {
  const std::vector<std::string> names{"Fz", "Cz", "Pz", "Oz", "C3", "C4", "F3", "F4", "P3", "P4"};
  const auto rank_after = [&](const char* how) {
    std::vector<Step> steps{parse_step("montage:name=10-10")};
    if (std::string_view(how) == "bad") steps.push_back(parse_step("bad:channels=Cz"));
    steps.push_back(parse_step("interpolate:channels=Cz"));
    return prepare(noise(names), steps, {}).rank;
  };
  EXPECT_EQ(rank_after("good"), 9);
  EXPECT_EQ(rank_after("bad"), 9);  // ten channels again, which carry what nine do
}

TEST(Scale, MultipliesThePotentialsItIsAskedFor) {
  const eeg::Recording before = noise({"Fz", "Cz"});
  const Prepared after = prepare(before, std::vector{parse_step("scale:factor=1e-6,channels=Cz")}, {});
  EXPECT_EQ(after.recording.data.row(0), before.data.row(0));
  EXPECT_EQ(after.recording.data.row(1), 1e-6 * before.data.row(1));
  EXPECT_EQ(after.rank, 2);
  EXPECT_THROW(prepare(before, std::vector{parse_step("scale")}, {}), Error);
}

TEST(Prepare, RefusesChannelsNamedTwiceAndFactorsWithoutAValue) {
  for (const char* text : {"scale:factor=2,channels=Fz+Fz", "reference:channels=Cz+Fz+Cz", "scale:factor=inf"})
    EXPECT_THROW(prepare(noise({"Fz", "Cz"}), std::vector{parse_step(text)}, {}), Error) << text;
}

TEST(Filter, NamesAChannelThatIsNotFiniteAndLeavesABadOneAsItIs) {
  eeg::Recording recording = sines(10);
  recording.data(1, 77) = std::nan("");
  const std::vector steps{parse_step("filter:lowpass=30")};
  try {
    prepare(recording, steps, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                testing::AllOf(testing::HasSubstr("Cz"), testing::HasSubstr("77"), testing::HasSubstr("made.vhdr")));
  }
  recording.channels[1].bad = true;
  const Prepared after = prepare(recording, steps, {});
  EXPECT_TRUE(std::isnan(after.recording.data(1, 77)));
  EXPECT_EQ(after.recording.data(1, 76), recording.data(1, 76));
}

TEST(Resample, KeepsTheTimesOfEventsAfterBoundaries) {
  eeg::Recording recording = sines(10);
  recording.boundaries = {1001, 2003};  // whole samples of the new rate do not end there
  recording.events = {{2500, 0, "a", "", {}}};
  const Prepared after = prepare(recording, std::vector{parse_step("resample:rate=100")}, {});
  EXPECT_NEAR(eeg::time_of(after.recording, after.recording.events[0].sample).count(), 10.0, 1e-12);
}

TEST(Montage, SaysWhatItMatched) {
  const Prepared after = prepare(noise({"Fz", "CZ", "Fz9"}), std::vector{parse_step("montage:name=10-20")}, {});
  EXPECT_EQ(number(after.steps[0].effect, "placed_channels"), 2);
  EXPECT_TRUE(after.recording.channels[1].position.has_value());
  EXPECT_FALSE(after.recording.channels[2].position.has_value());
  ASSERT_EQ(after.warnings.size(), 1u);
  EXPECT_THAT(after.warnings[0], testing::HasSubstr("Fz9"));
}

// Blinks, on two frontal channels, an eye channel and a little everywhere, over independent noise.
eeg::Recording blinking() {
  const std::vector<std::string> names{"Fp1", "Fp2", "Cz", "Pz", "O1", "O2", "VEOG"};
  const std::vector<double> reach{1.0, 0.9, 0.2, 0.1, 0.02, 0.02, 1.5};
  eeg::Recording recording = noise(names, 15000);
  for (Eigen::Index blink = 300; blink + 100 < recording.data.cols(); blink += 600)
    for (Eigen::Index i = 0; i < 75; ++i) {
      const double height = 2e-4 * std::pow(std::sin(3.14159265358979323846 * static_cast<double>(i) / 75), 2);
      for (std::size_t c = 0; c < names.size(); ++c)
        recording.data(static_cast<Eigen::Index>(c), blink + i) += reach[c] * height;
      // Not tied to the blinks: what is tied to an event is not of the eyes, as far as the regression can know.
      if (i == 0) recording.events.push_back({static_cast<double>(blink - 150 + 37 * blink % 101), 0, "word", "", {}});
    }
  return recording;
}

double frontal_range(const eeg::Recording& recording) {
  return recording.data.row(0).maxCoeff() - recording.data.row(0).minCoeff();
}

TEST(Ica, TakesTheBlinksOutWithTheReasonAndOneOfTheRank) {
  const Prepared after = prepare(blinking(), std::vector{parse_step("ica")}, {});
  EXPECT_GT(frontal_range(blinking()), 2e-4);
  EXPECT_LT(frontal_range(after.recording), 1e-4);
  EXPECT_EQ(after.rank, 5);
  const auto& effect = after.steps[0].effect;
  const auto reasons = std::find_if(effect.begin(), effect.end(), [](const auto& f) { return f.first == "reasons"; });
  ASSERT_NE(reasons, effect.end());
  EXPECT_THAT(std::get<std::vector<std::string>>(reasons->second).at(0), testing::HasSubstr("VEOG"));
}

TEST(Ica, LeavesEverythingWhereNothingIsToBeRemoved) {
  const Prepared after = prepare(blinking(), std::vector{parse_step("ica:remove=none")}, {});
  EXPECT_EQ(after.recording.data, blinking().data);
  EXPECT_EQ(after.rank, 6);
  EXPECT_THROW(prepare(blinking(), std::vector{parse_step("ica:remove=blinks")}, {}), Error);
  EXPECT_THROW(prepare(blinking(), std::vector{parse_step("ica:remove=17")}, {}), Error);
}

TEST(RegressEog, TakesTheBlinksOutAndLeavesTheEyeChannel) {
  Surroundings around;
  around.epochs.conditions = {{"word", eeg::EventQuery::of_type("word")}};
  const Prepared after = prepare(blinking(), std::vector{parse_step("regress-eog")}, around);
  EXPECT_LT(frontal_range(after.recording), 1e-4);
  EXPECT_EQ(after.recording.data.row(6), blinking().data.row(6));
  EXPECT_EQ(after.steps[0].tables.size(), 2u);
}

}  // namespace
}  // namespace attune::preprocess
