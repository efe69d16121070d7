#include "attune/model/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/base/error.hpp"
#include "attune/model/mixed.hpp"
#include "attune/table/delimited.hpp"
#include "message_of.hpp"

namespace attune::model {
namespace {

using ::testing::HasSubstr;

constexpr double kRounding = 1e-12;

ModelComparison compared(const char* full, const char* reduced, const char* cells, bool ml = false) {
  const Table table = parse_table(cells, "made.tsv");
  const Formula one = parse_formula(full), two = parse_formula(reduced);
  return compare_models(one, model_frame(table, one), two, model_frame(table, two), ml);
}

// Means 2 and 6, squares about them 4 in all; about the mean of all 4 + 4 * 4 = 20.
const char* const kGroups = "g\tx\ty\na\t1\t1\na\t2\t3\nb\t1\t5\nb\t3\t7\n";

TEST(Comparison, OfLinearModelsIsByHand) {
  const ModelComparison r = compared("y ~ g", "y ~ 1", kGroups);
  EXPECT_NEAR(r.chisq, 4.0 * std::log(20.0 / 4.0), kRounding);
  EXPECT_EQ(r.chi_df, 1.0);
  EXPECT_NEAR(r.f, 16.0 / (4.0 / 2.0), kRounding);
  EXPECT_EQ(r.den_df, 2.0);
  EXPECT_NEAR(r.models[0].loglik, -2.0 * (std::log(2.0 * M_PI * 5.0) + 1.0), kRounding);
  EXPECT_NEAR(r.models[0].aic, -2.0 * r.models[0].loglik + 4.0, kRounding);
  EXPECT_FALSE(r.reml);
  EXPECT_TRUE(std::isnan(r.p_mixture));
}

const char* const kRepeated =
    "id\tc\ty\np1\ta\t3\np1\tb\t5\np2\ta\t1\np2\tb\t2\np3\ta\t6\np3\tb\t9\np4\ta\t2\np4\tb\t6\n";

TEST(Comparison, OfARandomInterceptHalvesItsPAtTheBound) {
  const ModelComparison r = compared("y ~ c + (1 | id)", "y ~ c", kRepeated);
  EXPECT_TRUE(r.reml);
  EXPECT_EQ(r.chi_df, 1.0);
  EXPECT_GT(r.chisq, 0.0);
  EXPECT_NEAR(r.p_mixture, r.p / 2.0, kRounding);
  const ModelComparison ml = compared("y ~ c + (1 | id)", "y ~ c", kRepeated, true);
  EXPECT_FALSE(ml.reml);
  EXPECT_NE(ml.chisq, r.chisq);
}

TEST(Comparison, OfAVarianceThatIsZeroHasPOne) {
  const char* const cells = "id\ty\np1\t3\np1\t1\np2\t1\np2\t3\np3\t2\np3\t2.5\n";
  const ModelComparison r = compared("y ~ 1 + (1 | id)", "y ~ 1", cells);
  EXPECT_NEAR(r.chisq, 0.0, 1e-9);  // the search
  EXPECT_TRUE(r.models[1].singular);
}

TEST(Comparison, OfFixedTermsIsByMaximumLikelihood) {
  const ModelComparison r = compared("y ~ c + (1 | id)", "y ~ 1 + (1 | id)", kRepeated);
  EXPECT_FALSE(r.reml);
  EXPECT_TRUE(std::isnan(r.p_mixture));
  const Formula formula = parse_formula("y ~ c + (1 | id)");
  const MixedFit fit = fit_mixed(formula, model_frame(parse_table(kRepeated, "made.tsv"), formula), {.reml = false});
  EXPECT_NEAR(r.models[1].loglik, fit.loglik, kRounding * std::abs(fit.loglik));
  EXPECT_NEAR(r.models[1].bic, fit.bic, 1e-10);
}

TEST(Comparison, RefusesModelsThatAreNotNested) {
  const auto message = [](const char* full, const char* reduced, const char* cells) {
    return test::message_of([&] { compared(full, reduced, cells); });
  };
  EXPECT_THAT(message("y ~ g", "y ~ x", kGroups), HasSubstr("not nested"));
  EXPECT_THAT(message("y ~ g", "y ~ g", kGroups), HasSubstr("same terms"));
  EXPECT_THAT(message("y ~ g", "log(y) ~ 1", kGroups), HasSubstr("its response is 'log(y)'"));
  EXPECT_THAT(message("y ~ c", "y ~ 1 + (1 | id)", kRepeated), HasSubstr("(1 | id) is in no random term"));
  EXPECT_THAT(message("y ~ g + x", "y ~ g", "g\tx\ty\na\t1\t1\na\tn/a\t3\na\t2\t2\nb\t1\t5\nb\t3\t7\nb\t4\t4\n"),
              HasSubstr("other rows (5 and 6)"));
}

}  // namespace
}  // namespace attune::model
