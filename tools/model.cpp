#include <optional>
#include <string>
#include <vector>

#include "attune/checks/circular.hpp"
#include "attune/cli/command.hpp"
#include "attune/model/analysis.hpp"

namespace {

using namespace attune;

struct Arguments {
  cli::TableRows rows;
  model::ModelRequest request;
  std::string part = "all";
  std::optional<std::string> allow_circular;
  cli::Output out;
};

void declare(cli::Tool& tool, Arguments& a) {
  model::ModelRequest& r = a.request;
  tool.synopsis("Fit a linear, repeated-measures or mixed model that a formula describes.")
      .group("statistics")
      .describe(
          "Formula: y ~ group * condition + age, with : ^ - and parentheses, log(x), scale(x), center(x), poly(x, 2), "
          "I(x^2), C(x, sum|treatment|helmert). Text columns are factors, coded to sum to zero, levels in byte order. "
          "A bar makes it a mixed model: (condition | participant_id), || for no correlations, a/b for nested groups.")
      .describe(
          "Linear: QR with refinement; F tests of type I, II or III; errors classical, HC3 or CR2 (clusters). With "
          "--within: the classical analysis of repeated measures, with Greenhouse-Geisser and Huynh-Feldt-Lecoutre "
          "corrections, Mauchly's and multivariate tests; rows of one cell are averaged, and said. Mixed: REML (or "
          "--ml), F and t tests after Satterthwaite or Kenward-Roger.")
      .describe(
          "--means gives marginal means of factors and their pairs (within --by) or --contrasts; --slopes the slope of "
          "a number, at a moderator's mean and 1 SD about it, with the Johnson-Neyman region. Rows with a "
          "reason in `excluded` or a missing cell are left out and counted. Levels are ordered by --levels, else by "
          "\"Levels\" of the table's JSON sidecar.")
      .describe(
          "--against tests the model against a smaller one by the likelihood ratio. --bayes gives JZS Bayes factors of "
          "every term: with a bar, (1 | id) and (condition || id) are in every model. bf_inclusion compares all models "
          "with the term with the same models without it; bf_top the full model with and without it.")
      .option("formula", r.formula, "the model")
      .required()
      .rows(a.rows)
      .option("allow-circular", a.allow_circular, "why regions made from the tested images do no harm")
      .option("covariates", r.covariates, "columns added to the formula")
      .repeated("levels", r.levels, "order of a factor's levels, and which are taken: column=first,second,...")
      .option("factors", r.factors, "columns of numbers that are categories")
      .choice("coding", r.coding, {"sum", "treatment", "helmert"}, "how levels become columns")
      .choice("type", r.type, {"1", "2", "3"}, "sums of squares")
      .choice("errors", r.errors, {"classical", "hc3", "cr2", "welch"},
              "errors of a linear model; welch: one factor, F")
      .option("cluster", r.cluster, "column of clusters for cr2")
      .option("within", r.within, "within-participant factors of the classical analysis")
      .option("id", r.id, "column of the participant, for --within")
      .option("observed", r.observed, "factors that were measured, not manipulated, for ges")
      .choice("sphericity", r.sphericity, {"gg", "hf", "none"}, "correction that p_corrected has")
      .choice("compat", r.compat, {"none", "r"}, "r: Mauchly's p as R's mauchly.test has it")
      .choice("df", r.df, {"satterthwaite", "kenward-roger", "none"}, "degrees of freedom of a mixed model")
      .flag("ml", r.ml, "maximum likelihood instead of REML, to compare models")
      .option("against", r.against, "smaller model for a likelihood-ratio test, such as 'y ~ age + (1 | id)'")
      .option("means", r.means, "factors whose marginal means are wanted")
      .option("by", r.by, "factors within whose levels means are compared, a family each")
      .repeated("contrasts", r.contrasts, "of the means' cells: name=(a:x + a:y) / 2 - b:x; instead of pairs")
      .option("at", r.at, "where numbers are held: column=value")
      .choice("adjust", r.adjust, {"tukey", "holm", "sidak", "bonferroni", "none"},
              "p of pairs and contrasts (contrasts: sidak for tukey)")
      .option("slopes", r.slopes, "number whose slope is wanted")
      .option("moderator", r.moderator, "number that changes that slope")
      .option("confidence", r.confidence, "confidence of intervals")
      .flag("bayes", r.bayes, "Bayes factors of the terms")
      .option("r-fixed", r.r_fixed, "width of the prior of factors")
      .option("r-random", r.r_random, "width of the prior of random effects")
      .option("r-slope", r.r_slope, "width of the prior of numbers' slopes")
      .choice("part", a.part,
              {"all", "coefficients", "anova", "random", "means", "pairs", "contrasts", "slopes", "region",
               "comparison", "bayes", "bayes_models"},
              "which part of the result is written")
      .output(a.out, "the parts of the result, and the fit")
      .example("attune model data-samples/group.tsv --formula 'striatum_psc ~ group + age' --means group",
               "Does the striatum answer less in insecurely attached mothers, at the same age?")
      .example(
          "attune model data-samples/sessions.tsv --formula 'felt_security ~ session + (1 | participant_id)' --format "
          "json",
          "A mixed model of two sessions.")
      .reference("Bates, Maechler, Bolker & Walker (2015) Fitting linear mixed-effects models. J Stat Softw 67(1).")
      .reference(
          "Kuznetsova, Brockhoff & Christensen (2017) Tests in linear mixed effects models. J Stat Softw 82(13).")
      .reference("Kenward & Roger (1997) Small sample inference for fixed effects. Biometrics 53.")
      .reference(
          "Rouder, Morey, Speckman & Province (2012) Default Bayes factors for ANOVA designs. J Math Psychol 56.")
      .reference("Lecoutre (1991) A correction for the epsilon approximate test. J Educ Stat 16.")
      .reference("Pustejovsky & Tipton (2018) Small-sample methods for cluster-robust variance. J Bus Econ Stat 36.");
}

void run(const Arguments& a, cli::Session& session) {
  session.check_output(a.out);
  session.warn(checks::refuse_circular(a.rows.files(), a.allow_circular));
  model::ModelRequest request = a.request;
  request.identifiers = a.rows.identifiers();
  request.threads = session.threads();
  const Table table = session.read_table(a.rows);
  request.sidecar_levels = session.level_orders(a.rows);
  model::ModelResult result = model::run_model(table, request);
  session.warn(result.warnings);
  if (a.part != "all") result.document = only_part(result.document, a.part);
  session.write(a.out, result.document, model::model_meanings());
}

const cli::Command<Arguments> command{"model", declare, run};

}  // namespace
