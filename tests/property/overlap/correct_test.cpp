#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attune/eeg/epochs.hpp"
#include "made_overlap.hpp"

namespace attune::overlap {
namespace {

constexpr double kExact = 1e-9;  // relative to the largest value: normal equations with one refinement

double error_of(const Eigen::MatrixXd& found, const Eigen::MatrixXd& truth) {
  return (found - truth).cwiseAbs().maxCoeff() / truth.cwiseAbs().maxCoeff();
}

TEST(CorrectOverlap, RecoversOverlappingResponsesExactlyAndTheAverageDoesNot) {
  const test::MadeOverlap made = test::made_overlap(200, 3, 0, 11);
  const OverlapFit fit = correct_overlap(made.recording, test::overlap_options({"stimulus", "response"}));
  EXPECT_LT(error_of(fit.responses[0].average, made.stimulus), kExact);
  EXPECT_LT(error_of(fit.responses[1].average, made.response), kExact);
  eeg::EpochOptions epochs;
  epochs.conditions = {eeg::Condition{"stimulus", eeg::EventQuery::of_type("stimulus")}};
  epochs.from = Milliseconds(-100);
  epochs.to = Milliseconds(600);
  const eeg::Evoked average = eeg::average(eeg::epoch(made.recording, epochs)).at(0);
  EXPECT_GT(error_of(average.average, made.stimulus), 0.5) << "overlap adds half of the response at least";
}

TEST(CorrectOverlap, RecoversASlopeAndItsSplineExactly) {
  const test::MadeOverlap made = test::made_overlap(400, 1, 0, 12, true);
  const OverlapFit line = correct_overlap(made.recording, test::overlap_options({"stimulus ~ 1 + rt", "response"}));
  EXPECT_LT(error_of(test::response_named(line, "stimulus: rt").average, made.slope), kExact);
  EXPECT_LT(error_of(test::response_named(line, "stimulus").average, made.stimulus), kExact);
  OverlapOptions options = test::overlap_options({"stimulus ~ 1 + spline(rt, 5)", "response"});
  options.predictors.at["rt"] = {0.30, 0.42};
  const OverlapFit curve = correct_overlap(made.recording, options);
  for (const auto& [name, rt] : {std::pair("stimulus: rt=0.3", 0.30), std::pair("stimulus: rt=0.42", 0.42)})
    EXPECT_LT(error_of(test::response_named(curve, name).average, made.stimulus + rt * made.slope), 1e-7) << name;
}

TEST(CorrectOverlap, FollowsScaleOffsetAndTheOrderOfChannels) {
  const test::MadeOverlap made = test::made_overlap(200, 2, 1e-6, 13);
  const OverlapOptions options = test::overlap_options({"stimulus", "response"});
  const OverlapFit fit = correct_overlap(made.recording, options);
  eeg::Recording other = made.recording;
  other.data = -3.0 * made.recording.data.colwise().reverse();
  other.data.array() += 5e-3;  // the amplifier's offset
  const OverlapFit again = correct_overlap(other, options);
  for (std::size_t r = 0; r < 2; ++r) {
    EXPECT_LT(error_of(again.responses[r].average.colwise().reverse(), -3.0 * fit.responses[r].average), 1e-7);
    EXPECT_LT(error_of(again.responses[r].standard_error.colwise().reverse(), 3.0 * fit.responses[r].standard_error),
              1e-7);
  }
}

TEST(CorrectOverlap, FollowsAShiftOfTheEvents) {
  test::MadeOverlap made = test::made_overlap(100, 1, 1e-6, 14);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  const Eigen::MatrixXd before = correct_overlap(made.recording, options).responses[0].average;
  for (eeg::Event& event : made.recording.events) event.sample += 7;
  options.shift = Milliseconds(-70);
  EXPECT_EQ(correct_overlap(made.recording, options).responses[0].average, before);
}

TEST(CorrectOverlap, IsTheSameBytesForAnyNumberOfThreads) {
  const test::MadeOverlap made = test::made_overlap(100, 20, 1e-6, 15);
  OverlapOptions options = test::overlap_options({"stimulus ~ 1 + rt", "response"});
  options.threads = {1};
  const OverlapFit one = correct_overlap(made.recording, options);
  options.threads = {5};
  const OverlapFit five = correct_overlap(made.recording, options);
  for (std::size_t r = 0; r < one.responses.size(); ++r) EXPECT_EQ(one.responses[r].average, five.responses[r].average);
}

TEST(CorrectOverlap, IsTheSameByConjugateGradients) {
  const test::MadeOverlap made = test::made_overlap(200, 2, 1e-6, 16);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  const OverlapFit factored = correct_overlap(made.recording, options);
  options.most_factored = 10;
  const OverlapFit iterated = correct_overlap(made.recording, options);
  EXPECT_EQ(factored.iterations, 0);
  EXPECT_GT(iterated.iterations, 0);
  for (std::size_t r = 0; r < 2; ++r)
    EXPECT_LT(error_of(iterated.responses[r].average, factored.responses[r].average), 1e-7);
  EXPECT_THAT(iterated.warnings, ::testing::Contains(::testing::HasSubstr("conjugate gradients")));
}

// Smooth responses are cubic splines but for a little; more splines come closer.
TEST(CorrectOverlap, ComesCloserWithMoreTimeSplines) {
  const test::MadeOverlap made = test::made_overlap(200, 1, 0, 17);
  OverlapOptions options = test::overlap_options({"stimulus", "response"});
  options.time_splines = 15;
  const double coarse = error_of(correct_overlap(made.recording, options).responses[0].average, made.stimulus);
  options.time_splines = 40;
  const OverlapFit fine = correct_overlap(made.recording, options);
  EXPECT_EQ(fine.unknowns, 2 * 40 + 1);
  EXPECT_LT(error_of(fine.responses[0].average, made.stimulus), 0.01);
  EXPECT_LT(error_of(fine.responses[0].average, made.stimulus), 0.5 * coarse);
}

}  // namespace
}  // namespace attune::overlap
