#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "attune/coupling/beta_series.hpp"
#include "attune/coupling/matrix.hpp"
#include "attune/coupling/ppi.hpp"
#include "noise_series.hpp"

namespace attune::coupling {
namespace {

// Correlations of series that were scaled or put in another order differ by rounding; noise parameters come from a
// search that stops within its last step.
constexpr double kRounding = 1e-9;
constexpr double kSearch = 0.02;
constexpr Eigen::Index kVolumes = 150;
const bold::FrameTimes kFrames{kVolumes, Seconds(2), Seconds(1)};

Eigen::MatrixXd related_series(Eigen::Index regions) {
  const Eigen::VectorXd shared = test::autoregressive_noise(kVolumes, 1, 0.5, 70);
  Eigen::MatrixXd series = test::autoregressive_noise(kVolumes, regions, 0.4, 71);
  for (Eigen::Index region = 0; region < regions; ++region)
    series.col(region) += 0.3 * static_cast<double>(region) * shared;
  return series;
}

std::vector<bold::Event> events() {
  std::vector<bold::Event> out;
  for (int i = 0; i < 28; ++i) out.push_back({Seconds(6 + 10.0 * i), Seconds(1), i % 2 == 0 ? "a" : "b", {}, 0, {}});
  return out;
}

class EveryKind : public testing::TestWithParam<Kind> {};

TEST_P(EveryKind, IsFreeOfUnitsAndFollowsTheSign) {
  const Eigen::MatrixXd series = related_series(6);
  Eigen::MatrixXd moved = 1000 + 7 * series.array();
  moved.col(2) *= -1;
  const Coupling plain = couple(clean(series, {}, kFrames, nullptr, {}), GetParam());
  const Coupling other = couple(clean(moved, {}, kFrames, nullptr, {}), GetParam());
  for (Eigen::Index i = 0; i < 6; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const double sign = (i == 2) != (j == 2) ? -1 : 1;
      EXPECT_NEAR(other.z(i, j), sign * plain.z(i, j), kRounding);
      if (std::isfinite(plain.se(i, j))) {
        EXPECT_NEAR(other.se(i, j) / plain.se(i, j), 1, kSearch);
      }
    }
}

TEST_P(EveryKind, FollowsTheOrderOfTheRegions) {
  const Eigen::MatrixXd series = related_series(6);
  const std::vector<Eigen::Index> order{3, 5, 0, 1, 4, 2};
  const Coupling plain = couple(clean(series, {}, kFrames, nullptr, {}), GetParam());
  const Coupling other = couple(clean(series(Eigen::all, order), {}, kFrames, nullptr, {}), GetParam());
  for (Eigen::Index i = 0; i < 6; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const Eigen::Index a = order[static_cast<std::size_t>(i)], b = order[static_cast<std::size_t>(j)];
      EXPECT_NEAR(other.z(i, j), plain.z(a, b), kRounding);
    }
}

TEST_P(EveryKind, IsSymmetricAndTheSameForAnyNumberOfThreads) {
  CleanOptions one, two;
  one.threads = {1};
  two.threads = {2};
  const Eigen::MatrixXd series = related_series(6);
  const Coupling a = couple(clean(series, {}, kFrames, nullptr, one), GetParam());
  const Coupling b = couple(clean(series, {}, kFrames, nullptr, two), GetParam());
  EXPECT_EQ(a.r, b.r);
  EXPECT_TRUE(a.r.isApprox(a.r.transpose(), kRounding));
  for (Eigen::Index i = 0; i < 6; ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      EXPECT_TRUE(a.p(i, j) == b.p(i, j) || std::isnan(a.p(i, j)));
    }
}

INSTANTIATE_TEST_SUITE_P(All, EveryKind,
                         testing::Values(Kind::pearson, Kind::partial, Kind::ledoit_wolf, Kind::ledoit_wolf_partial),
                         [](const auto& instance) {
                           std::string name(name_of(instance.param));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// The known correlation lies in the interval in 95 of 100 pairs.
TEST(Couple, CoversAKnownCorrelation) {
  const double truth = 0.5;
  int inside = 0, all = 0;
  for (int item = 0; item < 100; ++item) {
    const auto seed = static_cast<std::uint64_t>(900 + item);
    Eigen::MatrixXd series = test::autoregressive_noise(kVolumes, 4, 0.5, seed);
    for (Eigen::Index pair = 0; pair < 4; pair += 2)
      series.col(pair + 1) = truth * series.col(pair) + std::sqrt(1 - truth * truth) * series.col(pair + 1);
    const Coupling coupling = couple(clean(series, {}, kFrames, nullptr, {}), Kind::pearson);
    for (Eigen::Index pair = 0; pair < 4; pair += 2) {
      inside += std::abs(coupling.z(pair, pair + 1) - std::atanh(truth)) < 1.96 * coupling.se(pair, pair + 1) ? 1 : 0;
      ++all;
    }
  }
  // 200 draws: 95 % +- 1.5 points of standard error.
  EXPECT_NEAR(static_cast<double>(inside) / all, 0.95, 0.045);
}

TEST(BetaSeries, RecoversHeightsThatGoTogether) {
  const bold::TrialModel model = bold::make_trial_model(bold::TrialMethod::separate, events(), kFrames, nullptr, {});
  parallel::Stream stream({77}, 0);
  Eigen::MatrixXd series = 0.1 * test::autoregressive_noise(kVolumes, 3, 0.3, 78);
  for (Eigen::Index trial = 0; trial < model.columns.cols(); ++trial) {
    const double height = stream.normal();
    series.col(0) += (1 + height) * model.columns.col(trial);
    series.col(1) += (1 + height) * model.columns.col(trial);
    series.col(2) += (1 + stream.normal()) * model.columns.col(trial);
  }
  const BetaSeries found = beta_series(series, model, {1});
  ASSERT_EQ(found.conditions.size(), 2U);
  for (const ConditionCoupling& condition : found.conditions) {
    EXPECT_EQ(condition.trials, 14);
    EXPECT_GT(condition.coupling.r(0, 1), 0.9);
    EXPECT_LT(std::abs(condition.coupling.z(0, 2)), 3 * condition.coupling.se(0, 2));
  }
  const CouplingContrast difference = contrast_of(found, bold::parse_contrast("d", "a - b", {"a", "b"}));
  EXPECT_LT(std::abs(difference.z(0, 2)), 3 * difference.se(0, 2));
}

TEST(Interactions, AreFreeOfTheTargetsLevelAndScaleWithIt) {
  const PpiModels models(events(), kFrames, nullptr, {});
  const Eigen::MatrixXd series = related_series(4);
  const PpiModel model = models(series.col(3));
  const bold::Contrast contrast = of_interactions(bold::parse_contrast("d", "a - b", {"a", "b"}));
  const auto plain = bold::estimate(contrast, model.design, bold::fit(series, model.design, {}));
  const Eigen::MatrixXd moved = 50 + 3 * series.array();
  const auto other = bold::estimate(contrast, model.design, bold::fit(moved, model.design, {}));
  const PpiModel larger = models((20 * series.col(3).array() + 4).matrix());
  const auto slope = bold::estimate(contrast, larger.design, bold::fit(series, larger.design, {}));
  for (std::size_t target = 0; target < 3; ++target) {
    EXPECT_NEAR(other[target].effect, 3 * plain[target].effect, kSearch * plain[target].se);
    EXPECT_NEAR(slope[target].effect, plain[target].effect / 20, kSearch * plain[target].se);
    EXPECT_NEAR(slope[target].t, plain[target].t, kSearch);
  }
}

}  // namespace
}  // namespace attune::coupling
