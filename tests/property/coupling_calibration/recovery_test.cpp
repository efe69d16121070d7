#include <gtest/gtest.h>

#include <cmath>

#include "attune/coupling/matrix.hpp"
#include "attune/coupling/ppi.hpp"
#include "calibration_line.hpp"
#include "noise_series.hpp"

// Coupling that was planted: how often its interval holds it, and whether it is found as large as it is.
namespace attune::coupling {
namespace {

const bold::FrameTimes kFrames{200, Seconds(2), Seconds(0)};

TEST(KnownCorrelation, LiesInItsInterval) {
  for (const double rho : {0.0, 0.3, 0.6}) {
    double inside = 0, all = 0;
    for (int item = 0; item < 200; ++item) {
      Eigen::MatrixXd series = test::autoregressive_noise(200, 20, rho, static_cast<std::uint64_t>(7000 + item));
      for (Eigen::Index pair = 0; pair < 20; pair += 2)
        series.col(pair + 1) = 0.5 * series.col(pair) + std::sqrt(0.75) * series.col(pair + 1);
      const Coupling coupling = couple(clean(series, {}, kFrames, nullptr, {}), Kind::pearson);
      for (Eigen::Index pair = 0; pair < 20; pair += 2) {
        const double distance = std::abs(coupling.z(pair, pair + 1) - std::atanh(0.5));
        inside += distance < 1.959964 * coupling.se(pair, pair + 1) ? 1 : 0;
        all += 1;
      }
    }
    test::print_share(fmt::format("correlation 0.5 in its 95 % interval, rho {}", rho), inside / all,
                      static_cast<std::size_t>(all));
    EXPECT_NEAR(inside / all, 0.95, 0.02);
  }
}

struct Planted {
  bool events = false;
  double seed_noise = 0;     // standard deviation over that of the neural signal's answer
  double seed_rho = 0;       // its autoregression
  double low = 0, high = 0;  // where the mean must lie
};

class KnownInteraction : public testing::TestWithParam<Planted> {};

// Slope 1.5 during face and 0.5 during house.
TEST_P(KnownInteraction, IsFoundNearlyAsLargeAsItIs) {
  std::vector<bold::Event> events;
  for (int i = 0; i < (GetParam().events ? 48 : 24); ++i)
    events.push_back({Seconds(6 + (GetParam().events ? 8.0 : 16.0) * i),
                      Seconds(GetParam().events ? 2 : 10),
                      i % 2 == 0 ? "face" : "house",
                      {},
                      0,
                      {}});
  const PpiModels models(events, kFrames, nullptr, {});
  std::vector<Eigen::Index> all(200);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Eigen::Index>(i);
  const NeuralTime time({}, kFrames, all);
  const Eigen::VectorXd slope =
      1 + 0.5 * (time.centred_task(events, "face") - time.centred_task(events, "house")).array();
  const bold::Contrast contrast =
      of_interactions(bold::parse_contrast("difference", "face - house", {"face", "house"}));
  double sum = 0, squares = 0, inside = 0;
  constexpr int kRuns = 300;
  for (int item = 0; item < kRuns; ++item) {
    const auto seed = static_cast<std::uint64_t>(8000 + 3 * item);
    const Eigen::VectorXd neural = test::autoregressive_noise(time.bins(), 1, 0.95, seed);
    const Eigen::VectorXd answer = time.convolved(neural);
    const double size = std::sqrt((answer.array() - answer.mean()).square().mean());
    const Eigen::VectorXd source =
        answer + GetParam().seed_noise * size * test::autoregressive_noise(200, 1, GetParam().seed_rho, seed + 2);
    Eigen::MatrixXd target = size * test::autoregressive_noise(200, 1, 0.3, seed + 1);
    target.col(0) += time.convolved(neural.cwiseProduct(slope));
    const PpiModel model = models(source);
    const auto found = bold::estimate(contrast, model.design, bold::fit(target, model.design, {})).front();
    sum += found.effect;
    squares += found.effect * found.effect;
    inside += std::abs(found.effect - 1) < 1.97 * found.se ? 1 : 0;
  }
  const double mean = sum / kRuns, error = std::sqrt((squares / kRuns - mean * mean) / kRuns);
  EXPECT_GT(mean, GetParam().low);
  EXPECT_LT(mean, GetParam().high);
  const std::string what =
      fmt::format("gPPI, {}, noise of the seed {}, rho {}, planted 1", GetParam().events ? "events" : "blocks",
                  GetParam().seed_noise, GetParam().seed_rho);
  test::print_calibration(what + ": mean", mean, error, kRuns);
  test::print_share(what + ": in its 95 % interval", inside / kRuns, kRuns);
}

// Noise of the seed makes an interaction smaller, more so where it looks like a neural signal.
INSTANTIATE_TEST_SUITE_P(Designs, KnownInteraction,
                         testing::Values(Planted{false, 0.1, 0, 0.9, 1.05}, Planted{false, 0.5, 0, 0.8, 1.0},
                                         Planted{false, 1.0, 0, 0.75, 1.0}, Planted{false, 1.0, 0.3, 0.5, 0.75},
                                         Planted{true, 0.1, 0, 0.8, 1.05}, Planted{true, 0.5, 0, 0.7, 1.0}));

}  // namespace
}  // namespace attune::coupling
