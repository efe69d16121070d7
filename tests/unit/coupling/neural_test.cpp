#include "attune/coupling/neural.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "attune/coupling/ppi.hpp"
#include "noise_series.hpp"

namespace attune::coupling {
namespace {

constexpr double kRounding = 1e-9;
const bold::FrameTimes kFrames{120, Seconds(2), Seconds(1)};

std::vector<Eigen::Index> all_frames() {
  std::vector<Eigen::Index> out(120);
  std::iota(out.begin(), out.end(), 0);
  return out;
}

NeuralTime neural_time() { return NeuralTime({}, kFrames, all_frames()); }

std::vector<bold::Event> two_blocks() {
  return {{Seconds(21), Seconds(10), "a", {}, 0, {}}, {Seconds(101.5), Seconds(8), "a", {}, 0, {}}};
}

// A boxcar whose ends are ends of bins is convolved without error.
TEST(NeuralTime, ConvolvesABoxcarExactly) {
  const NeuralTime time = neural_time();
  const Eigen::VectorXd task = time.centred_task(two_blocks(), "a");
  const Eigen::VectorXd boxcar = task.array() - task.minCoeff();
  const std::vector<bold::Stimulus> stimuli{{Seconds(21), Seconds(10), 1}, {Seconds(101.5), Seconds(8), 1}};
  const Eigen::VectorXd expected = bold::Response({}, Seconds(2)).columns(stimuli, kFrames).col(0);
  // The answer is cut off 32 s after a bin: what follows is below 2e-4.
  EXPECT_NEAR((time.convolved(boxcar) - expected).cwiseAbs().maxCoeff(), 0, 2e-4);
}

TEST(NeuralTime, CentresATaskOverTheRun) {
  const NeuralTime time = neural_time();
  const Eigen::VectorXd task = time.centred_task(two_blocks(), "a");
  const Eigen::Index bins_of_run = kBinsPerFrame * 119;
  EXPECT_NEAR(task.tail(bins_of_run).mean(), 0, kRounding);
  EXPECT_NEAR(task.maxCoeff() - task.minCoeff(), 1, kRounding);
  EXPECT_TRUE(time.centred_task(two_blocks(), "b").isZero(kRounding));
}

TEST(NeuralTime, TakesAnEventWithoutDurationForOneSecond) {
  const NeuralTime time = neural_time();
  const std::vector<bold::Event> stick{{Seconds(21), Seconds(0), "a", {}, 0, {}}};
  const Eigen::VectorXd task = time.centred_task(stick, "a");
  EXPECT_NEAR((task.array() - task.minCoeff()).sum() * time.bin().count(), 1, kRounding);
}

TEST(NeuralTime, HasOrthonormalCosines) {
  const Eigen::MatrixXd cosines = neural_time().cosines();
  EXPECT_TRUE((cosines.transpose() * cosines).isIdentity(kRounding));
}

TEST(Deconvolution, FindsTheSignalThatWasConvolved) {
  const NeuralTime time = neural_time();
  const Eigen::VectorXd task = time.centred_task(two_blocks(), "a");
  const Eigen::VectorXd clean = time.convolved(task);
  const Eigen::MatrixXd mean = Eigen::MatrixXd::Constant(120, 1, 1 / std::sqrt(120.0));
  const Deconvolution deconvolution(time, mean);
  const NeuralSignal found = deconvolution(clean + 0.02 * test::autoregressive_noise(120, 1, 0, 3));
  EXPECT_GT(found.explained, 0.95);
  const Eigen::Index run = kBinsPerFrame * 115;  // the end has not been answered to yet
  const Eigen::ArrayXd a = found.signal.tail(kBinsPerFrame * 119).head(run).array();
  const Eigen::ArrayXd b = task.tail(kBinsPerFrame * 119).head(run).array();
  const Eigen::ArrayXd da = a - a.mean(), db = b - b.mean();
  EXPECT_GT((da * db).sum() / std::sqrt(da.square().sum() * db.square().sum()), 0.85) << "steps are smoothed";
  EXPECT_LT(deconvolution(test::autoregressive_noise(120, 1, 0, 4)).explained, 0.3) << "white noise has none";
}

// Target = 2 seed's neural signal during a, 1 during b.
TEST(PpiModels, FindAPlantedInteraction) {
  std::vector<bold::Event> events;
  for (int i = 0; i < 10; ++i)
    events.push_back({Seconds(5 + 23.0 * i), Seconds(12), i % 2 == 0 ? "a" : "b", {}, 0, {}});
  const PpiModels models(events, kFrames, nullptr, {});
  const NeuralTime time = neural_time();
  const Eigen::VectorXd neural = test::autoregressive_noise(time.bins(), 1, 0.97, 6);
  const Eigen::VectorXd a = time.centred_task(events, "a"), b = time.centred_task(events, "b");
  const Eigen::VectorXd slope = 1.5 + 0.5 * (a - b).array();
  const Eigen::VectorXd seed = time.convolved(neural) + 0.05 * test::autoregressive_noise(120, 1, 0, 7);
  Eigen::MatrixXd target(120, 1);
  target.col(0) = time.convolved(neural.cwiseProduct(slope)) + 0.05 * test::autoregressive_noise(120, 1, 0.3, 8);
  const PpiModel model = models(seed);
  const bold::Contrast contrast = of_interactions(bold::parse_contrast("a_b", "a - b", {"a", "b"}));
  const bold::ContrastEstimate found =
      bold::estimate(contrast, model.design, bold::fit(target, model.design, {})).front();
  EXPECT_NEAR(found.effect, 1, 3 * found.se);
  EXPECT_LT(found.p, 1e-4);
}

}  // namespace
}  // namespace attune::coupling
