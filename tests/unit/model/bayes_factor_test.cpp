#include "attune/model/bayes_factor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/stats/bayes_factor.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::model {
namespace {

using ::testing::HasSubstr;

constexpr double kQuadrature = 1e-9;  // relative; both are integrals that converge to rounding

BayesResult factors(const char* text, const char* cells, const BayesOptions& options = {}) {
  const Formula formula = parse_formula(text);
  return bayes_factors(formula, model_frame(parse_table(cells, "made.tsv"), formula), options);
}

const char* const kUnequal = "g\ty\na\t1\na\t3\na\t2\nb\t4\nb\t5\nb\t7\nb\t4\nb\t6\n";

TEST(BayesFactors, OfTwoGroupsAreThatOfTheTTest) {
  // Means 2 and 5.2, squares about them 2 and 6.8, 6 degrees of freedom.
  const double t = -3.2 / std::sqrt(8.8 / 6.0 * (1.0 / 3.0 + 1.0 / 5.0));
  for (const double r : {0.5, 1.0}) {
    const BayesResult result = factors("y ~ g", kUnequal, {.fixed = r});
    const double expected = stats::log_jzs_bayes_factor(t, 6.0, 15.0 / 8.0, std::sqrt(2.0) * r);
    EXPECT_NEAR(result.terms[0].log_bf_inclusion, expected, kQuadrature);
    EXPECT_NEAR(result.terms[0].log_bf_top, expected, kQuadrature);
    EXPECT_NEAR(result.models[1].log_bf10, expected, kQuadrature);
    EXPECT_EQ(result.models[0].log_bf10, 0.0);
    EXPECT_EQ(result.terms[0].r, r);
  }
}

TEST(BayesFactors, OfANumberWithTwoValuesAreThoseOfItsGroups) {
  // A slope per SD with scale r is a difference of two groups of equal size of 2 r: half of it is the SD.
  const char* const cells = "x\ty\n0\t1\n0\t3\n0\t2\n1\t4\n1\t5\n1\t7\n";
  const double t = -(16.0 / 3.0 - 2.0) / std::sqrt((2.0 + 14.0 / 3.0) / 4.0 * (2.0 / 3.0));
  const BayesResult result = factors("y ~ x", cells);
  const double expected = stats::log_jzs_bayes_factor(t, 4.0, 1.5, 2.0 * std::sqrt(2.0) / 4.0);
  EXPECT_NEAR(result.terms[0].log_bf_inclusion, expected, kQuadrature);
}

const char* const kTwoByTwo =
    "a\tb\ty\nu\tp\t1\nu\tp\t2\nu\tq\t4\nu\tq\t6\nu\tq\t5\nv\tp\t3\nv\tp\t5\nv\tq\t9\nv\tq\t7\nv\tq\t8\n";

TEST(BayesFactors, OfTermsAreThoseOfTheModelsThatHoldThem) {
  const BayesResult r = factors("y ~ a * b", kTwoByTwo);
  ASSERT_EQ(r.models.size(), 5U);
  std::vector<std::string> names;
  for (const BayesModel& model : r.models) names.push_back(model.terms);
  EXPECT_THAT(names, testing::ElementsAre("(none)", "a", "b", "a + b", "a + b + a:b"));
  const auto bf = [&](std::size_t i) { return std::exp(r.models[i].log_bf10); };
  EXPECT_NEAR(std::exp(r.terms[0].log_bf_inclusion), (bf(1) + bf(3)) / (1.0 + bf(2)), 1e-10 * bf(3));
  EXPECT_NEAR(r.terms[2].log_bf_inclusion, r.models[4].log_bf10 - r.models[3].log_bf10, 1e-12);
  EXPECT_NEAR(r.terms[2].log_bf_top, r.terms[2].log_bf_inclusion, 1e-12);
  EXPECT_NE(r.terms[0].log_bf_top, r.terms[0].log_bf_inclusion);
  for (const BayesTerm& term : r.terms) EXPECT_LT(term.error, 1e-6);
}

TEST(BayesFactors, OfAPerfectFitAreFinite) {
  const BayesResult r = factors("y ~ g", "g\ty\na\t1\na\t1\nb\t2\nb\t2\n");
  EXPECT_TRUE(std::isfinite(r.terms[0].log_bf_inclusion));
  EXPECT_GT(r.terms[0].log_bf_inclusion, 5.0);
}

TEST(BayesFactors, RefuseWhatTheyAreNotDefinedFor) {
  const auto message = [](const char* text, const char* cells, BayesOptions options = {}) {
    return test::message_of([&] { factors(text, cells, options); });
  };
  EXPECT_THAT(message("y ~ g - 1", kUnequal), HasSubstr("with an intercept"));
  EXPECT_THAT(message("y ~ 1", kUnequal), HasSubstr("needs a term"));
  EXPECT_THAT(message("y ~ g", kUnequal, {.fixed = 0.0}), HasSubstr("prior width 0"));
  EXPECT_THAT(message("y ~ a + (a | b)", kTwoByTwo), HasSubstr("write ||"));
  EXPECT_THAT(message("y ~ x + z", "x\tz\ty\n1\t2\t1\n2\t4\t3\n3\t6\t2\n4\t8\t5\n"), HasSubstr("depend on each other"));
  EXPECT_THAT(message("y ~ x + (x || g)", "x\tg\ty\n1\ta\t1\n2\ta\t3\n3\tb\t2\n4\tb\t5\n"),
              HasSubstr("slopes of factors only"));
}

}  // namespace
}  // namespace attune::model
