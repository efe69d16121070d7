#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "attune/stats/internal_consistency.hpp"
#include "attune/stats/intraclass.hpp"
#include "attune/stats/kappa.hpp"
#include "attune/stats/split_half.hpp"

namespace attune::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kRelative = 1e-10;  // what shifting, scaling and another order cost in rounding
constexpr double kFit = 1e-7;        // the same for a fit that stops at a gradient of 1e-11

MatrixXd people_with_a_trait(Index n, Index k) {
  parallel::Stream stream({1951}, static_cast<std::uint64_t>(n * 100 + k));
  MatrixXd x(n, k);
  for (Index i = 0; i < n; ++i) {
    const double trait = stream.normal();
    for (Index j = 0; j < k; ++j) x(i, j) = (0.5 + 0.1 * static_cast<double>(j)) * trait + stream.normal();
  }
  return x;
}

std::vector<std::string> names(Index k) {
  std::vector<std::string> out;
  for (Index j = 0; j < k; ++j) out.push_back(std::string(1, static_cast<char>('a' + j)));
  return out;
}

TEST(ReliabilityProperty, AnotherScaleOfAllItemsChangesNothing) {
  const MatrixXd x = people_with_a_trait(60, 5), s = (3.0 * x.array() + 100.0).matrix();
  const InternalConsistency a = internal_consistency(x, names(5)), b = internal_consistency(s, names(5));
  EXPECT_NEAR(a.alpha, b.alpha, kRelative);
  EXPECT_NEAR(a.interval.low, b.interval.low, kRelative);
  EXPECT_NEAR(a.omega->total, b.omega->total, kFit);
  const Intraclass p = intraclass_correlations(x), q = intraclass_correlations(s);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(p.coefficients[i].value, q.coefficients[i].value, kRelative);
    EXPECT_NEAR(p.coefficients[i].interval.high, q.coefficients[i].interval.high, kRelative);
  }
}

TEST(ReliabilityProperty, AnotherScaleOfOneItemLeavesWhatIsStandardised) {
  const MatrixXd x = people_with_a_trait(60, 5);
  MatrixXd s = x;
  s.col(2) *= 40.0;
  const InternalConsistency a = internal_consistency(x, names(5)), b = internal_consistency(s, names(5));
  EXPECT_NEAR(a.standardised_alpha, b.standardised_alpha, kRelative);
  EXPECT_NEAR(a.omega->standardised, b.omega->standardised, kFit);
  EXPECT_NEAR(a.item_rest_r[2], b.item_rest_r[2], kRelative);
  EXPECT_GT(std::abs(a.alpha - b.alpha), 0.1);
}

TEST(ReliabilityProperty, TheOrderOfPeopleAndItemsDoesNotMatter) {
  const MatrixXd x = people_with_a_trait(40, 6);
  const MatrixXd reversed = x.reverse();
  const InternalConsistency a = internal_consistency(x, names(6)), b = internal_consistency(reversed, names(6));
  EXPECT_NEAR(a.alpha, b.alpha, kRelative);
  EXPECT_NEAR(a.omega->total, b.omega->total, kFit);
  for (std::size_t j = 0; j < 6; ++j) {
    EXPECT_NEAR(a.item_rest_r[j], b.item_rest_r[5 - j], kRelative);
    EXPECT_NEAR(a.alpha_if_dropped[j], b.alpha_if_dropped[5 - j], kRelative);
    EXPECT_NEAR(a.omega->loadings[j], b.omega->loadings[5 - j], kFit);
  }
  const Intraclass p = intraclass_correlations(x), q = intraclass_correlations(reversed);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(p.coefficients[i].value, q.coefficients[i].value, kRelative);
}

// Alpha is what ICC3k is called elsewhere, and the mean of all split halves (of Flanagan and Rulon) of parallel items.
TEST(ReliabilityProperty, AlphaIsTheConsistencyOfTheMean) {
  for (const Index k : {2, 3, 8}) {
    const MatrixXd x = people_with_a_trait(30, k);
    EXPECT_NEAR(cronbach_alpha(x), intraclass_correlations(x).coefficients[5].value, kRelative);
  }
}

TEST(ReliabilityProperty, RaterMeansCountForAgreementAlone) {
  const MatrixXd x = people_with_a_trait(25, 3);
  MatrixXd s = x;
  s.col(1).array() += 5.0;
  const Intraclass a = intraclass_correlations(x), b = intraclass_correlations(s);
  EXPECT_NEAR(a.coefficients[2].value, b.coefficients[2].value, kRelative);
  EXPECT_LT(b.coefficients[1].value, a.coefficients[1].value - 0.1);
}

TEST(ReliabilityProperty, SplitHalvesDoNotDependOnThreadsOrScale) {
  const MatrixXd x = people_with_a_trait(50, 9);
  SplitHalfOptions one{300, 200, 0.95, {7}, {1}}, two = one;
  two.threads = {2};
  const SplitHalf a = split_items(x, one), b = split_items(x, two);
  EXPECT_EQ(a.spearman_brown, b.spearman_brown);
  EXPECT_EQ(a.interval->low, b.interval->low);
  EXPECT_EQ(a.over_splits.high, b.over_splits.high);
  EXPECT_NEAR(split_items((2.0 * x.array() - 9.0).matrix(), one).spearman_brown, a.spearman_brown, kRelative);
  // Close to alpha, whose idea it is: nine items are a good many.
  constexpr double kNear = 0.03;
  EXPECT_NEAR(a.spearman_brown, cronbach_alpha(x), kNear);
}

TEST(ReliabilityProperty, TrialsOfEachPersonMayDifferInNumber) {
  parallel::Stream stream({2019}, 1);
  std::vector<std::vector<double>> trials(60);
  for (std::vector<double>& own : trials) {
    const double person = stream.normal();
    own.resize(20 + stream.below(30));
    for (double& x : own) x = person + 2.0 * stream.normal();
  }
  const SplitHalf s = split_trials(trials, {500, 200, 0.95, {3}, {}});
  // True reliability of the mean of about 35 trials: 1 / (1 + 4 / 35) = 0.90; 60 people leave it a standard error of
  // .03.
  EXPECT_NEAR(s.spearman_brown, 0.90, 0.09);
  EXPECT_LT(s.interval->low, s.spearman_brown);
  EXPECT_GT(s.interval->high, s.spearman_brown);
  for (std::vector<double>& own : trials) std::reverse(own.begin(), own.end());
  EXPECT_NEAR(split_trials(trials, {500, 0, 0.95, {3}, {}}).spearman_brown, s.spearman_brown, 0.02);
}

TEST(ReliabilityProperty, KappaKeepsItsValueWhenRatersSwap) {
  parallel::Stream stream({1960}, 0);
  MatrixXd counts(4, 4);
  for (Index i = 0; i < 16; ++i) counts(i) = static_cast<double>(stream.below(30)) + (i % 5 == 0 ? 30.0 : 0.0);
  for (const KappaWeights w : {KappaWeights::none, KappaWeights::linear, KappaWeights::quadratic}) {
    const Kappa a = cohens_kappa(counts, w), b = cohens_kappa(counts.transpose(), w);
    const Kappa mirrored = cohens_kappa(counts.reverse(), w), tenfold = cohens_kappa(10.0 * counts, w);
    EXPECT_NEAR(a.value, b.value, kRelative);
    EXPECT_NEAR(a.se, b.se, kRelative);
    EXPECT_NEAR(a.se_null, mirrored.se_null, kRelative);
    EXPECT_NEAR(a.value, mirrored.value, kRelative);
    EXPECT_NEAR(a.se, std::sqrt(10.0) * tenfold.se, kRelative);
  }
}

// Fleiss & Cohen (1973): quadratic kappa is an intraclass correlation but for a term of order 1 / n.
TEST(ReliabilityProperty, QuadraticKappaIsNearlyTheAgreementOfRatings) {
  parallel::Stream stream({1973}, 0);
  const Index n = 2000;
  MatrixXd ratings(n, 2), counts = MatrixXd::Zero(5, 5);
  for (Index i = 0; i < n; ++i) {
    const auto truth = static_cast<double>(stream.below(5));
    for (Index j = 0; j < 2; ++j)
      ratings(i, j) = std::clamp(std::round(truth + 0.9 * stream.normal() + 0.3 * static_cast<double>(j)), 0.0, 4.0);
    ++counts(static_cast<Index>(ratings(i, 0)), static_cast<Index>(ratings(i, 1)));
  }
  constexpr double kOneOverN = 1e-3;
  EXPECT_NEAR(cohens_kappa(counts, KappaWeights::quadratic).value,
              intraclass_correlations(ratings).coefficients[1].value, kOneOverN);
}

}  // namespace
}  // namespace attune::stats
