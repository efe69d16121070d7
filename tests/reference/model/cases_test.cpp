// The models of reference/stats/cases.json, computed there with other software.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

#include "attune/model/marginal.hpp"
#include "attune/model/mixed.hpp"
#include "attune/model/robust.hpp"
#include "attune/model/within.hpp"
#include "attune/stats/f_distribution.hpp"
#include "attune/table/delimited.hpp"
#include "reference_cases.hpp"

namespace attune::model {
namespace {

using test::expect_near;
using test::kAgreement;

// Relative; asked for of mixed models, whose variances are searched for.
constexpr double kCriterion = 1e-7, kEstimates = 1e-5, kVariances = 1e-4, kSatterthwaite = 1e-4, kKenwardRoger = 1e-3;

class ModelCases : public test::ReferenceCases {};

TEST_F(ModelCases, HaveTheAnalysisOfCovariance) {
  const nlohmann::json e = expected("ancova_type3");
  const Formula formula = parse_formula("Postwt ~ Prewt + Treat");
  const Frame frame = model_frame(table("anorexia.tsv"), formula);
  const Design design = design_matrix(formula, frame);
  const LinearFit fit = fit_linear(design.x, frame.response, true);
  const auto rows = anova(design, fit, frame.response, SquaresType::partial);
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].term, e["terms"][i]);
    expect_near(rows[i].ss, e["ss"][i], kAgreement, rows[i].term);
    expect_near(rows[i].f, e["F"][i], kAgreement, rows[i].term);
    expect_near(rows[i].p, e["p"][i], kAgreement, rows[i].term);
  }
  expect_near(fit.rss, e["ss"][3], kAgreement, "residuals");
  const nlohmann::json& c = e["coefficients"];
  const Eigen::MatrixXd robust = hc3(fit, design.x).covariance;
  for (Eigen::Index j = 0; j < 4; ++j) {
    const auto at = static_cast<std::size_t>(j);
    EXPECT_EQ(design.names[at], c["terms"][at]);
    const Coefficient row =
        coefficient_row(design.names[at], fit.coefficients[j], fit.covariance()(j, j), fit.df, 0.95);
    expect_near(row.estimate, c["estimate"][at], kAgreement, row.term);
    expect_near(row.se, c["se"][at], kAgreement, row.term);
    expect_near(row.p, c["p"][at], kAgreement, row.term);
    expect_near(std::sqrt(robust(j, j)), c["hc3_se"][at], kAgreement, row.term);
  }
  expect_near(fit.sigma(), c["sigma"], kAgreement, "sigma");
  expect_near(fit.r_squared(), c["r2"], kAgreement, "r2");
  expect_near(fit.adjusted_r_squared(), c["adj_r2"], kAgreement, "adj_r2");
}

TEST_F(ModelCases, HaveTheAdjustedMeans) {
  const nlohmann::json e = expected("adjusted_means");
  const Formula formula = parse_formula("Postwt ~ Prewt + Treat");
  const Frame frame = model_frame(table("anorexia.tsv"), formula);
  const LinearFit fit = fit_linear(design_matrix(formula, frame).x, frame.response, true);
  const FittedMeans fitted{fit.coefficients, fit.covariance(), fit.kept,
                           [&](const Eigen::VectorXd&) { return fit.df; }};
  const auto means = marginal_means(formula, frame, fitted, {"Treat"}, {}, 0.95);
  const auto pairs = pairwise(means, fitted, 0.95);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(means[i].levels[0], e["levels"][i]);
    expect_near(means[i].estimate, e["mean"][i], kAgreement, means[i].levels[0]);
    expect_near(means[i].se, e["se"][i], kAgreement, means[i].levels[0]);
    EXPECT_EQ(pairs[i].levels[0], e["contrast"][i]);
    expect_near(pairs[i].estimate, e["estimate"][i], kAgreement, pairs[i].levels[0]);
    expect_near(pairs[i].t, e["t"][i], kAgreement, pairs[i].levels[0]);
  }
}

// Ours is the published polynomial in the number of contrasts d; the reference's second-order term has the number of
// repeated cells in one place. With d = 2 that term is 0 and both are the same.
double mauchly_p(const WithinRow& row, double error_df, double place) {
  const double d = row.den_df / error_df, rho = 1.0 - (2.0 * d * d + d + 2.0) / (6.0 * d * error_df);
  const double z = -error_df * rho * std::log(row.mauchly_w), df = d * (d + 1.0) / 2.0 - 1.0;
  const double second = (d + 2.0) * (d - 1.0) * (d - 2.0) * (2.0 * d * d * d + 6.0 * d * d + 3.0 * place + 2.0) /
                        (288.0 * std::pow(error_df * d * rho, 2));
  const double first = stats::chi_squared_upper(z, df);
  return first + second * (stats::chi_squared_upper(z, df + 4.0) - first);
}

TEST_F(ModelCases, HaveTheDesignWithinParticipants) {
  const nlohmann::json e = expected("mixed_anova");
  const Formula formula = parse_formula("value ~ treatment * gender * phase * hour");
  const WithinOptions options{.within = {"phase", "hour"}, .id = "id"};
  const WithinAnova result = within_anova(table("obk_long.tsv"), formula, options);
  WithinOptions in_r = options;
  in_r.compat = stats::Compat::r;
  const WithinAnova as_in_r = within_anova(table("obk_long.tsv"), formula, in_r);
  ASSERT_EQ(result.rows.size(), e["terms"].size() + 1);
  for (const WithinRow& row : std::span(result.rows).subspan(1)) {
    const auto at = [&](const nlohmann::json& names) {
      return static_cast<std::size_t>(std::find(names.begin(), names.end(), row.term) - names.begin());
    };
    const std::size_t i = at(e["terms"]);
    ASSERT_LT(i, e["terms"].size()) << row.term;
    EXPECT_EQ(row.num_df, e["num_df"][i]);
    EXPECT_EQ(row.den_df, e["den_df"][i]);
    expect_near(row.f, e["F"][i], kAgreement, row.term);
    expect_near(row.p, e["p"][i], kAgreement, row.term);
    expect_near(row.ges, e["ges"][i], kAgreement, row.term);
    const nlohmann::json& s = e["sphericity"];
    const std::size_t j = at(s["terms"]);
    if (j == s["terms"].size()) continue;
    expect_near(row.gg_eps, s["gg_eps"][j], kAgreement, row.term);
    expect_near(row.gg_p, s["gg_p"][j], kAgreement, row.term);
    expect_near(row.hf_eps, s["hf_eps"][j], kAgreement, row.term);
    expect_near(row.hf_p, s["hf_p"][j], kAgreement, row.term);
    expect_near(row.mauchly_w, s["mauchly_W"][j], kAgreement, row.term);
    const WithinRow& row_in_r = as_in_r.rows[static_cast<std::size_t>(&row - result.rows.data())];
    expect_near(row_in_r.mauchly_p, s["mauchly_p"][j], kAgreement, row.term);
    expect_near(row.mauchly_p, mauchly_p(row, 10.0, row.den_df / 10.0), kAgreement, row.term);
  }
}

void expect_mixed(const MixedFit& fit, const nlohmann::json& e) {
  expect_near(fit.criterion, e["criterion"], kCriterion, "criterion");
  expect_near(fit.loglik, e["loglik"], kCriterion, "loglik");
  expect_near(fit.aic, e["aic"], kCriterion, "aic");
  for (std::size_t i = 0; i < e["terms"].size(); ++i) {
    EXPECT_EQ(fit.coefficients[i].term, e["terms"][i]);
    expect_near(fit.coefficients[i].estimate, e["estimate"][i], kEstimates, fit.coefficients[i].term);
    expect_near(fit.coefficients[i].se, e["se"][i], kEstimates, fit.coefficients[i].term);
    expect_near(fit.coefficients[i].df, e["df_satterthwaite"][i], kSatterthwaite, fit.coefficients[i].term);
  }
}

TEST_F(ModelCases, HaveTheRandomSlopes) {
  const nlohmann::json e = expected("lmm_random_slope_reml");
  const Formula formula = parse_formula("Reaction ~ Days + (Days | Subject)");
  const Frame frame = model_frame(table("sleepstudy.tsv"), formula);
  const MixedFit fit = fit_mixed(formula, frame);
  expect_mixed(fit, e);
  for (std::size_t i = 0; i < fit.random.size(); ++i)
    expect_near(fit.random[i].variance, e["vc_cov"][i], kVariances, fit.random[i].term);
  expect_near(fit.random[2].correlation, e["vc_sdcor"][2], kVariances, "correlation");
  expect_near(fit.coefficients[1].p, e["p_satterthwaite"][1], kSatterthwaite, "p");
  MixedOptions options;
  options.df = DfMethod::kenward_roger;
  const MixedFit adjusted = fit_mixed(formula, frame, options);
  for (std::size_t i = 0; i < 2; ++i) {
    expect_near(adjusted.coefficients[i].df, e["df_kr"][i], kKenwardRoger, "df");
    expect_near(adjusted.coefficients[i].se, e["se_kr"][i], kEstimates, "se");
  }
}

TEST_F(ModelCases, HaveTheRandomIntercept) {
  const nlohmann::json e = expected("lmm_random_intercept_ml");
  const Formula formula = parse_formula("Reaction ~ Days + (1 | Subject)");
  MixedOptions options;
  options.reml = false;
  const MixedFit fit = fit_mixed(formula, model_frame(table("sleepstudy.tsv"), formula), options);
  expect_mixed(fit, e);
  for (std::size_t i = 0; i < 2; ++i)
    expect_near(fit.random[i].variance, e["vc_cov"][i], kVariances, fit.random[i].group);
}

TEST_F(ModelCases, HaveTheGroupsByPhase) {
  const nlohmann::json e = expected("lmm_group_by_phase");
  const Formula formula = parse_formula("value ~ treatment * phase + (1 | id)");
  FrameOptions frame_options;
  frame_options.levels["treatment"] = {"control", "A", "B"};
  frame_options.levels["phase"] = {"fup", "post", "pre"};
  const Frame frame = model_frame(table("obk_long.tsv"), formula, frame_options);
  const MixedFit fit = fit_mixed(formula, frame);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(fit.tests[i].term, e["terms"][i]);
    expect_near(fit.tests[i].f, e["F"][i], kEstimates, fit.tests[i].term);
    expect_near(fit.tests[i].den_df, e["den_df"][i], kSatterthwaite, fit.tests[i].term);
    expect_near(fit.tests[i].p, e["p"][i], 10.0 * kEstimates, fit.tests[i].term);
  }
  expect_near(fit.criterion, e["fit"]["criterion"], kCriterion, "criterion");
}

}  // namespace
}  // namespace attune::model
