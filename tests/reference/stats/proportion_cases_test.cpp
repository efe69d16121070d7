// The proportion and reliability cases of reference/stats/cases.json, computed there with other software.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "attune/stats/internal_consistency.hpp"
#include "attune/stats/intraclass.hpp"
#include "attune/stats/item_scores.hpp"
#include "attune/stats/two_proportions.hpp"
#include "attune/table/delimited.hpp"
#include "reference_cases.hpp"

namespace attune::stats {
namespace {

using test::expect_near;
using test::kAgreement;

// The reference took its variance components from an iterated mixed model, good to 3e-8; ours are those of the two-way
// table to rounding (numpy in long double: ICC1 0.394889573069065, ICC3 0.582071095673713).
constexpr double kIterated = 5e-8;
// R's fisher.test stops its root finder at a step of 1.2e-4 of the odds ratio (or of its inverse).
constexpr double kRootFinder = 1.3e-4;

class ProportionCases : public test::ReferenceCases {};
class ReliabilityCases : public test::ReferenceCases {};

TEST_F(ProportionCases, Responders) {
  const nlohmann::json e = expected("proportions");
  const TwoProportions c = compare_proportions({36, 50}, {21, 48});
  expect_near(c.plain->value, e.at("chisq"));
  expect_near(c.plain->p, e.at("p"));
  expect_near(c.wald.low, e.at("diff_ci")[0]);
  expect_near(c.wald.high, e.at("diff_ci")[1]);
  expect_near(c.fisher.p, e.at("fisher_p"));
  const Proportion p = estimate_proportion({36, 50});
  expect_near(p.exact.low, e.at("exact_ci")[0]);
  expect_near(p.exact.high, e.at("exact_ci")[1]);
  expect_near(p.wilson.low, e.at("wilson_ci")[0]);
  expect_near(p.wilson.high, e.at("wilson_ci")[1]);
  expect_near(c.fisher.odds_ratio, e.at("odds_ratio"), kRootFinder);
  expect_near(c.fisher.interval.low, e.at("or_ci")[0], kRootFinder);
  expect_near(c.fisher.interval.high, e.at("or_ci")[1], kRootFinder);
}

// With the root finder that the reference ran, stopped where it stopped, the equations that we solve to the end give
// its digits.
TEST_F(ProportionCases, TheOddsRatioIsThatOfTheReferenceWhereItsSearchIsRepeated) {
  const nlohmann::json e = expected("proportions");
  const FisherExact early = fisher_exact({36, 50}, {21, 48}, 0.95, Compat::r);
  expect_near(early.odds_ratio, e.at("odds_ratio"));
  expect_near(early.interval.low, e.at("or_ci")[0]);
  expect_near(early.interval.high, e.at("or_ci")[1]);
}

TEST_F(ReliabilityCases, CronbachsAlpha) {
  const nlohmann::json e = expected("cronbach_alpha");
  const Table items = table("bfi500.tsv");
  const ItemScores s = take_items(items, {{"A1", "A2", "A3", "A4", "A5"}, {"A1"}, std::array<double, 2>{1.0, 6.0}});
  const InternalConsistency c = internal_consistency(s.scores, s.items);
  EXPECT_EQ(c.n, e.at("n"));
  expect_near(c.alpha, e.at("alpha"));
  expect_near(c.standardised_alpha, e.at("std_alpha"));
  for (std::size_t i = 0; i < 5; ++i) expect_near(c.item_rest_r[i], e.at("item_rest_r")[i]);
  EXPECT_TRUE(c.omega->converged);
}

TEST_F(ReliabilityCases, IntraclassCorrelationsAreThoseOfTheReferenceWhereItsSearchIsRepeated) {
  const nlohmann::json e = expected("icc");
  const ItemScores s = take_ratings(table("sleepstudy.tsv"), "Subject", "Days", "Reaction");
  const Intraclass c = intraclass_correlations(s.scores, 0.95, Compat::r);
  for (std::size_t i = 0; i < 6; ++i) {
    const IntraclassCorrelation& icc = c.coefficients[i];
    expect_near(icc.value, e.at("icc")[i]);
    expect_near(icc.f, e.at("F")[i]);
    expect_near(icc.interval.low, e.at("lower")[i]);
    expect_near(icc.interval.high, e.at("upper")[i]);
  }
}

TEST_F(ReliabilityCases, IntraclassCorrelations) {
  const nlohmann::json e = expected("icc");
  const ItemScores s = take_ratings(table("sleepstudy.tsv"), "Subject", "Days", "Reaction");
  const Intraclass c = intraclass_correlations(s.scores);
  for (std::size_t i = 0; i < 6; ++i) {
    const IntraclassCorrelation& icc = c.coefficients[i];
    EXPECT_EQ(icc.type, e.at("type")[i]);
    expect_near(icc.value, e.at("icc")[i], kIterated);
    expect_near(icc.f, e.at("F")[i], kIterated * 2);
    expect_near(icc.interval.low, e.at("lower")[i], kIterated);
    expect_near(icc.interval.high, e.at("upper")[i], kIterated);
  }
  EXPECT_NEAR(c.coefficients[0].value, 0.394889573069065, 1e-14);
  EXPECT_NEAR(c.coefficients[2].value, 0.582071095673713, 1e-14);
}

}  // namespace
}  // namespace attune::stats
