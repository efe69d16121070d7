#pragma once

#include <map>
#include <string>
#include <vector>

namespace attune::test {

/// One number of reference/stats/cases.json, or one for each entry of a list there, and where the program prints it.
/// Places are keys and positions with '/' between; `anova[term=$terms]/F` is the F of the row of `anova` whose `term`
/// is the entry of the list `terms` of the case that stands at the same position, `random[#]` the row at that position.
struct CaseNumber {
  std::string name;      ///< of the case
  std::string expected;  ///< place in it
  std::string command;   ///< key of `case_commands`
  std::string actual;    ///< place in what the program prints
  double tolerance;      ///< relative
};

// Asked for by the issue that the cases belong to.
constexpr double kExact = 1e-8, kProbability = 1e-6, kBayes = 1e-6;
// Mixed models, whose variances are searched for.
constexpr double kCriterion = 1e-7, kEstimates = 1e-5, kVariances = 1e-4, kSatterthwaite = 1e-4, kKenwardRoger = 1e-3;

/// Command lines, run in the folder of the cases with --format json.
inline const std::map<std::string, std::string>& case_commands() {
  static const std::string groups = "compare anorexia.tsv --value change --by Treat --levels FT,Cont --key id";
  static const std::string pairs =
      "compare anorexia.tsv --gather 'weight={when}wt' --where Treat=FT --value weight --by when --levels Post,Pre "
      "--paired id";
  static const std::string ancova = "model anorexia.tsv --key id --formula 'Postwt ~ Prewt + Treat'";
  static const std::string items = "correlate bfi500.tsv --key id --x A2 --y A3";
  static const std::string sleep = "model sleepstudy.tsv --formula 'Reaction ~ Days + (Days | Subject)'";
  static const std::string vaccine = "meta bcg.tsv --effect yi --variance vi --study trial";
  static const std::map<std::string, std::string> commands{
      {"welch", groups},
      {"student", groups + " --test student"},
      {"paired", pairs},
      {"bounds", groups + " --sesoi 8"},
      {"mann-whitney", groups + " --test mann-whitney"},
      {"signed-rank", pairs + " --test signed-rank"},
      {"oneway", "model anorexia.tsv --key id --formula 'change ~ Treat'"},
      {"welch-anova", "model anorexia.tsv --key id --formula 'change ~ Treat' --errors welch"},
      {"ancova", ancova},
      {"hc3", ancova + " --errors hc3"},
      {"means", ancova + " --means Treat --adjust holm"},
      {"within",
       "model obk_long.tsv --formula 'value ~ treatment * gender * phase * hour' --within phase,hour --id id"},
      {"slopes", sleep},
      {"slopes-kr", sleep + " --df kenward-roger"},
      {"intercepts", "model sleepstudy.tsv --formula 'Reaction ~ Days + (1 | Subject)' --ml"},
      {"phases",
       "model obk_long.tsv --formula 'value ~ treatment * phase + (1 | id)' --levels treatment=control,A,B "
       "--levels phase=fup,post,pre"},
      {"phases-kr",
       "model obk_long.tsv --formula 'value ~ treatment * phase + (1 | id)' --levels treatment=control,A,B "
       "--levels phase=fup,post,pre --df kenward-roger"},
      {"alpha", "reliability bfi500.tsv --key id --items A1,A2,A3,A4,A5 --reverse A1 --range 1,6"},
      {"pearson", items},
      {"spearman", items + " --method spearman"},
      {"kendall", items + " --method kendall"},
      {"partial", items + " --given age"},
      {"two-shares", "proportion --counts 36/50,21/48"},
      {"share", "proportion --counts 36/50"},
      {"reml", vaccine + " --scoring-stop 1e-5"},
      {"dl", vaccine + " --method dl"},
      {"regression", vaccine + " --moderators ablat --test knapp-hartung --scoring-stop 1e-5"},
      {"n", "power --effect 0.5 --power 0.8"},
      {"power", "power --n 30 --effect 0.6"},
      // Where the reference stops a search early, with its own search.
      {"welch-r", groups + " --compat r"},
      {"paired-r", pairs + " --compat r"},
      {"within-r",
       "model obk_long.tsv --formula 'value ~ treatment * gender * phase * hour' --within phase,hour --id id --compat "
       "r"},
      {"two-shares-r", "proportion --counts 36/50,21/48 --compat r"},
      {"icc-r", "reliability sleepstudy.tsv --target Subject --rater Days --value Reaction --compat r"},
  };
  return commands;
}

/// Cases of which no number is here, each with where it is held instead.
inline const std::map<std::string, std::string>& cases_elsewhere() {
  static const std::map<std::string, std::string> elsewhere{
      {"p_adjust", "tests/e2e/adjust"},
  };
  return elsewhere;
}

inline const std::vector<CaseNumber>& case_numbers() {
  static const std::vector<CaseNumber> numbers{
      {"welch_t", "t", "welch", "t", kExact},
      {"welch_t", "df", "welch", "df", kExact},
      {"welch_t", "p", "welch", "p", kExact},
      {"welch_t", "ci/0", "welch", "ci_low", kExact},
      {"welch_t", "ci/1", "welch", "ci_high", kExact},
      {"welch_t", "estimate", "welch", "mean/#", kExact},
      {"welch_t", "cohens_d/d", "welch", "d", kExact},
      {"welch_t", "hedges_g/g", "welch", "g", kExact},
      {"welch_t", "cohens_d/ci_low", "welch-r", "d_ci_low", kExact},
      {"welch_t", "cohens_d/ci_high", "welch-r", "d_ci_high", kExact},
      {"welch_t", "hedges_g/ci_low", "welch-r", "g_ci_low", kExact},
      {"welch_t", "hedges_g/ci_high", "welch-r", "g_ci_high", kExact},
      {"student_t", "t", "student", "t", kExact},
      {"student_t", "df", "student", "df", kExact},
      {"student_t", "p", "student", "p", kExact},
      {"student_t", "ci/0", "student", "ci_low", kExact},
      {"student_t", "ci/1", "student", "ci_high", kExact},
      {"student_t", "estimate", "student", "mean/#", kExact},
      {"paired_t", "t", "paired", "t", kExact},
      {"paired_t", "df", "paired", "df", kExact},
      {"paired_t", "p", "paired", "p", kExact},
      {"paired_t", "ci/0", "paired", "ci_low", kExact},
      {"paired_t", "ci/1", "paired", "ci_high", kExact},
      {"paired_t", "estimate", "paired", "estimate", kExact},
      {"paired_t", "cohens_d/d", "paired", "d", kExact},
      {"paired_t", "hedges_g/g", "paired", "g", kExact},
      {"paired_t", "cohens_d/ci_low", "paired-r", "d_ci_low", kExact},
      {"paired_t", "cohens_d/ci_high", "paired-r", "d_ci_high", kExact},
      {"paired_t", "hedges_g/ci_low", "paired-r", "g_ci_low", kExact},
      {"paired_t", "hedges_g/ci_high", "paired-r", "g_ci_high", kExact},
      {"tost", "bound_raw", "bounds", "sesoi", kExact},
      {"tost", "df", "bounds", "df", kExact},
      {"tost", "t_lower", "bounds", "t_lower", kExact},
      {"tost", "t_upper", "bounds", "t_upper", kExact},
      {"tost", "p_lower", "bounds", "p_lower", kExact},
      {"tost", "p_upper", "bounds", "p_upper", kExact},
      {"mann_whitney", "U", "mann-whitney", "U", kExact},
      {"mann_whitney", "p", "mann-whitney", "p", kExact},
      {"mann_whitney", "rank_biserial", "mann-whitney", "rank_biserial", kExact},
      {"wilcoxon_signed_rank", "V", "signed-rank", "V", kExact},
      {"wilcoxon_signed_rank", "p", "signed-rank", "p", kExact},
      {"oneway_anova", "F", "oneway", "anova[term=Treat]/F", kExact},
      {"oneway_anova", "num_df", "oneway", "anova[term=Treat]/num_df", kExact},
      {"oneway_anova", "den_df", "oneway", "anova[term=Treat]/den_df", kExact},
      {"oneway_anova", "p", "oneway", "anova[term=Treat]/p", kExact},
      {"oneway_anova", "ss/0", "oneway", "anova[term=Treat]/ss", kExact},
      {"oneway_anova", "ss/1", "oneway", "rss", kExact},
      {"welch_anova", "F", "welch-anova", "anova[term=Treat]/F", kExact},
      {"welch_anova", "num_df", "welch-anova", "anova[term=Treat]/num_df", kExact},
      {"welch_anova", "den_df", "welch-anova", "anova[term=Treat]/den_df", kExact},
      {"welch_anova", "p", "welch-anova", "anova[term=Treat]/p", kExact},
      {"ancova_type3", "ss/3", "ancova", "rss", kExact},
      {"ancova_type3", "ss", "ancova", "anova[term=$terms]/ss", kExact},
      {"ancova_type3", "df", "ancova", "anova[term=$terms]/num_df", kExact},
      {"ancova_type3", "df/3", "ancova", "residual_df", kExact},
      {"ancova_type3", "F", "ancova", "anova[term=$terms]/F", kExact},
      {"ancova_type3", "p", "ancova", "anova[term=$terms]/p", kExact},
      {"ancova_type3", "coefficients/estimate", "ancova", "coefficients[term=$coefficients/terms]/estimate", kExact},
      {"ancova_type3", "coefficients/se", "ancova", "coefficients[term=$coefficients/terms]/se", kExact},
      {"ancova_type3", "coefficients/t", "ancova", "coefficients[term=$coefficients/terms]/t", kExact},
      {"ancova_type3", "coefficients/p", "ancova", "coefficients[term=$coefficients/terms]/p", kExact},
      {"ancova_type3", "coefficients/hc3_se", "hc3", "coefficients[term=$coefficients/terms]/se", kExact},
      {"ancova_type3", "coefficients/sigma", "ancova", "sigma", kExact},
      {"ancova_type3", "coefficients/r2", "ancova", "r_squared", kExact},
      {"ancova_type3", "coefficients/adj_r2", "ancova", "adjusted_r_squared", kExact},
      {"ancova_type3", "coefficients/df", "ancova", "residual_df", kExact},
      {"bayes_t_two_sample", "bf10", "welch", "bf10", kBayes},
      {"bayes_t_paired", "bf10", "paired", "bf10", kBayes},
      {"adjusted_means", "mean", "means", "means[Treat=$levels]/estimate", kExact},
      {"adjusted_means", "se", "means", "means[Treat=$levels]/se", kExact},
      {"adjusted_means", "estimate", "means", "pairs[contrast=$contrast]/estimate", kExact},
      {"adjusted_means", "contrast_se", "means", "pairs[contrast=$contrast]/se", kExact},
      {"adjusted_means", "t", "means", "pairs[contrast=$contrast]/t", kExact},
      {"adjusted_means", "p_holm", "means", "pairs[contrast=$contrast]/p_adjusted", kExact},
      {"mixed_anova", "num_df", "within", "anova[term=$terms]/num_df", kExact},
      {"mixed_anova", "den_df", "within", "anova[term=$terms]/den_df", kExact},
      {"mixed_anova", "F", "within", "anova[term=$terms]/F", kExact},
      {"mixed_anova", "p", "within", "anova[term=$terms]/p", kExact},
      {"mixed_anova", "ges", "within", "anova[term=$terms]/ges", kExact},
      {"mixed_anova", "sphericity/gg_eps", "within", "anova[term=$sphericity/terms]/gg_eps", kExact},
      {"mixed_anova", "sphericity/gg_p", "within", "anova[term=$sphericity/terms]/gg_p", kExact},
      {"mixed_anova", "sphericity/hf_eps", "within", "anova[term=$sphericity/terms]/hf_eps", kExact},
      {"mixed_anova", "sphericity/hf_p", "within", "anova[term=$sphericity/terms]/hf_p", kExact},
      {"mixed_anova", "sphericity/mauchly_W", "within", "anova[term=$sphericity/terms]/mauchly_w", kExact},
      {"mixed_anova", "sphericity/mauchly_p", "within-r", "anova[term=$sphericity/terms]/mauchly_p", kExact},
      // With two contrasts the reference's p of W is the published one.
      {"mixed_anova", "sphericity/mauchly_p/0", "within", "anova[term=phase]/mauchly_p", kExact},
      {"mixed_anova", "sphericity/mauchly_p/1", "within", "anova[term=treatment:phase]/mauchly_p", kExact},
      {"mixed_anova", "sphericity/mauchly_p/2", "within", "anova[term=gender:phase]/mauchly_p", kExact},
      {"mixed_anova", "sphericity/mauchly_p/3", "within", "anova[term=treatment:gender:phase]/mauchly_p", kExact},
      {"lmm_random_slope_reml", "criterion", "slopes", "criterion", kCriterion},
      {"lmm_random_slope_reml", "loglik", "slopes", "loglik", kCriterion},
      {"lmm_random_slope_reml", "aic", "slopes", "aic", kCriterion},
      {"lmm_random_slope_reml", "estimate", "slopes", "coefficients[term=$terms]/estimate", kEstimates},
      {"lmm_random_slope_reml", "se", "slopes", "coefficients[term=$terms]/se", kEstimates},
      {"lmm_random_slope_reml", "df_satterthwaite", "slopes", "coefficients[term=$terms]/df", kSatterthwaite},
      {"lmm_random_slope_reml", "t", "slopes", "coefficients[term=$terms]/t", kEstimates},
      {"lmm_random_slope_reml", "p_satterthwaite/1", "slopes", "coefficients[term=Days]/p", kSatterthwaite},
      {"lmm_random_slope_reml", "df_kr", "slopes-kr", "coefficients[term=$terms]/df", kKenwardRoger},
      {"lmm_random_slope_reml", "se_kr", "slopes-kr", "coefficients[term=$terms]/se", kEstimates},
      {"lmm_random_slope_reml", "vc_cov", "slopes", "random/#/variance", kVariances},
      {"lmm_random_slope_reml", "vc_sdcor/0", "slopes", "random/0/sd", kVariances},
      {"lmm_random_slope_reml", "vc_sdcor/1", "slopes", "random/1/sd", kVariances},
      {"lmm_random_slope_reml", "vc_sdcor/2", "slopes", "random/2/correlation", kVariances},
      {"lmm_random_slope_reml", "vc_sdcor/3", "slopes", "random/3/sd", kVariances},
      {"lmm_random_intercept_ml", "criterion", "intercepts", "criterion", kCriterion},
      {"lmm_random_intercept_ml", "loglik", "intercepts", "loglik", kCriterion},
      {"lmm_random_intercept_ml", "aic", "intercepts", "aic", kCriterion},
      {"lmm_random_intercept_ml", "estimate", "intercepts", "coefficients[term=$terms]/estimate", kEstimates},
      {"lmm_random_intercept_ml", "se", "intercepts", "coefficients[term=$terms]/se", kEstimates},
      {"lmm_random_intercept_ml", "df_satterthwaite", "intercepts", "coefficients[term=$terms]/df", kSatterthwaite},
      {"lmm_random_intercept_ml", "t", "intercepts", "coefficients[term=$terms]/t", kEstimates},
      {"lmm_random_intercept_ml", "vc_cov", "intercepts", "random/#/variance", kVariances},
      {"lmm_group_by_phase", "F", "phases", "anova[term=$terms]/F", kEstimates},
      {"lmm_group_by_phase", "num_df", "phases", "anova[term=$terms]/num_df", kExact},
      {"lmm_group_by_phase", "den_df", "phases", "anova[term=$terms]/den_df", kSatterthwaite},
      {"lmm_group_by_phase", "p", "phases", "anova[term=$terms]/p", kSatterthwaite},
      {"lmm_group_by_phase", "fit/criterion", "phases", "criterion", kCriterion},
      {"lmm_group_by_phase", "fit/loglik", "phases", "loglik", kCriterion},
      {"lmm_group_by_phase", "fit/aic", "phases", "aic", kCriterion},
      {"lmm_group_by_phase", "fit/estimate", "phases", "coefficients/#/estimate", kEstimates},
      {"lmm_group_by_phase", "fit/se", "phases", "coefficients/#/se", kEstimates},
      {"lmm_group_by_phase", "fit/df_satterthwaite", "phases", "coefficients/#/df", kSatterthwaite},
      {"lmm_group_by_phase", "fit/t", "phases", "coefficients/#/t", kEstimates},
      {"lmm_group_by_phase", "fit/p_satterthwaite", "phases", "coefficients/#/p", kSatterthwaite},
      {"lmm_group_by_phase", "fit/df_kr", "phases-kr", "coefficients/#/df", kKenwardRoger},
      {"lmm_group_by_phase", "fit/se_kr", "phases-kr", "coefficients/#/se", kEstimates},
      {"lmm_group_by_phase", "fit/vc_cov", "phases", "random/#/variance", kVariances},
      {"lmm_group_by_phase", "fit/vc_sdcor", "phases", "random/#/sd", kVariances},
      {"cronbach_alpha", "n", "alpha", "n", kExact},
      {"cronbach_alpha", "alpha", "alpha", "alpha", kExact},
      {"cronbach_alpha", "std_alpha", "alpha", "std_alpha", kExact},
      {"cronbach_alpha", "item_rest_r", "alpha", "item_rest_r/#", kExact},
      {"correlation_pearson", "r", "pearson", "r", kExact},
      {"correlation_pearson", "p", "pearson", "p", kProbability},
      {"correlation_pearson", "ci/0", "pearson", "ci_low", kExact},
      {"correlation_pearson", "ci/1", "pearson", "ci_high", kExact},
      {"correlation_spearman", "r", "spearman", "r", kExact},
      {"correlation_spearman", "p", "spearman", "p", kProbability},
      {"correlation_kendall", "r", "kendall", "r", kExact},
      {"correlation_kendall", "p", "kendall", "p", kProbability},
      {"partial_correlation", "r", "partial", "r", kExact},
      {"partial_correlation", "df", "partial", "df", kExact},
      {"partial_correlation", "t", "partial", "t", kExact},
      {"partial_correlation", "p", "partial", "p", kProbability},
      {"proportions", "chisq", "two-shares", "chisq", kExact},
      {"proportions", "p", "two-shares", "p", kExact},
      {"proportions", "diff_ci/0", "two-shares", "wald_ci_low", kExact},
      {"proportions", "diff_ci/1", "two-shares", "wald_ci_high", kExact},
      {"proportions", "fisher_p", "two-shares", "fisher_p", kExact},
      {"proportions", "odds_ratio", "two-shares-r", "odds_ratio", kExact},
      {"proportions", "or_ci/0", "two-shares-r", "odds_ratio_ci_low", kExact},
      {"proportions", "or_ci/1", "two-shares-r", "odds_ratio_ci_high", kExact},
      {"proportions", "exact_ci/0", "share", "exact_ci_low", kExact},
      {"proportions", "exact_ci/1", "share", "exact_ci_high", kExact},
      {"proportions", "wilson_ci/0", "share", "ci_low", kExact},
      {"proportions", "wilson_ci/1", "share", "ci_high", kExact},
      {"meta_REML", "estimate", "reml", "estimate", kExact},
      {"meta_REML", "se", "reml", "se", kExact},
      {"meta_REML", "z", "reml", "z", kExact},
      {"meta_REML", "p", "reml", "p", kExact},
      {"meta_REML", "ci/0", "reml", "ci_low", kExact},
      {"meta_REML", "ci/1", "reml", "ci_high", kExact},
      {"meta_REML", "tau2", "reml", "tau2", kExact},
      {"meta_REML", "I2", "reml", "i2", kExact},
      {"meta_REML", "Q", "reml", "q", kExact},
      {"meta_REML", "Q_p", "reml", "q_p", kProbability},
      {"meta_DL", "estimate", "dl", "estimate", kExact},
      {"meta_DL", "se", "dl", "se", kExact},
      {"meta_DL", "z", "dl", "z", kExact},
      {"meta_DL", "p", "dl", "p", kExact},
      {"meta_DL", "ci/0", "dl", "ci_low", kExact},
      {"meta_DL", "ci/1", "dl", "ci_high", kExact},
      {"meta_DL", "tau2", "dl", "tau2", kExact},
      {"meta_DL", "I2", "dl", "i2", kExact},
      {"meta_DL", "Q", "dl", "q", kExact},
      {"meta_DL", "Q_p", "dl", "q_p", kProbability},
      {"meta_regression_knha", "estimate", "regression", "coefficients/#/estimate", kExact},
      {"meta_regression_knha", "se", "regression", "coefficients/#/se", kExact},
      {"meta_regression_knha", "t", "regression", "coefficients/#/t", kExact},
      {"meta_regression_knha", "p", "regression", "coefficients/#/p", kExact},
      {"meta_regression_knha", "tau2", "regression", "tau2", kExact},
      {"meta_regression_knha", "R2", "regression", "r2", kExact},
      {"icc", "icc", "icc-r", "#/icc", kExact},
      {"icc", "F", "icc-r", "#/F", kExact},
      {"icc", "lower", "icc-r", "#/ci_low", kExact},
      {"icc", "upper", "icc-r", "#/ci_high", kExact},
      {"power_t", "n", "n", "n", kExact},
      {"power_t", "power", "power", "power", kExact},
  };
  return numbers;
}

}  // namespace attune::test
