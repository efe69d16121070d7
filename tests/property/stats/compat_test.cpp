// The searches of `Compat::r` stop early; they must stop near the exact answer, whatever the data.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>

#include "attune/parallel/stream.hpp"
#include "attune/stats/effect_size.hpp"
#include "attune/stats/fisher_exact.hpp"
#include "attune/stats/intraclass.hpp"
#include "expect_error.hpp"

namespace attune::stats {
namespace {

constexpr int kDraws = 200;
// How far the searches stop from the answer: a step of a root finder in the odds or their inverse; a simplex that
// collapsed where t is near 0 (0.0056 is the worst of these draws, and the original's own end to 15 digits); a
// criterion that changes by less than 1e-8.
constexpr double kSimplex = 0.01, kRootStep = 1.3e-4, kComponents = 5e-4;

TEST(CompatR, EndsOfTheIntervalOfDAreNearTheExactOnes) {
  parallel::Stream stream({7}, 0);
  for (int draw = 0; draw < kDraws; ++draw) {
    const Summary a{
        .n = 5 + static_cast<std::size_t>(draw % 40), .mean = 4.0 * stream.uniform() - 2.0, .variance = 1.0};
    const Summary b{.n = 12, .mean = 0.0, .variance = 1.0};
    const EffectSize exact = cohens_d(a, b, 0.95), early = cohens_d(a, b, 0.95, Compat::r);
    EXPECT_EQ(early.value, exact.value);
    EXPECT_NEAR(early.interval.low, exact.interval.low, kSimplex) << "mean " << a.mean << ", n " << a.n;
    EXPECT_NEAR(early.interval.high, exact.interval.high, kSimplex) << "mean " << a.mean << ", n " << a.n;
  }
}

TEST(CompatR, TheConditionalOddsRatioIsWithinAStepOfTheExactOne) {
  const auto expect_near = [](double early, double exact) {
    if (std::isinf(exact) || exact == 0.0)
      EXPECT_EQ(early, exact);
    else if (exact <= 1.0)
      EXPECT_NEAR(early, exact, kRootStep);
    else
      EXPECT_NEAR(1.0 / early, 1.0 / exact, kRootStep);
  };
  for (std::int64_t x = 0; x <= 12; ++x)
    for (std::int64_t y = 0; y <= 9; ++y) {
      const FisherExact exact = fisher_exact({x, 12}, {y, 9}, 0.95),
                        early = fisher_exact({x, 12}, {y, 9}, 0.95, Compat::r);
      if (std::isnan(exact.odds_ratio)) continue;
      EXPECT_EQ(early.p, exact.p);
      expect_near(early.odds_ratio, exact.odds_ratio);
      expect_near(early.interval.low, exact.interval.low);
      expect_near(early.interval.high, exact.interval.high);
    }
}

TEST(CompatR, IntraclassCorrelationsAreNearTheExactOnes) {
  for (int draw = 0; draw < kDraws; ++draw) {
    parallel::Stream stream({11}, static_cast<std::uint64_t>(draw));
    Eigen::MatrixXd ratings(10, 4);
    for (Eigen::Index i = 0; i < ratings.rows(); ++i) {
      const double target = stream.normal();
      for (Eigen::Index j = 0; j < ratings.cols(); ++j)
        ratings(i, j) = 2.0 * target + 0.5 * static_cast<double>(j) + stream.normal();
    }
    const Intraclass exact = intraclass_correlations(ratings),
                     early = intraclass_correlations(ratings, 0.95, Compat::r);
    if (exact.ms_raters <= exact.ms_residual) continue;  // a mixed model has no variance below 0
    for (std::size_t i = 0; i < 6; ++i)
      EXPECT_NEAR(early.coefficients[i].value, exact.coefficients[i].value, kComponents) << "draw " << draw;
  }
}

TEST(CompatR, IsNoneOrR) {
  EXPECT_EQ(parse_compat("none"), Compat::none);
  EXPECT_EQ(parse_compat("r"), Compat::r);
  EXPECT_EQ(test::error_of(Fault::usage, [] { parse_compat("spss"); }), "compat is 'spss'; expected none or r");
}

}  // namespace
}  // namespace attune::stats
