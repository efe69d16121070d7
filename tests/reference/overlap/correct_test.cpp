#include "attune/overlap/correct.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "shared_data.hpp"

namespace attune::overlap {
namespace {

constexpr double kAgreement = 1e-9;  // relative to the response's size; both solve the normal equations in double

// mne.stats.linear_regression_raw (MNE 1.3.0, Debian 12) on Fz and Pz of eeglab_data: events "square" and "rt" at their
// nearest samples, -0.2 to 0.8 s, nothing rejected; no constant in the model. Microvolts.
TEST(CorrectOverlap, IsMnesLinearRegressionOfTheRawData) {
  ATTUNE_NEED_SHARED(path, "data/eeg-physio/eeg/eeglab/eeglab_data.set");
  eeg::Recording recording = eeg::read_recording(path);
  OverlapOptions options;
  options.models = {parse_event_model("square"), parse_event_model("rt")};
  options.channels = {"Fz", "Pz"};
  options.from = Milliseconds(-203);
  options.to = Milliseconds(797);
  options.intercept = false;
  const OverlapFit fit = correct_overlap(recording, options);
  const Eigen::MatrixXd square = 1e6 * fit.responses[0].average, rt = 1e6 * fit.responses[1].average;
  ASSERT_EQ(square.cols(), 129);
  const double square_pz[] = {3.37784690343823, 7.42346336763611, 1.50459338476315, 32.4241621902375, 4.38371208410617};
  const double rt_pz[] = {0.348159911985658, 1.70807457992825, -1.53676964290861, 9.74122821449189, 6.6309212756318};
  const Eigen::Index at[] = {0, 26, 60, 80, 128};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(square(1, at[i]), square_pz[i], kAgreement * square.cwiseAbs().maxCoeff()) << at[i];
    EXPECT_NEAR(rt(1, at[i]), rt_pz[i], kAgreement * rt.cwiseAbs().maxCoeff()) << at[i];
  }
  EXPECT_NEAR(square(0, 60), 3.86345386149832, kAgreement * square.cwiseAbs().maxCoeff());
  EXPECT_NEAR(rt(0, 60), -16.723871582248, kAgreement * rt.cwiseAbs().maxCoeff());
}

}  // namespace
}  // namespace attune::overlap
