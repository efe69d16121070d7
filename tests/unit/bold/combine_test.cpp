#include "attune/bold/combine.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "attune/stats/distributions.hpp"
#include "expect_error.hpp"

namespace attune::bold {
namespace {

constexpr double kRounding = 1e-14;

ContrastEstimate run(double effect, double se, double df, double baseline) {
  ContrastEstimate estimate;
  estimate.effect = effect;
  estimate.se = se;
  estimate.df = df;
  estimate.psc = 100 * effect / baseline;
  estimate.psc_se = 100 * se / baseline;
  return estimate;
}

TEST(CombineRuns, WeighsByPrecision) {
  // Weights 1 and 1/4: (3 + 8 / 4) / 1.25 = 4, variance 1 / 1.25.
  const CombinedEstimate all = combine_runs(std::vector<ContrastEstimate>{run(3, 1, 50, 100), run(8, 2, 70, 200)});
  EXPECT_EQ(all.runs, 2U);
  EXPECT_NEAR(all.estimate.effect, 4.0, kRounding);
  EXPECT_NEAR(all.estimate.se, std::sqrt(0.8), kRounding);
  EXPECT_EQ(all.estimate.df, 120);
  EXPECT_NEAR(all.estimate.p, stats::student_t_two_sided(4 / std::sqrt(0.8), 120), kRounding);
  EXPECT_NEAR(all.estimate.psc, (3 + 0.25 * 4) / 1.25, kRounding);
  EXPECT_NEAR(all.estimate.psc_se, std::sqrt(1 + 0.25 * 0.25) / 1.25, kRounding);
}

TEST(CombineRuns, TakesThePlainMeanIfAsked) {
  const CombinedEstimate all =
      combine_runs(std::vector<ContrastEstimate>{run(3, 1, 50, 100), run(8, 2, 70, 200)}, RunWeights::equal);
  EXPECT_NEAR(all.estimate.effect, 5.5, kRounding);
  EXPECT_NEAR(all.estimate.se, std::sqrt(5.0) / 2, kRounding);
  EXPECT_NEAR(all.estimate.psc, 3.5, kRounding);
}

TEST(CombineRuns, LeavesOutAndCountsRunsWithoutAnEstimate) {
  ContrastEstimate missing;
  missing.reason = "the run has no such event";
  const CombinedEstimate all = combine_runs(std::vector<ContrastEstimate>{missing, run(3, 1, 50, 100)});
  EXPECT_EQ(all.runs, 1U);
  EXPECT_EQ(all.left_out, 1U);
  EXPECT_EQ(all.estimate.effect, 3.0);
  EXPECT_EQ(all.estimate.df, 50.0);
  const CombinedEstimate none = combine_runs(std::vector<ContrastEstimate>{missing, missing});
  EXPECT_TRUE(std::isnan(none.estimate.effect));
  EXPECT_EQ(none.estimate.reason, missing.reason);
}

TEST(CombineRuns, HasNoPercentSignalChangeIfARunHasNone) {
  ContrastEstimate without = run(3, 1, 50, 100);
  without.psc = without.psc_se = std::nan("");
  without.reason = "no percent signal change: the resting signal is not positive";
  const CombinedEstimate all = combine_runs(std::vector<ContrastEstimate>{run(2, 1, 50, 100), without});
  EXPECT_NEAR(all.estimate.effect, 2.5, kRounding);
  EXPECT_TRUE(std::isnan(all.estimate.psc));
  EXPECT_EQ(all.estimate.reason, without.reason);
}

TEST(CombineRuns, TreatsMapsAsEstimatesVoxelByVoxel) {
  const auto map = [](double effect, double variance, double df) {
    return RunMap{Eigen::ArrayXd::Constant(3, effect), Eigen::ArrayXd::Constant(3, variance),
                  Eigen::ArrayXd::Constant(3, df)};
  };
  std::vector<RunMap> runs{map(3, 1, 50), map(8, 4, 70)};
  runs[0].effect(1) = std::nan("");
  runs[0].effect(2) = runs[1].variance(2) = std::nan("");
  const CombinedMap all = combine_runs(runs);
  EXPECT_NEAR(all.effect(0), 4.0, kRounding);
  EXPECT_NEAR(all.variance(0), 0.8, kRounding);
  EXPECT_EQ(all.df(0), 120.0);
  EXPECT_EQ(all.effect(1), 8.0);
  EXPECT_EQ(all.runs(1), 1);
  EXPECT_EQ(all.runs(2), 0);
  EXPECT_TRUE(std::isnan(all.effect(2)) && std::isnan(all.df(2)));
}

TEST(RunWeights, AreNamed) {
  EXPECT_EQ(run_weights("equal"), RunWeights::equal);
  EXPECT_EQ(run_weights("precision"), RunWeights::precision);
  EXPECT_THROW(run_weights("best"), Error);
}

}  // namespace
}  // namespace attune::bold
