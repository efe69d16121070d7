// By scipy 1.10, of the pupil below at 60 Hz: samples 300 to 311 and 810 to 819 missing, 3 more on both sides left out;
// scipy.interpolate.CubicHermiteSpline from the last sample before to the first after, with the harmonic means of the
// slope there and the chord; sosfiltfilt(butter(2, 4, fs=60, output='sos'), x); numpy's means of [-0.5, 0) and [0, 4)
// s.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/pupil/trials.hpp"

namespace attune::pupil {
namespace {

constexpr double kSame = 1e-9;  // mm, of numbers printed to 12 digits and a filter that adds in another order

double dilation(double after) {
  const double late = std::max(after, 0.0) / 1.2;
  return late * late * std::exp(2 - 2 * late);
}

physio::Recording recording() {
  physio::Recording out;
  out.path = "pupil.tsv";
  physio::Channel channel{"pupil", physio::Kind::pupil, "mm", Hertz(60), Seconds(0), {}};
  for (int i = 0; i < 1200; ++i) {
    const double t = i / 60.0;
    const bool missing = (i >= 300 && i < 312) || (i >= 810 && i < 820);
    channel.samples.push_back(missing ? std::nan("")
                                      : 3.8 + 0.2 * std::sin(0.7 * t) + 0.05 * std::cos(2.9 * t) +
                                            0.4 * dilation(t - 4) + 0.25 * dilation(t - 12));
  }
  out.channels.push_back(std::move(channel));
  out.events = {{Seconds(4), Seconds(0), "cry"}, {Seconds(12), Seconds(0), "cry"}};
  return out;
}

TEST(PupilRepair, IsScipysHermiteSpline) {
  RepairOptions options;
  options.smooth.reset();
  const Repaired repaired = repair(recording().channels[0], options);
  const std::vector<std::pair<std::size_t, double>> expected{{297, 4.10556172371}, {305, 4.08482658246},
                                                             {314, 4.05653994171}, {807, 4.05554389583},
                                                             {815, 4.0065748158},  {822, 3.96293400843}};
  for (const auto& [sample, size] : expected) {
    EXPECT_TRUE(repaired.interpolated[sample]);
    EXPECT_NEAR(repaired.size[sample], size, kSame) << sample;
  }
}

TEST(PupilTrials, AreScipysNumbers) {
  const physio::Recording made = recording();
  TrialOptions options;
  options.conditions = {"cry"};
  const std::vector<Trial> trials = score(made, made.channels[0], repair(made.channels[0], {}), options);
  ASSERT_EQ(trials.size(), 2U);
  EXPECT_NEAR(trials[0].baseline, 3.89255582485464, kSame);
  EXPECT_NEAR(trials[0].mean, -0.0021636203405255294, kSame);
  EXPECT_NEAR(trials[0].peak, 0.2212230023205124, kSame);
  EXPECT_NEAR(trials[0].peak_ms, 816.6666666666666, 1e-6);
  EXPECT_NEAR(trials[0].interpolated, 18 / 270.0, kSame);
  EXPECT_NEAR(trials[1].baseline, 3.9461029257984177, kSame);
  EXPECT_NEAR(trials[1].mean, -0.05981842684091632, kSame);
  EXPECT_NEAR(trials[1].peak, 0.21150875471505293, kSame);
  EXPECT_NEAR(trials[1].peak_ms, 950, 1e-6);
  EXPECT_NEAR(trials[1].interpolated, 16 / 270.0, kSame);
}

}  // namespace
}  // namespace attune::pupil
