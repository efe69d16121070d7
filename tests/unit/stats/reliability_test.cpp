#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/stats/attenuation.hpp"
#include "attune/stats/internal_consistency.hpp"
#include "attune/stats/intraclass.hpp"
#include "attune/stats/item_scores.hpp"
#include "attune/stats/kappa.hpp"
#include "attune/stats/split_half.hpp"
#include "attune/table/delimited.hpp"
#include "expect_error.hpp"

namespace attune::stats {
namespace {

using Eigen::MatrixXd;
using test::error_of;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;
constexpr double kFit = 1e-8;          // of a fit stopped at a gradient of 1e-11
constexpr double kTwoDecimals = 5e-3;  // published to two decimals

TEST(CronbachAlpha, OfTwoItemsIsTheSteppedUpCovariance) {
  MatrixXd x(3, 2);
  x << 1, 1, 2, 3, 3, 2;  // variances 1 and 1, covariance 0.5: alpha 2 (1 - 2 / 3)
  const InternalConsistency c = internal_consistency(x, {"a", "b"});
  EXPECT_NEAR(c.alpha, 2.0 / 3.0, kRounding);
  EXPECT_NEAR(c.standardised_alpha, 2.0 / 3.0, kRounding);
  EXPECT_NEAR(c.item_rest_r[0], 0.5, kRounding);
  EXPECT_TRUE(c.alpha_if_dropped.empty());
  EXPECT_FALSE(c.omega);
}

TEST(CronbachAlpha, NamesItemsThatDoNotVaryOrGoTheOtherWay) {
  MatrixXd x(4, 3);
  x << 1, 2, 5, 2, 2, 3, 3, 2, 2, 4, 2, 1;
  EXPECT_THAT(error_of(Fault::analysis,
                       [&] {
                         internal_consistency(x, {"a", "b", "c"});
                       }),
              HasSubstr("item 'b' does not vary: everyone has 2"));
  x.col(1) << 1, 3, 2, 5;
  const InternalConsistency c = internal_consistency(x, {"a", "b", "c"});
  EXPECT_THAT(c.warnings, testing::Contains(HasSubstr("item 'c' goes against the others")));
}

TEST(Omega, FindsTheLoadingsOfAnExactFactor) {
  const Eigen::VectorXd loadings = (Eigen::VectorXd(5) << 0.9, 0.8, 0.7, 0.6, 0.3).finished();
  MatrixXd r = loadings * loadings.transpose();
  r.diagonal().setOnes();
  const Eigen::VectorXd sd = (Eigen::VectorXd(5) << 1, 2, 0.5, 1, 3).finished();
  const Omega o = *fit_omega(sd.asDiagonal() * r * sd.asDiagonal(), 200);
  EXPECT_TRUE(o.converged);
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(o.loadings[static_cast<std::size_t>(i)], loadings(i), kFit);
  const double unique = 5.0 - loadings.squaredNorm();
  EXPECT_NEAR(o.standardised, 3.3 * 3.3 / (3.3 * 3.3 + unique), kFit);
  const double common = loadings.dot(sd), raw = ((1 - loadings.array().square()) * sd.array().square()).sum();
  EXPECT_NEAR(o.total, common * common / (common * common + raw), kFit);
  EXPECT_NEAR(o.chi_squared, 0.0, kFit);
  EXPECT_EQ(o.df, 5.0);
}

TEST(Omega, SaysAHeywoodCase) {
  // r12 r13 / r23 = 1.3: the first item would have a communality above 1.
  MatrixXd r(3, 3);
  r << 1, 0.78, 0.75, 0.78, 1, 0.45, 0.75, 0.45, 1;
  const Omega o = *fit_omega(r, 100);
  EXPECT_THAT(o.heywood, testing::ElementsAre(0u));
  EXPECT_TRUE(o.converged);
}

TEST(Omega, IsAbsentWhereAnItemIsACopy) {
  MatrixXd x(5, 3);
  x << 1, 1, 2, 2, 2, 1, 3, 3, 4, 4, 4, 3, 5, 5, 5;
  const InternalConsistency c = internal_consistency(x, {"a", "b", "c"});
  EXPECT_GT(c.alpha, 0.9);
  EXPECT_FALSE(c.omega);
  EXPECT_THAT(c.warnings, testing::ElementsAre(HasSubstr("linearly dependent")));
}

TEST(Intraclass, OfThePublishedExample) {
  // Shrout & Fleiss (1979), table 2: six targets, four judges; ICC .17 .29 .71 and of means .44 .62 .91.
  MatrixXd x(6, 4);
  x << 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7;
  const Intraclass c = intraclass_correlations(x);
  const double expected[] = {0.17, 0.29, 0.71, 0.44, 0.62, 0.91};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(c.coefficients[i].value, expected[i], kTwoDecimals);
  EXPECT_NEAR(c.ms_targets, 11.24, kTwoDecimals);
  EXPECT_NEAR(c.ms_residual, 1.02, kTwoDecimals);
  EXPECT_EQ(c.coefficients[2].den_df, 15.0);
  EXPECT_EQ(c.coefficients[0].den_df, 18.0);
  // McGraw & Wong's intervals of the same table: .02 to .76 (2) and .34 to .95 (3).
  EXPECT_NEAR(c.coefficients[1].interval.low, 0.02, kTwoDecimals);
  EXPECT_NEAR(c.coefficients[1].interval.high, 0.76, kTwoDecimals);
  EXPECT_NEAR(c.coefficients[2].interval.low, 0.34, kTwoDecimals);
  EXPECT_NEAR(c.coefficients[2].interval.high, 0.95, kTwoDecimals);
}

TEST(Intraclass, OfPerfectAgreementIsOne) {
  MatrixXd x(3, 2);
  x << 1, 1, 2, 2, 5, 5;
  const Intraclass c = intraclass_correlations(x);
  for (const IntraclassCorrelation& icc : c.coefficients) {
    EXPECT_NEAR(icc.value, 1.0, kRounding) << icc.type;
    EXPECT_NEAR(icc.interval.low, 1.0, kRounding) << icc.type;
    EXPECT_NEAR(icc.interval.high, 1.0, kRounding) << icc.type;
  }
  EXPECT_THAT(error_of(Fault::analysis, [] { intraclass_correlations(MatrixXd::Ones(3, 2)); }), HasSubstr("same mean"));
}

TEST(Kappa, OfThePublishedExample) {
  // Fleiss (1981), p. 215: two raters, 100 people; kappa .676, standard errors .088 and .076.
  MatrixXd counts(3, 3);
  counts << 75, 1, 4, 5, 4, 1, 0, 0, 10;
  const Kappa k = cohens_kappa(counts, KappaWeights::none);
  EXPECT_NEAR(k.value, 0.676, 5e-4);
  EXPECT_NEAR(k.se, 0.088, 5e-4);
  EXPECT_NEAR(k.se_null, 0.076, 5e-4);
  EXPECT_TRUE(k.warnings.empty());
  EXPECT_THAT(cohens_kappa(0.3 * counts, KappaWeights::none).warnings, testing::ElementsAre(HasSubstr("too narrow")));
}

TEST(Kappa, OfATableByHand) {
  // Observed 0.7, chance 0.5: 0.4; with two categories weights change nothing.
  MatrixXd counts(2, 2);
  counts << 35, 15, 15, 35;
  for (const KappaWeights w : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic})
    EXPECT_NEAR(cohens_kappa(counts, w).value, 0.4, kRounding);
  counts << 10, 0, 0, 0;
  EXPECT_THAT(error_of(Fault::analysis, [&] { cohens_kappa(counts, KappaWeights::none); }),
              HasSubstr("the same category"));
}

TEST(Kappa, TakesCategoriesInTheirOrder) {
  const Table t = parse_table("a\tb\n10\t9\n9\t10\n2\t2\nn/a\t2\n", "t.tsv");
  const RatedCategories r = take_categories(t, "a", "b", {});
  EXPECT_THAT(r.categories, testing::ElementsAre("2", "9", "10"));
  EXPECT_EQ(r.counts(1, 2), 1.0);
  EXPECT_EQ(r.exclusions.total(), 1);
  EXPECT_THAT(error_of(Fault::input, [&] { take_categories(t, "a", "b", {"2", "9"}); }), HasSubstr("t.tsv:2"));
}

TEST(SplitHalf, OfTwoItemsIsTheirCorrelationSteppedUp) {
  MatrixXd x(4, 2);
  x << 1, 2, 2, 1, 3, 4, 4, 3;  // r = 0.6
  SplitHalfOptions options;
  options.splits = 50;
  options.resamples = 0;
  const SplitHalf s = split_items(x, options);
  EXPECT_NEAR(s.r, 0.6, kRounding);
  EXPECT_NEAR(s.spearman_brown, 0.75, kRounding);
  EXPECT_NEAR(s.over_splits.high - s.over_splits.low, 0.0, kRounding);
  EXPECT_FALSE(s.interval);
}

TEST(Attenuation, DividesByTheCeiling) {
  const Disattenuated d = disattenuate({0.3, 0.5, 0.72, 100});
  EXPECT_NEAR(d.ceiling, 0.6, kRounding);
  EXPECT_NEAR(d.value, 0.5, kRounding);
  EXPECT_NEAR(d.interval->low * 0.6, std::tanh(std::atanh(0.3) - 1.959963984540054 / std::sqrt(97.0)), kRounding);
  EXPECT_FALSE(d.above_one);
  const Disattenuated beyond = disattenuate({0.7, 0.5, 0.72, {}});
  EXPECT_TRUE(beyond.above_one);
  EXPECT_THAT(beyond.warnings, testing::ElementsAre(HasSubstr("beyond 1")));
  EXPECT_THAT(error_of(Fault::usage, [] { disattenuate({0.3, 0.0, 0.72, {}}); }), HasSubstr("above 0 and at most 1"));
}

TEST(ItemScores, ReverseItemsAndCountIncompleteRows) {
  const Table t = parse_table("participant_id\ta\tb\n1\t1\t6\n2\t2\tn/a\n3\t4\t2\n", "t.tsv");
  const ItemScores s = take_items(t, {{"a", "b"}, {"b"}, std::array<double, 2>{1, 6}});
  EXPECT_EQ(s.scores.rows(), 2);
  EXPECT_EQ(s.scores(0, 1), 1.0);
  EXPECT_EQ(s.scores(1, 1), 5.0);
  EXPECT_EQ(s.exclusions.total(), 1);
  EXPECT_THAT(error_of(Fault::input,
                       [&] {
                         take_items(t, {{"a", "b"}, {}, std::array<double, 2>{1, 5}});
                       }),
              HasSubstr("t.tsv:2: column 'b': is 6, outside the range 1 to 5"));
  EXPECT_THAT(error_of(Fault::usage, [&] { take_items(t, {{"a", "b"}, {"b"}, {}}); }), HasSubstr("--range"));
  EXPECT_THAT(error_of(Fault::usage, [&] { take_items(t, {{"a", "b"}, {"c"}, {}}); }), HasSubstr("is no item"));
}

TEST(ItemScores, OfALongTableAreCompleteTargets) {
  const Table t = parse_table("id\tday\tx\n1\ta\t1\n1\tb\t2\n2\tb\t3\n2\ta\t4\n3\ta\t5\n", "t.tsv");
  const ItemScores s = take_ratings(t, "id", "day", "x");
  EXPECT_THAT(s.items, testing::ElementsAre("a", "b"));
  EXPECT_EQ(s.scores(1, 0), 4.0);
  EXPECT_THAT(describe(s.exclusions), testing::ElementsAre("id without every day: 1"));
  const Table twice = parse_table("id\tday\tx\n1\ta\t1\n1\ta\t2\n", "t.tsv");
  EXPECT_THAT(error_of(Fault::input, [&] { take_ratings(twice, "id", "day", "x"); }),
              HasSubstr("t.tsv:3: column 'id': '1' has another value of day 'a', first at t.tsv:2"));
  EXPECT_THAT(take_trials(t, "id", "x").values, testing::SizeIs(2));
}

}  // namespace
}  // namespace attune::stats
