#include "attune/model/mixed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "attune/model/within.hpp"
#include "attune/table/delimited.hpp"

namespace attune::model {
namespace {

using ::testing::HasSubstr;

// The search stops where the deviance no longer changes in its last digits: half of them are left for the variances.
constexpr double kSearch = 1e-6;

MixedFit fitted(const char* text, const char* cells, const MixedOptions& options = {}) {
  const Formula formula = parse_formula(text);
  return fit_mixed(formula, model_frame(parse_table(cells, "made.tsv"), formula), options);
}

// Three participants with three values each: means 2, 5 and 11, and 1, 0, -1 about them.
const char* const kBalanced = "id\ty\np1\t3\np1\t2\np1\t1\np2\t6\np2\t5\np2\t4\np3\t12\np3\t11\np3\t10\n";

TEST(MixedFit, OfABalancedOneWayDesignIsTheAnalysisOfVariance) {
  // Mean square between: 3 * var(2, 5, 11) = 63; within: 1. REML: (63 - 1) / 3 and 1; the mean 6 has variance 63 / 9.
  const MixedFit fit = fitted("y ~ 1 + (1 | id)", kBalanced);
  EXPECT_NEAR(fit.random[0].variance, 62.0 / 3.0, 62.0 / 3.0 * kSearch);
  EXPECT_NEAR(fit.random[1].variance, 1.0, kSearch);
  EXPECT_NEAR(fit.coefficients[0].estimate, 6.0, 1e-12);
  EXPECT_NEAR(fit.coefficients[0].se, std::sqrt(7.0), std::sqrt(7.0) * kSearch);
  EXPECT_NEAR(fit.coefficients[0].df, 2.0, 1e-5);
}

TEST(MixedFit, OfMaximumLikelihoodDividesByAllGroups) {
  // ML: sums of squares between 126 over 3 groups and within 6 over 6: (42 - 1) / 3 and 1.
  MixedOptions options;
  options.reml = false;
  const MixedFit fit = fitted("y ~ 1 + (1 | id)", kBalanced, options);
  EXPECT_NEAR(fit.random[0].variance, 41.0 / 3.0, 41.0 / 3.0 * kSearch);
  EXPECT_NEAR(fit.random[1].variance, 1.0, kSearch);
}

TEST(MixedFit, SaysThatARandomVarianceIsZero) {
  const MixedFit fit = fitted("y ~ 1 + (1 | id)", "id\ty\np1\t3\np1\t1\np2\t1\np2\t3\np3\t2\np3\t2.5\n");
  EXPECT_TRUE(fit.singular);
  EXPECT_EQ(fit.random[0].variance, 0.0);
  ASSERT_EQ(fit.warnings.size(), 1U);
  EXPECT_THAT(fit.warnings[0], HasSubstr("singular"));
}

const char* const kRepeated =
    "id\tc\ty\np1\ta\t3\np1\tb\t5\np2\ta\t1\np2\tb\t2\np3\ta\t6\np3\tb\t9\np4\ta\t2\np4\tb\t6\n";

TEST(MixedFit, OfTwoConditionsIsThePairedTest) {
  // Differences 2, 1, 3, 4: t = 2.5 / sqrt(5 / 3 / 4) on 3 df.
  const double t = 2.5 / std::sqrt(5.0 / 12.0);
  for (const DfMethod method : {DfMethod::satterthwaite, DfMethod::kenward_roger}) {
    MixedOptions options;
    options.df = method;
    const MixedFit fit = fitted("y ~ c + (1 | id)", kRepeated, options);
    EXPECT_NEAR(std::abs(fit.coefficients[1].t), t, t * 1e-5);
    EXPECT_NEAR(fit.coefficients[1].df, 3.0, 1e-4);
    EXPECT_NEAR(fit.tests[0].f, t * t, t * t * 1e-5);
  }
}

TEST(WithinAnova, OfTwoConditionsIsThePairedTest) {
  const Formula formula = parse_formula("y ~ c");
  const WithinAnova result = within_anova(parse_table(kRepeated, "made.tsv"), formula, {.within = {"c"}, .id = "id"});
  ASSERT_EQ(result.rows.size(), 2U);
  EXPECT_EQ(result.participants, 4U);
  EXPECT_NEAR(result.rows[1].f, 2.5 * 2.5 / (5.0 / 12.0), 1e-12);
  EXPECT_EQ(result.rows[1].den_df, 3.0);
  EXPECT_TRUE(std::isnan(result.rows[1].gg_eps));
  // SS of the condition 4 * 2 * 1.25^2, of its error sum((d - 2.5)^2) / 2, of participants the rest.
  EXPECT_NEAR(result.rows[1].ss, 12.5, 1e-12);
  EXPECT_NEAR(result.rows[1].error_ss, 2.5, 1e-12);
}

TEST(WithinAnova, AveragesRepeatsAndLeavesOutParticipantsWithoutACell) {
  const std::string cells = std::string(kRepeated) + "p1\tb\t7\np5\ta\t3\np5\ta\t3\n";
  const Formula formula = parse_formula("y ~ c");
  const WithinAnova result = within_anova(parse_table(cells, "made.tsv"), formula, {.within = {"c"}, .id = "id"});
  EXPECT_EQ(result.participants, 4U);
  EXPECT_EQ(result.averaged_cells, 1U);
  ASSERT_EQ(result.left_out.size(), 1U);
  EXPECT_EQ(result.left_out[0].rows, 2U);
  EXPECT_NEAR(result.rows[1].ss, 4.0 * 2.0 * std::pow(2.75 / 2.0, 2), 1e-12);  // differences 3, 1, 3, 4
}

// The four participants of kRepeated, another session of p1 that is excluded, and p5 whose second condition is.
const char* const kWithExcluded =
    "id\tc\ty\texcluded\np1\ta\t3\tn/a\np1\tb\t5\tn/a\np1\tb\t90\tmoved\np2\ta\t1\tn/a\np2\tb\t2\tn/a\n"
    "p3\ta\t6\tn/a\np3\tb\t9\tn/a\np4\ta\t2\tn/a\np4\tb\t6\tn/a\np5\ta\t3\tn/a\np5\tb\t80\tlow coverage\n";

TEST(WithinAnova, TakesNoExcludedRowIntoACell) {
  const WithinAnova result =
      within_anova(parse_table(kWithExcluded, "made.tsv"), parse_formula("y ~ c"), {.within = {"c"}, .id = "id"});
  EXPECT_EQ(result.participants, 4U);
  EXPECT_EQ(result.averaged_cells, 0U);
  EXPECT_EQ(result.rows_used, 8U);
  ASSERT_EQ(result.left_out.size(), 3U);
  EXPECT_EQ(result.left_out[0].reason, "excluded: moved");
  EXPECT_EQ(result.left_out[1].reason, "excluded: low coverage");
  EXPECT_EQ(result.left_out[2].reason, "a cell of the participant is missing");
  EXPECT_NEAR(result.rows[1].f, 2.5 * 2.5 / (5.0 / 12.0), 1e-12);
}

TEST(MixedFit, IsThatOfTheRowsThatAreNotExcluded) {
  const std::string included = std::string(kRepeated) + "p5\ta\t3\n";
  const MixedFit with = fitted("y ~ c + (1 | id)", kWithExcluded),
                 without = fitted("y ~ c + (1 | id)", included.c_str());
  EXPECT_EQ(with.criterion, without.criterion);
  EXPECT_EQ(with.tests[0].f, without.tests[0].f);
}

TEST(WithinAnova, RefusesAGroupThatChangesWithinAParticipant) {
  const char* const cells = "id\tc\tg\ty\np1\ta\tu\t3\np1\tb\tv\t5\np2\ta\tu\t1\np2\tb\tu\t2\n";
  try {
    within_anova(parse_table(cells, "made.tsv"), parse_formula("y ~ c * g"), {.within = {"c"}, .id = "id"});
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::input);
    EXPECT_THAT(error.what(), HasSubstr("changes within participant"));
  }
}

}  // namespace
}  // namespace attune::model
