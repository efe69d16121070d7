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

// Brent's (1973) root finder as R's uniroot runs it: it stops when the step is below half of `tolerance`.
double early_root(const std::function<double(double)>& f, double a, double b) {
  const double tolerance = std::pow(std::numeric_limits<double>::epsilon(), 0.25);
  double fa = f(a), fb = f(b), c = a, fc = fa;
  for (int i = 0; i < 1000; ++i) {
    const double previous = b - a;
    if (std::abs(fc) < std::abs(fb)) {
      a = b, b = c, c = a;
      fa = fb, fb = fc, fc = fa;
    }
    const double smallest = 2.0 * std::numeric_limits<double>::epsilon() * std::abs(b) + 0.5 * tolerance;
    double step = 0.5 * (c - b);
    if (std::abs(step) <= smallest || fb == 0.0) return b;
    if (std::abs(previous) >= smallest && std::abs(fa) > std::abs(fb)) {
      const double width = c - b, s = fb / fa;
      double p = width * s, q = 1.0 - s;
      if (a != c) {
        const double u = fa / fc, v = fb / fc;
        p = s * (width * u * (u - v) - (b - a) * (v - 1.0));
        q = (u - 1.0) * (v - 1.0) * (s - 1.0);
      }
      (p > 0.0 ? q : p) *= -1.0;
      if (p < 0.75 * width * q - 0.5 * std::abs(smallest * q) && p < std::abs(0.5 * previous * q)) step = p / q;
    }
    if (std::abs(step) < smallest) step = std::copysign(smallest, step);
    a = b, fa = fb;
    b += step;
    fb = f(b);
    if ((fb > 0.0) == (fc > 0.0)) c = a, fc = fa;
  }
  return b;
}

// Noncentral hypergeometric probabilities of x = 9 .. 50 of 57 successes in groups of 50 and 48.
std::vector<double> probabilities(double odds) {
  std::vector<double> out;
  for (int x = 9; x <= 50; ++x) {
    const auto choose = [](int n, int k) {
      return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
    };
    out.push_back(choose(50, x) + choose(48, 57 - x) + std::log(odds) * x);
  }
  const double largest = *std::max_element(out.begin(), out.end());
  double sum = 0.0;
  for (double& p : out) sum += p = std::exp(p - largest);
  for (double& p : out) p /= sum;
  return out;
}

// With that root finder the equations that we solve to the end give the digits of the reference: the difference is its
// early stop. All three roots are above 1, where R solves for the inverse.
TEST_F(ProportionCases, TheOddsRatioOfTheReferenceIsAnEarlyStop) {
  const nlohmann::json e = expected("proportions");
  const auto sum = [](double odds, int from, int to, bool mean) {
    const std::vector<double> p = probabilities(odds);
    double total = 0.0;
    for (int x = from; x <= to; ++x) total += p[static_cast<std::size_t>(x - 9)] * (mean ? x : 1.0);
    return total;
  };
  const double tiny = std::numeric_limits<double>::epsilon();
  constexpr double kDigits = 1e-9;  // the steps of a root finder amplify the rounding of its function
  expect_near(1.0 / early_root([&](double t) { return sum(1 / t, 9, 50, true) - 36.0; }, tiny, 1.0), e.at("odds_ratio"),
              kDigits);
  expect_near(1.0 / early_root([&](double t) { return sum(1 / t, 36, 50, false) - 0.025; }, tiny, 1.0),
              e.at("or_ci")[0], kDigits);
  expect_near(1.0 / early_root([&](double t) { return sum(1 / t, 9, 36, false) - 0.025; }, tiny, 1.0), e.at("or_ci")[1],
              kDigits);
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
