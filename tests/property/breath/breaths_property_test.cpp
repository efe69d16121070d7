#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/breath/breaths.hpp"
#include "attune/parallel/stream.hpp"
#include "made_breaths.hpp"

namespace attune::breath {
namespace {

using test::made_breaths;
using test::MadeBreaths;
using test::nearest;

std::vector<double> exhalations(const Breaths& breaths) {
  std::vector<double> out;
  for (const Breath& breath : breaths.breaths) out.push_back(breath.exhale_s);
  return out;
}

// The first and the last breaths of a recording lie where a filter has one side only.
constexpr double kEnds = 8;  // s
// A flat crest of a breath in noise of a tenth of its depth: the time of the turn is uncertain by that much.
constexpr double kClose = 0.6;  // s

TEST(PlantedBreaths, AreFoundAndNoOthers) {
  for (std::uint64_t item = 0; item < 20; ++item) {
    const MadeBreaths breathing = made_breaths(item, 25, 0.05, 3);
    const std::vector<double> found = exhalations(detect_breaths(breathing.channel, {}));
    std::size_t missed = 0, extra = 0, all = 0;
    for (const double time : breathing.exhale_s) {
      if (time < kEnds || time > 300 - kEnds) continue;
      ++all;
      missed += nearest(found, time) > kClose;
    }
    for (const double time : found)
      extra += time > kEnds && time < 300 - kEnds && nearest(breathing.exhale_s, time) > kClose;
    EXPECT_LE(missed, all / 50) << item;
    EXPECT_LE(extra, all / 50) << item;
  }
}

TEST(PlantedBreaths, HaveTheirRateDepthAndInhalation) {
  double rate = 0, depth = 0, share = 0, true_rate = 0, true_share = 0;
  for (std::uint64_t item = 0; item < 20; ++item) {
    const MadeBreaths breathing = made_breaths(item, 50, 0.02, 1);
    const BreathSummary all = summarise(detect_breaths(breathing.channel, {}), Seconds(kEnds), Seconds(300 - kEnds));
    rate += all.rate / 20;
    depth += all.depth / 20;
    share += all.inhale_share / 20;
    double n = 0, in = 0, seconds = 0;
    for (std::size_t i = 0; i + 1 < breathing.inhale_s.size(); ++i) {
      if (breathing.inhale_s[i] < kEnds || breathing.inhale_s[i] >= 300 - kEnds) continue;
      const double length = breathing.inhale_s[i + 1] - breathing.inhale_s[i];
      ++n;
      seconds += length;
      in += (breathing.exhale_s[i] - breathing.inhale_s[i]) / length;
    }
    true_rate += 60 * n / seconds / 20;
    true_share += in / n / 20;
  }
  EXPECT_NEAR(rate, true_rate, 0.01 * true_rate);
  EXPECT_NEAR(share, true_share, 0.02);
  // Single depths are uniform from 0.6 to 1.4; the low-pass at 2 Hz takes little of a crest.
  EXPECT_NEAR(depth, 1, 0.06);
}

TEST(PlantedBreaths, AreTheSameForAnyNumberOfThreadsAndOnAnotherClock) {
  MadeBreaths breathing = made_breaths(7, 50, 0.05, 2);
  std::fill_n(breathing.channel.samples.begin() + 5000, 300, std::nan(""));
  DetectOptions options;
  options.threads = {1};
  const std::vector<double> one = exhalations(detect_breaths(breathing.channel, options));
  options.threads = {3};
  EXPECT_EQ(one, exhalations(detect_breaths(breathing.channel, options)));
  breathing.channel.start = Seconds(-12.5);
  const std::vector<double> moved = exhalations(detect_breaths(breathing.channel, options));
  ASSERT_EQ(one.size(), moved.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_NEAR(one[i] - 12.5, moved[i], 1e-9);
}

TEST(PlantedBreaths, DoNotDependOnTheSamplingRate) {
  // The same breathing without noise, at 25 and at 200 Hz: turns differ by the filters' warping and the parabola only.
  const std::vector<double> coarse = exhalations(detect_breaths(made_breaths(3, 25, 0, 0).channel, {}));
  const std::vector<double> fine = exhalations(detect_breaths(made_breaths(3, 200, 0, 0).channel, {}));
  for (const double time : coarse) {
    if (time < kEnds || time > 300 - kEnds) continue;
    EXPECT_LT(nearest(fine, time), 0.02);
  }
}

// The short form of LongBreathCalibration.PlantedBreathsAreFound: turning points of noise are no breaths.
TEST(PlantedBreaths, AreCountedInNoise) {
  double rate = 0;
  for (std::uint64_t item = 0; item < 20; ++item) {
    const MadeBreaths breathing = made_breaths(item, 25, 0.2, 3);
    const double seconds = breathing.inhale_s.back() - breathing.inhale_s.front();
    rate += static_cast<double>(detect_breaths(breathing.channel, {}).breaths.size()) * seconds /
            (300 * static_cast<double>(breathing.inhale_s.size() - 1)) / 20;
  }
  EXPECT_NEAR(rate, 1, 0.03);
}

}  // namespace
}  // namespace attune::breath
